"""Surveys, what each revision of them asks, and what respondents answered.

A revision freezes wording, scales and texts when it is opened; nothing the catalog does later
reaches it. An answer is one row per response, item and question.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys import questions

KIND_CHOICES = [(kind.value, kind.label) for kind in questions.KINDS]
QUESTION_CHOICES = [(question, question) for question in questions.QUESTIONS]
STATE_CHOICES = [(state, state) for state in questions.STATES]


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys by who may see them: the one rule, for site, admin and respondents' pages alike."""

    def visible_to(self, user: Any) -> SurveyQuerySet:
        """Surveys `user` may see: those held by them that are not in the bin."""
        return self.held_by(user).filter(deleted_at=None)

    def held_by(self, user: Any) -> SurveyQuerySet:
        """Surveys `user` owns or collaborates on, binned or not; all of them for a superuser."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(collaborators=user)).distinct()


class Survey(models.Model):
    """A prioritisation survey over one journey, with an owner and named collaborators.

    `status` is what its people decided; with `opens_at` and `closes_at` it makes the `stage`.
    `time_zone` is the IANA name of the zone in which these two are written and shown.
    `is_anonymous` keeps no time of a response finer than its day. `retention_days` is how long a
    response is kept, None for as long as the survey; `n_withdrawn` counts submitted responses that
    their people took back, of which nothing else is left. A survey with `deleted_at` lies in the
    bin: its pages are not found, and respondents read that it is closed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    SCHEDULED = "scheduled"

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    journey = models.ForeignKey(
        "journeys.Journey", on_delete=models.PROTECT, related_name="+", verbose_name=_("journey")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_surveys"
    )
    collaborators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="shared_surveys"
    )
    status = models.CharField(
        _("status"), max_length=6, choices=Status, default=Status.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    retention_days = models.PositiveSmallIntegerField(_("kept for days"), null=True, blank=True)
    n_withdrawn = models.PositiveIntegerField(_("withdrawn"), default=0, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="survey_closed_at_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="survey_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> str:
        """Where it stands now: its status, or `scheduled` before, `closed` after its times.

        The opening time is within, the closing time is not. A pause ends with the closing time.
        """
        if self.status in {self.Status.DRAFT, self.Status.CLOSED}:
            return self.status
        if self.is_past_closing_time:
            return self.Status.CLOSED
        if self.status == self.Status.PAUSED:
            return self.status
        is_early = self.opens_at is not None and timezone.now() < self.opens_at
        return self.SCHEDULED if is_early else self.status

    @property
    def is_past_closing_time(self) -> bool:
        """Whether it has a closing time and that has come."""
        return self.closes_at is not None and timezone.now() >= self.closes_at

    @property
    def takes_responses(self) -> bool:
        """Whether people may start and answer it now."""
        return self.stage == self.Status.OPEN and self.deleted_at is None


class SurveyRevision(models.Model):
    """What a survey asks. Without `opened_at` it is the draft, one per survey; then it is frozen.

    `asks` names the questions of each kind, `scales` gives the labels of a rated one from 1 up, and
    `words` are what else people read (`questions.default_words`): all copied from today's defaults
    as the draft is opened, so that no release rewords what is in the field. With `allow_changes`,
    submitted answers may be changed until the survey closes. With `shuffle_items`, each person
    meets the items of a group in an order of their own. `contact` is what people who leave an
    address at the end agree to; empty, none is asked for.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    journey_name = models.CharField(max_length=120)
    licence = models.CharField(max_length=120)
    attribution = models.TextField()
    stem = models.CharField(_("stem"), max_length=200)
    wording = models.CharField(
        _("metric wording"),
        max_length=7,
        choices=[("plain", _("Plain wording")), ("outcome", _("Outcome statement"))],
        default="plain",
    )
    welcome = models.TextField(_("welcome text"), blank=True)
    consent = models.TextField(_("consent text"), blank=True)
    thanks = models.TextField(_("thank-you text"), blank=True)
    gate = models.TextField(_("purchase-decision question"), blank=True)
    scales = models.JSONField(_("scales"), default=questions.default_scales)
    asks = models.JSONField(_("questions"), default=questions.default_asks)
    words = models.JSONField(_("words"), default=questions.default_words)
    allow_changes = models.BooleanField(_("answers may be changed"), default=False)
    shuffle_items = models.BooleanField(_("items in random order"), default=False)
    contact = models.TextField(_("what an address is for"), blank=True)

    class Meta:
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="revision_number_in_survey"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(opened_at=None), name="one_draft_per_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}.{self.number}"

    def questions_of(self, kind: str) -> list[questions.Question]:
        """The questions that items of `kind` are asked, in order, in this revision's words."""
        return questions.asked(kind, self.asks, self.words, self.scales)


class Translation(models.Model):
    """One text of a revision in another language than the survey's own.

    `key` names it: a field of the revision (`welcome`, `consent`, `thanks`, `gate`, `contact`,
    `stem`), `title`, a scale's label (`importance.1`), one of its `words` (`emotional_jobs.title`),
    or an item's (`EMO01.text`, `SIT05.low_anchor`, `S03M07.heading`). `source` is the text that was
    translated: once the revision reads otherwise, the translation is of another text and is not
    shown.
    """

    revision = models.ForeignKey(
        SurveyRevision, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=10)
    key = models.CharField(max_length=40)
    source = models.TextField(default="")
    text = models.TextField()

    class Meta:
        ordering = ["revision", "language", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "language", "key"], name="one_translation_per_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.key}"


class SurveyItem(models.Model):
    """One item as it is asked: a copy of the catalog's wording. `code` is its soft reference.

    `page` names the page it stands on: its kind, or for a performance metric its step's code; a
    longer section has parts (`S03`, `S03-2`).
    `heading` is the group within the page (a step's name, "Desired Emotions:").
    """

    revision = models.ForeignKey(SurveyRevision, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    code = models.CharField(max_length=12)
    text = models.TextField()
    low_anchor = models.CharField(max_length=200, blank=True)
    high_anchor = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=20)
    heading = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "code"], name="item_code_in_revision"),
            models.CheckConstraint(
                condition=~Q(kind="situations") | (~Q(low_anchor="") & ~Q(high_anchor="")),
                name="situation_item_has_anchors",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Response(models.Model):
    """One person's answers to one revision. The token itself is never stored, only its hash.

    `pages_shown` lists the pages the person has been sent to; `assigned` the codes of the items
    they are asked, None for all; `order_shown` the codes in the order shown, empty for the
    revision's own order; `parameters` what the link carried. Of an
    anonymous survey, `submitted_at` and, once submitted, `started_at` are midnight UTC of their
    day, and `duration_s` is rounded to minutes.
    """

    class Status(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        SCREENED_OUT = "screened_out", _("Screened out")

    revision = models.ForeignKey(SurveyRevision, on_delete=models.PROTECT, related_name="responses")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    export_id = models.CharField(max_length=26, unique=True, editable=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.IN_PROGRESS)
    language = models.CharField(max_length=10, default="en")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    duration_s = models.PositiveIntegerField(null=True, blank=True)
    decision_maker = models.BooleanField(null=True, blank=True)
    pages_shown = models.JSONField(default=list)
    assigned = models.JSONField(null=True, blank=True)
    order_shown = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="submitted", submitted_at__isnull=False)
                | (~Q(status="submitted") & Q(submitted_at__isnull=True)),
                name="response_submitted_at_iff_submitted",
            )
        ]

    def __str__(self) -> str:
        return self.export_id

    @property
    def takes_answers(self) -> bool:
        """Whether its cells may be written now: only while the survey takes responses.

        Once submitted, only where the revision allows changes.
        """
        if not self.revision.survey.takes_responses:
            return False
        is_sent = self.status == self.Status.SUBMITTED
        return self.status == self.Status.IN_PROGRESS or (is_sent and self.revision.allow_changes)


class Answer(models.Model):
    """One cell: a value, or the state that stands for having none.

    `version` counts the cell's writes; `page_load` and `counter` say which save wrote last, which
    is all the order rule of `answering` needs. Clearing updates the row, never deletes it.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(SurveyItem, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12, choices=QUESTION_CHOICES)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=STATE_CHOICES)
    version = models.PositiveIntegerField(default=1)
    page_load = models.CharField(max_length=32)
    counter = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["response", "item", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item", "question"], name="one_answer_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", value__isnull=False)
                | (~Q(state="answered") & Q(value__isnull=True)),
                name="answer_value_iff_answered",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True)
                | Q(value__gte=1, value__lte=2)
                | (~Q(question="chosen") & Q(value__gte=1, value__lte=5)),
                name="answer_value_in_range",
            ),
            models.CheckConstraint(
                condition=Q(question__in=questions.QUESTIONS), name="answer_question_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=questions.STATES), name="answer_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}.{self.item_id}.{self.question}"


def random_key() -> int:
    """A primary key that tells nothing about when its row came."""
    return secrets.randbits(62) + 1


class Contact(models.Model):
    """An address that somebody left, apart from their answers: no row, time or order leads there.

    `revision` holds the words they agreed to.
    """

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    revision = models.ForeignKey(SurveyRevision, on_delete=models.CASCADE, related_name="contacts")
    address = models.CharField(_("address"), max_length=254)
    given_on = models.DateField(_("given on"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.address


class NetworkStarts(models.Model):
    """How many responses to a survey were started from one network within an hour, or a minute.

    `network_hash` is a keyed hash of the network's prefix, the day, and which of the two it is, the
    hour that `begins_at` or a minute of it (`guarding`); rows live two days at most. Its key is
    random, so that it does not count along with those of the responses.
    """

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    network_hash = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "network_hash", "begins_at"],
                name="one_count_per_network_and_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.begins_at:%Y-%m-%d %H}"
