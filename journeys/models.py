"""The catalog: journeys and the entries of their sections.

Every entry has a `code` that is stable for ever within its journey (`S03M07`, `SIT05`), a
`position` for display and a `source`: `seed` (carried verbatim), `project` or an editor's word.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[A-Z]{1,5}[0-9]{2,3}(M[0-9]{2,3})?$"
CATALOG_LICENCE = "CC BY-NC-SA 4.0"
CATALOG_ATTRIBUTION = (
    "The Customer Journey 2.0 Toolkit © 2024 by Michael A. Boysen, licensed under "
    "CC BY-NC-SA 4.0; codes, phases, short step names, survey stems and the entries marked "
    "“project” added by JTBD Catalog under the same licence"
)
PROJECT_ATTRIBUTION = (
    "JTBD Catalog © 2026 by its contributors, licensed under CC BY-NC-SA 4.0; the set of sixteen "
    "journeys, with the name, role and job of each, follows The Customer Journey 2.0 Toolkit "
    "© 2024 by Michael A. Boysen, licensed under CC BY-NC-SA 4.0"
)

code_validator = RegexValidator(
    CODE_PATTERN,
    _("Use a code such as SIT05 or S03M07: capital letters, then two or three digits."),
)


class Phase(models.TextChoices):
    """The nine phases of a job map, in the order in which a job is done."""

    DEFINE = "define", _("Define")
    LOCATE = "locate", _("Locate")
    PREPARE = "prepare", _("Prepare")
    CONFIRM = "confirm", _("Confirm")
    EXECUTE = "execute", _("Execute")
    MONITOR = "monitor", _("Monitor")
    RESOLVE = "resolve", _("Resolve")
    MODIFY = "modify", _("Modify")
    CONCLUDE = "conclude", _("Conclude")


class Stage(models.TextChoices):
    """Where a journey stands in the life cycle of owning a solution; orders the home page."""

    GET = "get", _("Get it")
    START = "start", _("Make it work")
    USE = "use", _("Use and keep it")
    MOVE_ON = "move_on", _("Move on")


class Valence(models.TextChoices):
    """Whether a feeling or a perception is sought or shunned."""

    DESIRED = "desired", _("Desired")
    AVOID = "avoid", _("To avoid")


class Thing(models.TextChoices):
    """The kinds of thing one can own; which of them an entry makes sense for."""

    PHYSICAL = "physical", _("A physical thing")
    MOBILE = "mobile", _("A thing that moves")
    DIGITAL = "digital", _("A digital thing")
    SERVICE = "service", _("A service")


def check_things(fits: str) -> None:
    """Refuse words that name no kind of thing."""
    if unknown := set(fits.replace(",", " ").split()) - {*Thing.values}:
        sentence = _("“%(found)s” is not known here: use %(known)s.")
        known = ", ".join(Thing.values)
        raise ValidationError(sentence % {"found": " ".join(sorted(unknown)), "known": known})


# Words of `Thing`, in its order; empty stands for all of them.
_FITS: dict[str, Any] = {
    "verbose_name": _("fits"),
    "max_length": 40,
    "blank": True,
    "validators": [check_things],
    "help_text": _("physical, mobile, digital, service; empty for all"),
}


class Journey(models.Model):
    """One journey of owning a solution. Several journeys may share a role."""

    slug = models.SlugField(_("slug"), unique=True)
    role = models.CharField(_("role"), max_length=80, help_text=_("Without a leading “The”."))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("one line"), blank=True)
    job = models.CharField(_("job"), max_length=200)
    stem = models.CharField(
        _("survey stem"), max_length=200, help_text=_("“When upgrading a solution”")
    )
    noun = models.JSONField(
        _("noun for the thing"),
        default=str,
        blank=True,
        help_text=_("What fills {product} for readers, such as “the solution”."),
    )
    fits = models.CharField(**_FITS)
    context = models.CharField(_("context"), max_length=300, blank=True)
    end_user = models.CharField(_("end user"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=120, default=CATALOG_LICENCE)
    attribution = models.TextField(_("attribution"), default=CATALOG_ATTRIBUTION)
    stage = models.CharField(
        _("stage of the life cycle"), max_length=10, choices=Stage, default=Stage.USE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    emotional_desired_heading = models.CharField(max_length=80, blank=True)
    emotional_avoid_heading = models.CharField(max_length=80, blank=True)
    social_desired_heading = models.CharField(max_length=80, blank=True)
    social_avoid_heading = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(
        _("version"), default=1, editable=False, help_text=_("Counts every change to any entry.")
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    retired = models.JSONField(
        default=list, blank=True, editable=False, help_text=_("Codes that are never given again.")
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")

    def __str__(self) -> str:
        return self.name


class PresentManager(models.Manager[Any]):
    """The entries that the catalog shows: those that are retired are kept, and seen nowhere."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """All but the retired ones."""
        return super().get_queryset().filter(is_retired=False)


class HouseEntry(models.Model):
    """What the house adds to an entry: what it fits, how studies ask it, whence it came.

    `asked` is the house wording beside another author's words: a text, or texts by field.
    `loaded_digest` tells what the loader wrote, so that an edit by people is seen.
    """

    fits = models.CharField(**_FITS)
    asked = models.JSONField(_("as asked"), default=str, blank=True)
    is_retired = models.BooleanField(_("retired"), default=False, editable=False)
    loaded_digest = models.CharField(max_length=16, blank=True, editable=False)

    objects = PresentManager()
    with_retired: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True


class CatalogEntry(HouseEntry):
    """What every entry of a journey has. `text` is the wording, verbatim where `source` is seed."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("code"), max_length=12, validators=[code_validator])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.CharField(_("source"), max_length=40, default="project")

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "code"], name="%(class)s_code_in_journey")
        ]

    def __str__(self) -> str:
        return self.code


class JobStep(CatalogEntry):
    """A sub-objective of the job. Its phase is independent of its position."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="job_steps")
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    name = models.CharField(_("short name"), max_length=80)
    ability = models.TextField(_("ability"), help_text=_("“The ability to …”"))

    class Meta(CatalogEntry.Meta):
        verbose_name = _("job step")
        verbose_name_plural = _("job steps")


class PerformanceMetric(HouseEntry):
    """How a customer measures success in a job step, in two paired wordings."""

    job_step = models.ForeignKey(
        JobStep, on_delete=models.CASCADE, related_name="performance_metrics"
    )
    code = models.CharField(_("code"), max_length=12, validators=[code_validator])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.CharField(_("source"), max_length=40, default="project")
    outcome = models.TextField(
        _("outcome statement"), help_text=_("“Minimize the time it takes to …”")
    )
    plain = models.TextField(
        _("plain wording"), help_text=_("Reads on after “How important is it that you are able to”")
    )
    examples = models.JSONField(_("examples"), default=dict, blank=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("performance metric")
        verbose_name_plural = _("performance metrics")
        constraints = [
            models.UniqueConstraint(fields=["job_step", "code"], name="metric_code_in_step")
        ]

    def __str__(self) -> str:
        return self.code


class Context(CatalogEntry):
    """The job with a how, where or for-whom clause that narrows a study."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="contexts")
    text = models.TextField(_("text"))

    class Meta(CatalogEntry.Meta):
        verbose_name = _("context")
        verbose_name_plural = _("contexts")


class Situation(CatalogEntry):
    """A complexity factor of the last time the job was done, rated 1 (harder) to 5 (easier)."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="situations")
    text = models.TextField(_("text"))
    low = models.CharField(_("anchor at 1"), max_length=200)
    high = models.CharField(_("anchor at 5"), max_length=200)

    class Meta(CatalogEntry.Meta):
        verbose_name = _("situation")
        verbose_name_plural = _("situations")


class IdealState(CatalogEntry):
    """A finished, perfect condition that tells whether the whole job goes well."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="ideal_states")
    text = models.TextField(_("text"))

    class Meta(CatalogEntry.Meta):
        verbose_name = _("ideal state")
        verbose_name_plural = _("ideal states")


class FinancialMetric(CatalogEntry):
    """A cost that the purchase decision-maker wants small."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="financial_metrics")
    text = models.TextField(_("text"))

    class Meta(CatalogEntry.Meta):
        verbose_name = _("financial metric")
        verbose_name_plural = _("financial metrics")


class RelatedJob(CatalogEntry):
    """Another job the same person does before, during or after this one."""

    class When(models.TextChoices):
        BEFORE = "before", _("Before")
        DURING = "during", _("During")
        AFTER = "after", _("After")

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="related_jobs")
    when = models.CharField(_("when"), max_length=6, choices=When)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)

    class Meta(CatalogEntry.Meta):
        verbose_name = _("related job")
        verbose_name_plural = _("related jobs")


class PersonalJob(CatalogEntry):
    """Base of emotional and social jobs; `name` is the rated text, `rationale` says why."""

    valence = models.CharField(_("valence"), max_length=7, choices=Valence)
    name = models.CharField(_("name"), max_length=160)
    rationale = models.TextField(_("rationale"), blank=True)

    class Meta(CatalogEntry.Meta):
        abstract = True


class EmotionalJob(PersonalJob):
    """How a person wants to feel, or to avoid feeling, while doing the job."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="emotional_jobs")

    class Meta(PersonalJob.Meta):
        abstract = False
        verbose_name = _("emotional job")
        verbose_name_plural = _("emotional jobs")


class SocialJob(PersonalJob):
    """How a person wants to be perceived, or to avoid being perceived, while doing the job."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="social_jobs")

    class Meta(PersonalJob.Meta):
        abstract = False
        verbose_name = _("social job")
        verbose_name_plural = _("social jobs")
