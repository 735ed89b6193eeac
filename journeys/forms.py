"""What readers may ask of the catalog."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.catalog import SHORTEST_QUERY, Wording
from journeys.models import Thing

LONGEST_QUERY = 200


class SearchForm(forms.Form):
    """The search box. An empty query is valid and finds nothing."""

    q = forms.CharField(
        required=False,
        min_length=SHORTEST_QUERY,
        max_length=LONGEST_QUERY,
        error_messages={
            "min_length": _("Type at least two letters."),
            "max_length": _("That is more than 200 characters. Search for a few words of it."),
        },
    )


class WordingForm(forms.Form):
    """The wording in which a step's metrics are read; one that is not known is not asked for."""

    wording = forms.ChoiceField(choices=Wording.choices, required=False)

    def clean_wording(self) -> str:
        """Outcome statements, unless another wording is asked for."""
        return str(self.cleaned_data["wording"] or Wording.OUTCOME)


ALL_KINDS = "all"


class KindForm(forms.Form):
    """The kind of thing for which a journey is read; one that is not known is not asked for."""

    kind = forms.ChoiceField(choices=[(ALL_KINDS, _("Everything")), *Thing.choices], required=False)
