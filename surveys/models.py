"""Surveys, what each revision of them asks, and what respondents answered.

A revision freezes wording, scales and texts when it is opened; nothing the catalog does later
reaches it. An answer is one row per response, item and question.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys import questions

KIND_CHOICES = [(kind.value, kind.label) for kind in questions.KINDS]
QUESTION_CHOICES = [(question, question) for question in questions.QUESTIONS]
STATE_CHOICES = [(state, state) for state in questions.STATES]


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys by who may see them."""

    def visible_to(self, user: Any) -> SurveyQuerySet:
        """Surveys `user` owns or collaborates on; all of them for a superuser."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(collaborators=user)).distinct()


class Survey(models.Model):
    """A prioritisation survey over one journey, with an owner and named collaborators.

    `retention_days` is how long a response is kept, None for as long as the survey; `n_withdrawn`
    counts submitted responses that their people took back, of which nothing else is left.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

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
            )
        ]

    def __str__(self) -> str:
        return self.title


class SurveyRevision(models.Model):
    """What a survey asks. Without `opened_at` it is the draft, one per survey; then it is frozen.

    `scales` maps `importance` and `difficulty` to their labels from 1 up. With `allow_changes`,
    submitted answers may be changed until the survey closes.
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
    allow_changes = models.BooleanField(_("answers may be changed"), default=False)

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


class SurveyItem(models.Model):
    """One item as it is asked: a copy of the catalog's wording. `code` is its soft reference.

    `page` names the page it stands on: its kind, or for a performance metric its step's code.
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

    `pages_shown` lists the pages the person has been sent to; `order_shown` the item codes in the
    order shown, empty for the revision's own order; `parameters` what the link carried.
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
    decision_maker = models.BooleanField(null=True, blank=True)
    pages_shown = models.JSONField(default=list)
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
        """Whether its cells may be written now: never once the survey is closed.

        Once submitted, only where the revision allows changes.
        """
        if self.revision.survey.status != Survey.Status.OPEN:
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
