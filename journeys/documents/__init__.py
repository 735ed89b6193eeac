"""A journey as a document: the one shape it has in YAML and JSON, and how it is written out.

The shape is strict: an unknown key is an error. Lists are in order, text is verbatim, an absent
section is an empty list. What is written here is canonical: the same journey always gives the
same bytes, and `journeys.reading` reads them back to the same document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import QuerySet

from journeys.documents.sections import (
    HEAD_FIELDS,
    METRIC_FIELDS,
    SCHEMA,
    SECTIONS,
    STEPS,
    Document,
    Section,
    unwanted_character,
)
from journeys.documents.writing import csv_rows, document_digest, yaml_text
from journeys.models import CatalogEntry, JobStep, Journey, Valence

__all__ = [
    "METRIC_FIELDS",
    "SECTIONS",
    "STEPS",
    "Document",
    "Section",
    "document_digest",
    "document_of",
    "documents_of",
    "journey_csv",
    "journey_digest",
    "journey_json",
    "journey_yaml",
    "unwanted_character",
    "yaml_text",
]


def _row(entry: models.Model, fields: tuple[str, ...]) -> Document:
    return {name: getattr(entry, name) for name in ("code", *fields, "source")}


def _step_rows(steps: Iterable[JobStep]) -> list[Document]:
    return [
        _row(step, STEPS.fields)
        | {"metrics": [_row(metric, METRIC_FIELDS) for metric in step.performance_metrics.all()]}
        for step in steps
    ]


def _section_value(
    journey: Journey, section: Section, entries: Iterable[CatalogEntry]
) -> list[Document] | Document:
    rows = [_row(entry, section.fields) for entry in entries]
    if not section.has_headings:
        return rows
    headings = {
        f"{valence}_heading": getattr(journey, section.heading_field(valence))
        for valence in Valence.values
    }
    return headings | {"items": rows}


def _by_journey(entries: QuerySet[Any], journeys: Sequence[Journey]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {journey.pk: [] for journey in journeys}
    for entry in entries.filter(journey__in=journeys):
        found[entry.journey_id].append(entry)
    return found


def documents_of(journeys: Sequence[Journey]) -> list[Document]:
    """The journeys as they stand in the database, each in the one shape. Nine queries."""
    steps = _by_journey(JobStep.objects.prefetch_related("performance_metrics"), journeys)
    lists = {
        section.key: _by_journey(section.model._default_manager.all(), journeys)
        for section in SECTIONS
    }
    documents = []
    for journey in journeys:
        head = {name: getattr(journey, name) for name in HEAD_FIELDS}
        document: Document = {
            "schema": SCHEMA,
            "licence": journey.licence,
            "attribution": journey.attribution,
            "journey": {k: v for k, v in head.items() if v or k not in {"context", "end_user"}},
            "steps": _step_rows(steps[journey.pk]),
        }
        for section in SECTIONS:
            rows = lists[section.key][journey.pk]
            document[section.key] = _section_value(journey, section, rows)
        documents.append(document)
    return documents


def document_of(journey: Journey) -> Document:
    """The journey as it stands in the database, in the one shape. Nine queries."""
    (document,) = documents_of([journey])
    return document


def journey_digest(journey: Journey) -> str:
    """Digest of the journey as it stands in the database. Nine queries."""
    return document_digest(document_of(journey))


def journey_yaml(journey: Journey) -> str:
    """The journey as a catalog file, byte for byte what `dump_catalog` writes."""
    return yaml_text(document_of(journey))


def journey_json(journey: Journey) -> str:
    """The journey in the one shape, as JSON."""
    return json.dumps(document_of(journey), ensure_ascii=False, indent=2) + "\n"


def journey_csv(journey: Journey) -> Iterator[str]:
    """The journey as CSV, row by row: the header, then one row per entry; no cell is a formula."""
    return csv_rows(document_of(journey))
