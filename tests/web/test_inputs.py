"""One-line boxes are written as text: they must be what Django's templates would have written."""

from django import forms
from django.forms.renderers import DjangoTemplates

from portal.web.inputs import Renderer

HOSTILE = "a\"<b> & 'c"


class Everything(forms.Form):
    name = forms.CharField(
        max_length=5,
        initial=HOSTILE,
        widget=forms.TextInput(attrs={"data-x": HOSTILE, "autofocus": True, "spellcheck": False}),
    )
    number = forms.IntegerField(min_value=1234, initial=12345)
    share = forms.DecimalField(initial=1.5, localize=True, required=False)
    mail = forms.EmailField(initial="")
    key = forms.CharField(widget=forms.HiddenInput)
    phone = forms.CharField(widget=forms.TextInput(attrs={"type": "tel"}), initial=None)


def test_a_box_is_what_djangos_template_writes():
    for bound in Everything():
        widget, attrs = bound.field.widget, bound.build_widget_attrs({"id": bound.auto_id})
        ours, theirs = (
            widget.render(bound.html_name, bound.value(), attrs=attrs, renderer=renderer()).strip()
            for renderer in (Renderer, DjangoTemplates)
        )
        assert ours == theirs
