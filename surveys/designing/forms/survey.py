"""Forms of the researcher's side. They check input; writing is done by `drafts` and `revisions`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys import questions, shelves
from surveys.designing import drafts
from surveys.forms import LineField, ParagraphField

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


MAX_LABEL = 60


@dataclass(frozen=True)
class LabelGroup:
    """The fields for one question's labels on one of the scales, from point 1 up."""

    points: str
    heading: str
    fields: list[forms.BoundField]


class ListForm(forms.Form):
    """Which surveys the list shows: the current ones, or those put away."""

    show = forms.ChoiceField(
        choices=[(shelves.ARCHIVED, ""), (shelves.DELETED, "")], required=False
    )


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
        max_length=drafts.MAX_SLUG,
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
    shuffle_items = forms.BooleanField(
        label=gettext_lazy("Items in random order within each step"),
        help_text=gettext_lazy(
            "Each person meets the items under one heading in an order of their own, so that none "
            "gains from standing first. Headings and pages stay where they are."
        ),
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
    contact = ParagraphField(
        label=gettext_lazy("What an address is for"),
        help_text=gettext_lazy(
            "Asks at the end for an e-mail address, which nobody has to give, and shows this "
            "above it: what you write to people for, and until when. Addresses are stored apart "
            "from the answers. Left empty, none is asked for."
        ),
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
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Anonymous: no time finer than the day"),
        help_text=gettext_lazy(
            "Of a sent response only the days are kept on which it was begun and sent, and how "
            "long it took in whole minutes; until it is sent, the site itself knows when it was "
            "begun. Without it, times are kept to the second; say so in the consent. What stands "
            "after a ? in your link is kept either way: a number there for each person would name "
            "them."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = []
        for points, question, point, label in _preset_labels():
            names.append(label_name(points, question, point))
            self.fields[names[-1]] = LineField(
                label=_("%(question)s, point %(point)s")
                % {"question": _(questions.QUESTION[question].label), "point": point},
                max_length=MAX_LABEL,
                required=False,
                initial=label,
            )
        self.order_fields(["title", "slug", "scale", *names])

    @property
    def label_groups(self) -> list[LabelGroup]:
        """The fields for labels, by scale and question."""
        return [
            LabelGroup(
                points,
                _(questions.QUESTION[question].label),
                [self[label_name(points, question, n)] for n, _label in enumerate(labels, 1)],
            )
            for points in questions.SCALE_PRESETS
            for question, labels in questions.preset(points).items()
        ]

    @property
    def has_own_labels(self) -> bool:
        """Whether the chosen scale has labels of its own, or something is wrong with them."""
        return any(
            name in self.errors or (self[name].value() or "") != label
            for points, question, point, label in _preset_labels()
            for name in [label_name(points, question, point)]
            if points == self["scale"].value()
        )

    def clean(self) -> dict[str, Any]:
        """Demand a label of its own for each point of the chosen scale."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        used: set[tuple[str, str]] = set()
        for points, question, point, preset in _preset_labels():
            name = label_name(points, question, point)
            if points != data.get("scale") or name not in data:
                continue
            if self.add_prefix(name) not in self.data:
                data[name] = preset
            key = question, data[name].casefold()
            if not data[name]:
                self.add_error(name, _("Each point needs a label."))
            elif key in used:
                self.add_error(name, _("Another point of this question has this label."))
            used.add(key)
        return data

    def clean_slug(self) -> str:
        """Small letters; addresses the site needs itself are refused."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in drafts.RESERVED_SLUGS:
            sentence = _("The address “%(slug)s” is taken by this site itself.")
            raise forms.ValidationError(sentence % {"slug": slug})
        return slug

    def clean_wording(self) -> str:
        """Plain wording where the form did not ask."""
        return self.cleaned_data["wording"] or "plain"

    def scales(self) -> questions.Scales:
        """The labels of the chosen scale."""
        chosen: questions.Scales = {}
        for points, question, point, _preset in _preset_labels():
            if points == self.cleaned_data["scale"]:
                label = self.cleaned_data[label_name(points, question, point)]
                chosen.setdefault(question, []).append(label)
        return chosen

    def demand(self, field: str, message: str) -> None:
        """Put an error at `field` where it was left empty."""
        if not self.cleaned_data.get(field):
            self.add_error(field, message)


class NextRevisionForm(SurveyForm):
    """The same for the next revision of an opened survey, of which some fields are fixed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in drafts.SURVEY_FIELDS:
            del self.fields[name]


def label_name(points: str, question: str, point: int) -> str:
    """The field for the label of one point, `label_3_importance_1`."""
    return f"label_{points}_{question}_{point}"


def label_values(scales: questions.Scales) -> dict[str, str]:
    """What the fields for labels hold of `scales`, by their names."""
    return {
        label_name(scale_of(scales), question, point): label
        for question, labels in scales.items()
        for point, label in enumerate(labels, start=1)
    }


def _preset_labels() -> Iterator[tuple[str, str, int, str]]:
    """Every label of every preset: the scale's points, the question, the point, the label."""
    for points in questions.SCALE_PRESETS:
        for question, labels in questions.preset(points).items():
            for point, label in enumerate(labels, start=1):
                yield points, question, point, label


def scale_of(scales: questions.Scales) -> str:
    """The preset that `scales` has the points of."""
    return str(len(next(iter(scales.values()))))


class CollaboratorForm(forms.Form):
    """The name of someone to share a survey with."""

    username = LineField(
        label=gettext_lazy("User name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the user name of an account.")},
    )
