"""What the commands about one survey share: finding it by its slug."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone

from surveys.models import Survey
from surveys.shelves import bin_end


def add_survey_argument(parser: ArgumentParser) -> None:
    """The first argument: the survey's slug."""
    parser.add_argument("survey", metavar="SURVEY", help="The survey's slug, as in its address.")


def survey_of_slug(slug: str, *, even_deleted: bool = False) -> Survey:
    """The survey, or a one-line error. One in the bin is only given where it is asked for."""
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        raise CommandError(f"There is no survey “{slug}”.")
    if survey.deleted_at is not None and not even_deleted:
        until = bin_end(survey.deleted_at)
        words = f"Its owner can restore it until {until:%Y-%m-%d}, at /surveys/{slug}/restore/."
        if timezone.now() >= until:
            words = "It can no longer be restored; the command purge removes it."
        raise CommandError(f"The survey “{slug}” is deleted. {words}")
    return survey
