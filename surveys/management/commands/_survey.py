"""What the commands about one survey share: finding it by its slug."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from surveys.models import Survey


def add_survey_argument(parser: ArgumentParser) -> None:
    """The first argument: the survey's slug."""
    parser.add_argument("survey", metavar="SURVEY", help="The survey's slug, as in its address.")


def survey_of_slug(slug: str) -> Survey:
    """The survey, or a one-line error."""
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        raise CommandError(f"There is no survey “{slug}”.")
    return survey
