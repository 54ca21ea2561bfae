"""The three ways of signing at a desk, for forms that need a signature."""

from django import forms

from portal.visits.signatures import Given
from portal.web.forms import Form, TextField


class SigningForm(Form):
    """What components/signature.html draws; `given()` is what visits.signatures wants."""

    drawn = TextField(label="Chữ ký", required=False, widget=forms.HiddenInput)
    ticked = forms.BooleanField(label="Xác nhận", required=False)
    signature = forms.FileField(label="Ảnh phiếu đã ký", required=False)

    def given(self) -> Given:
        said = self.cleaned_data
        return Given(
            drawn=said.get("drawn", ""), ticked=bool(said.get("ticked")), paper=said.get("signature")
        )
