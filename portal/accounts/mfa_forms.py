"""Our words on the forms of the second factor."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.forms import plain_words
from portal.web.text import digits


class _CodeForm:
    hint = _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng")
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = _("Mã xác thực"), self.hint
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        plain_words(self)  # type: ignore[arg-type]

    def clean_code(self) -> str:
        """Spaces between the digits do not matter."""
        self.cleaned_data["code"] = digits(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc]


class AuthenticateForm(_CodeForm, base.AuthenticateForm):
    pass


class ReauthenticateForm(_CodeForm, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeForm, totp.ActivateTOTPForm):
    hint = _("6 chữ số đang hiện trong ứng dụng")
