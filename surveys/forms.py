"""Fields that several forms share, and forms that read what an address asks for."""

from typing import Any

from django import forms

MAX_TEXT = 4000


class LineField(forms.CharField):
    """A text of one line: white space of any kind becomes single spaces."""

    def to_python(self, value: Any) -> str:
        """The text as a person would read it aloud."""
        return " ".join((super().to_python(value) or "").split())


class ParagraphField(forms.CharField):
    """A longer text; lines end in a line feed, whatever the browser sent."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=MAX_TEXT, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text with plain line feeds."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class RevisionForm(forms.Form):
    """Which revision a page's address names."""

    revision = forms.IntegerField(min_value=1, required=False)

    @property
    def number(self) -> int | None:
        """The number, or None where it names none."""
        return self.cleaned_data["revision"] if self.is_valid() else None


class DownloadForm(forms.Form):
    """What a download's address may ask for."""

    bom = forms.BooleanField(required=False)

    @property
    def with_bom(self) -> bool:
        """Whether the file begins with a byte order mark."""
        return self.is_valid() and bool(self.cleaned_data["bom"])
