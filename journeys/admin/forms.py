"""Forms of the catalog's admin: rows as `editing` takes them, and nobody's work taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys import editing
from journeys.admin.fields import LinesField
from journeys.documents import text_fields
from journeys.models import Thing
from journeys.naming import SLOTS

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    ModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet


class CatalogForm(ModelForm):
    """A row as `editing` takes it. A code is for ever: in an inline it can only be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True
        for name in self.fields.keys() & {"noun", "asked", "examples"}:
            self.fields[name] = self._lines(name)

    def _lines(self, name: str) -> LinesField:
        """The lines in which a person writes what the row keeps as data."""
        part = self.instance._meta.get_field(name)
        keys = {"noun": SLOTS, "examples": Thing.values}.get(name) or text_fields(self.instance)
        return LinesField(
            keys=keys,
            several=name == "examples",
            label=part.verbose_name,
            help_text=part.help_text,
            widget=forms.Textarea({"rows": 3, "cols": 36}),
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # a hook that the type stubs leave out
        if not self.errors:
            try:
                editing.clean_row(self.instance)
            except forms.ValidationError as error:
                self._update_errors(error)  # type: ignore[attr-defined]  # likewise


class PageForm(CatalogForm):
    """The form of a whole page: it knows which version of the journey it was filled in from.

    Valid only while that is the journey's version still. Sent back, it names the new one, so that
    whoever saves again has been told.
    """

    version_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.stored_version = editing.journey_of(self.instance).version
            self.initial["version_seen"] = self.stored_version
        else:
            del self.fields["version_seen"]

    def clean(self) -> dict[str, Any] | None:
        """Refuse to write over what somebody else has changed since the page was opened."""
        cleaned = super().clean()
        if "version_seen" in self.fields:
            self._check_version()
        return cleaned

    def _check_version(self) -> None:
        if self.cleaned_data.get("version_seen") == self.stored_version:
            return
        sent_back: Any = self.data
        self.data = sent_back = sent_back.copy()
        sent_back[self.add_prefix("version_seen")] = str(self.stored_version)
        message = _(
            "Somebody changed this journey meanwhile. Nothing was saved. Open this page in a new "
            "tab to compare, then save again here: what you see below replaces what is stored."
        )
        self.add_error(None, message)


class EntryForm(CatalogForm):
    """A row of an inline: short words get short fields, so that its long text is seen."""

    widths: ClassVar[dict[str, int]] = {
        "code": 9,
        "source": 9,
        "name": 26,
        "low": 16,
        "high": 16,
        "fits": 12,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, width in self.widths.items():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"size": width, "class": ""}


class EntryFormSet(InlineFormSet):
    """The rows that the page showed, in its order, even when somebody has deleted one since."""

    def get_queryset(self) -> Any:
        """The stored rows; of a posted page one for each of its own, empty where it has gone."""
        stored = super().get_queryset()
        if not self.is_bound:
            return stored
        rows = {str(row.pk): row for row in stored}
        places = [self.add_prefix(number) for number in range(self.initial_form_count())]
        keys = [str(self.data.get(f"{place}-id", "")) for place in places]
        return [rows.get(key) or stored.model() for key in keys]

    def clean(self) -> None:
        """Say of a row that has gone that it has, instead of leaving it out."""
        super().clean()
        for form in self.initial_forms:
            if form.instance.pk is None and form not in self.deleted_forms:
                message = _("This entry was deleted meanwhile. Tick “Delete” to leave it out.")
                form.add_error(None, message)
