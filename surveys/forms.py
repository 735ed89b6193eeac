"""Forms of the researcher's side. They check input; writing is done by `publishing`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys import publishing, questions

MAX_TEXT = 4000
# Ten years; longer is as good as for ever.
MAX_RETENTION_DAYS = 3650
SCALE_CHOICES = [
    ("3", gettext_lazy("Three points: not important, neutral, important")),
    ("5", gettext_lazy("Five points: not at all … extremely")),
]
WORDING_CHOICES = [
    (
        "plain",
        gettext_lazy(
            "Plain wording, which reads on after “How important is it that you are able to …”"
        ),
    ),
    ("outcome", gettext_lazy("Outcome statements, “Minimize the time it takes to …”")),
]


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


class JourneyForm(forms.Form):
    """Which journey the address of the builder names."""

    journey = forms.SlugField(required=False)


class SurveyForm(forms.Form):
    """What a researcher decides about a draft, but for the items, which `picking` reads."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the survey a title; people see it.")},
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=publishing.MAX_SLUG,
        required=False,
        help_text=gettext_lazy(
            "The last part of the link people get: small letters, digits and hyphens. "
            "Left empty, it is made from the title."
        ),
        error_messages={"invalid": gettext_lazy("Use small letters, digits and hyphens only.")},
    )
    scale = forms.ChoiceField(
        label=gettext_lazy("Scale"), choices=SCALE_CHOICES, widget=forms.RadioSelect, initial="3"
    )
    wording = forms.ChoiceField(
        label=gettext_lazy("Wording of performance metrics"),
        choices=WORDING_CHOICES,
        widget=forms.RadioSelect,
        initial="plain",
        required=False,
    )
    welcome = ParagraphField(
        label=gettext_lazy("Welcome"),
        help_text=gettext_lazy("The first thing people read: what this is for and who asks."),
        rows=4,
        required=False,
    )
    consent = ParagraphField(
        label=gettext_lazy("Consent"),
        help_text=gettext_lazy(
            "Above the box “I agree …”: who keeps the answers, for how long, whom to ask."
        ),
        rows=4,
        error_messages={
            "required": gettext_lazy("Say what happens with the answers; people agree to it.")
        },
    )
    gate = ParagraphField(
        label=gettext_lazy("Purchase-decision question"),
        help_text=gettext_lazy("Answered yes or no. Only a yes leads on to financial metrics."),
        rows=2,
        required=False,
    )
    thanks = ParagraphField(
        label=gettext_lazy("Thank-you"),
        help_text=gettext_lazy("Shown at the end, above the receipt code."),
        rows=2,
        required=False,
    )

    allow_changes = forms.BooleanField(
        label=gettext_lazy("People may change their answers after sending them"),
        help_text=gettext_lazy(
            "With their receipt code, until the survey closes; each change counts at once. "
            "Seeing and withdrawing their answers is open to them in any case."
        ),
        required=False,
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Keep answers for how many days"),
        help_text=gettext_lazy(
            "Counted from the day they were sent. Older ones go when whoever runs this site "
            "starts the command purge. Left empty, they are kept. Say the same in the consent."
        ),
        min_value=1,
        max_value=MAX_RETENTION_DAYS,
        required=False,
    )

    def clean_slug(self) -> str:
        """Small letters; addresses the site needs itself are refused."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in publishing.RESERVED_SLUGS:
            sentence = _("The address “%(slug)s” is taken by this site itself.")
            raise forms.ValidationError(sentence % {"slug": slug})
        return slug

    def clean_wording(self) -> str:
        """Plain wording where the form did not ask."""
        return self.cleaned_data["wording"] or "plain"

    def scales(self) -> questions.Scales:
        """The chosen preset, as a copy."""
        preset = questions.SCALE_PRESETS[self.cleaned_data["scale"]]
        return {question: list(labels) for question, labels in preset.items()}

    def demand(self, field: str, message: str) -> None:
        """Put an error at `field` where it was left empty."""
        if not self.cleaned_data.get(field):
            self.add_error(field, message)


def scale_of(scales: questions.Scales) -> str:
    """The preset that `scales` has the points of."""
    return str(len(scales[questions.IMPORTANCE]))


class CollaboratorForm(forms.Form):
    """The name of someone to share a survey with."""

    username = LineField(
        label=gettext_lazy("User name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the user name of an account.")},
    )
