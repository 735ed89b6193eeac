"""What readers may ask of the catalog."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.catalog import SHORTEST_QUERY

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
