"""Hold journey files against the rules of the field."""

import json
from argparse import ArgumentParser
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journeys.accepting import ACCEPTED_FILE, read_accepted
from journeys.checking import CatalogCheck, check_files, needless_journeys
from journeys.management.journey_paths import add_paths, shipped
from journeys.reading import CatalogFileError
from journeys.wellformed import Severity


class Command(BaseCommand):
    """`check_catalog [PATH ...] [--format text|json] [--all] [--strict]`."""

    help = "Name every breach of the rules in docs/rules.md; exit 1 if one is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_paths(parser)
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--strict", action="store_true", help="fail on warnings, too")
        parser.add_argument(
            "--all", action="store_true", help="print accepted findings, too, with their reasons"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            accepted = read_accepted(settings.BASE_DIR / ACCEPTED_FILE)
        except CatalogFileError as error:
            raise CommandError(str(error)) from None
        check = check_files(options["paths"] or [_near(shipped())], accepted)
        if not options["paths"]:
            check = replace(check, remarks=[*check.remarks, *needless_journeys(accepted, check)])
        if options["format"] == "json":
            self.stdout.write(_as_json(check))
        else:
            self._print(check, with_accepted=options["all"])
        failing = [Severity.ERROR, *([Severity.WARNING] if options["strict"] else [])]
        counts = {severity: len(check.of(severity)) for severity in failing}
        if told := [f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n]:
            raise CommandError(f"{', '.join(told)}: see above")

    def _print(self, check: CatalogCheck, *, with_accepted: bool) -> None:
        for remark in check.remarks:
            if not remark.reason:
                self.stdout.write(str(remark))
            elif with_accepted:
                self.stdout.write(f"{remark} (accepted: {remark.reason})")
        counted = {severity: len(check.of(severity)) for severity in Severity}
        self.stdout.write(
            f"Journeys: {len(check.slugs)}. Errors: {counted[Severity.ERROR]}. "
            f"Warnings: {counted[Severity.WARNING]}. Accepted with a reason: "
            f"{len(check.accepted)}. Metrics like one of another journey: "
            f"{check.share_alike:.1%}."
        )


def _near(path: Path) -> Path:
    """The path as one would type it here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _as_json(check: CatalogCheck) -> str:
    summary = {
        "journeys": len(check.slugs),
        "errors": len(check.of(Severity.ERROR)),
        "warnings": len(check.of(Severity.WARNING)),
        "accepted": len(check.accepted),
        "share_alike": round(check.share_alike, 4),
        "findings": [asdict(remark) for remark in check.remarks],
    }
    return json.dumps(summary, ensure_ascii=False, indent=2)
