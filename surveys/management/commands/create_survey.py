"""Create a survey over a journey, as a draft or open at once."""

from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import transaction

from surveys import questions
from surveys.designing import drafts, lifecycle
from surveys.designing.candidates import candidate_items, journey_of_slug


class Command(BaseCommand):
    """`create_survey JOURNEY --slug S [--parts P,P] [--wording W] [--owner USER] [--open]`."""

    help = "Create a survey over a journey; prints the survey's slug."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the journey and the options."""
        parser.add_argument("journey", help="slug of the journey")
        parser.add_argument("--slug", required=True, help="address of the new survey")
        parser.add_argument(
            "--parts",
            help=f"any of {', '.join(questions.KIND)}; separated by commas, default all it has",
        )
        parser.add_argument("--wording", choices=["plain", "outcome"], default="plain")
        parser.add_argument("--owner", help="user name; default the first superuser")
        parser.add_argument("--open", action="store_true", help="open it at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the survey, and open it when asked to."""
        journey = journey_of_slug(options["journey"])
        if journey is None:
            raise CommandError(f"There is no journey “{options['journey']}” in the catalog.")
        candidates = candidate_items(journey, wording=options["wording"])
        parts = _parts(options["parts"], {candidate.kind for candidate in candidates})
        content = replace(
            drafts.default_content(journey),
            slug=_slug(options["slug"]),
            codes=tuple(sorted(one.code for one in candidates if one.kind in parts)),
            wording=options["wording"],
        )
        try:
            with transaction.atomic():
                survey = drafts.create_survey(
                    journey=journey, owner=_owner(options["owner"]), content=content
                )
                if options["open"]:
                    lifecycle.open_survey(survey)
        except drafts.SlugTakenError as error:
            is_binned = lifecycle.binned_until(content.slug) is not None
            holder = "is kept by a deleted survey" if is_binned else "has a survey already"
            raise CommandError(f"The address “{content.slug}” {holder}.") from error
        state = "open" if options["open"] else "a draft"
        self.stderr.write(f"{survey.title}: {len(content.codes)} items, {state}.")
        self.stdout.write(survey.slug)


def _slug(slug: str) -> str:
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    longest = drafts.MAX_SLUG
    if not slug or len(slug) > longest or slug != slug.lower():
        raise CommandError(f"--slug: use small letters, digits and hyphens, at most {longest}.")
    if slug in drafts.RESERVED_SLUGS:
        raise CommandError(f"--slug: the site needs the address “{slug}” itself.")
    return slug


def _parts(given: str | None, present: set[str]) -> set[str]:
    """The kinds to ask: those named, or all that the journey has entries of."""
    if given is None:
        if not present:
            raise CommandError("This journey has no entries yet, so there is nothing to ask.")
        return present
    parts = {part.strip() for part in given.split(",") if part.strip()}
    if unknown := sorted(parts - set(questions.KIND)):
        raise CommandError(
            f"--parts: unknown {', '.join(unknown)}; use {', '.join(questions.KIND)}."
        )
    if missing := sorted(parts - present):
        raise CommandError(f"--parts: this journey has no {', '.join(missing)}.")
    if not parts:
        raise CommandError("--parts: name at least one part.")
    return parts


def _owner(username: str | None) -> User:
    if username is None:
        owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        if owner is None:
            raise CommandError("There is no superuser to own the survey; name one by --owner.")
        return owner
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(f"--owner: there is no user “{username}”.") from error
