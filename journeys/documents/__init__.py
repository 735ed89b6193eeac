"""A journey as a document: the one shape it has in YAML and JSON, and how it is written out.

The shape is strict: an unknown key is an error. Lists are in order, text is verbatim, an absent
section is an empty list. What is written here is canonical: the same journey always gives the
same bytes, and `journeys.reading` reads them back to the same document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from journeys import asking, naming
from journeys.documents.sections import (
    HEAD_FIELDS,
    HEAD_WITHOUT_SLOTS,
    METRIC_FIELDS,
    OPTIONAL_HEAD,
    SCHEMA,
    SECTIONS,
    STEPS,
    Document,
    Section,
    in_order,
    text_fields,
    unwanted_character,
)
from journeys.documents.writing import csv_rows, document_digest, yaml_text
from journeys.models import CatalogEntry, JobStep, Journey, PerformanceMetric, Thing, Valence

__all__ = [
    "HEAD_WITHOUT_SLOTS",
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
    "text_fields",
    "unwanted_character",
    "yaml_text",
]


def _row(entry: CatalogEntry | PerformanceMetric, fields: tuple[str, ...]) -> Document:
    row = {name: getattr(entry, name) for name in ("code", *fields)}
    return row | _optional(entry, fields) | {"source": entry.source}


def _optional(entry: CatalogEntry | PerformanceMetric, fields: tuple[str, ...]) -> Document:
    """What an entry may have and mostly has not."""
    asked = entry.asked if isinstance(entry.asked, str) else in_order(entry.asked, fields)
    examples = in_order(getattr(entry, "examples", {}), Thing.values)
    found = {"asked": asked, "examples": examples, "fits": entry.fits.split()}
    return {key: value for key, value in found.items() if value}


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
        if isinstance(journey.noun, dict):
            head["noun"] = in_order(journey.noun, naming.SLOTS)
        head["fits"] = journey.fits.split()
        document: Document = {
            "schema": SCHEMA,
            "licence": journey.licence,
            "attribution": journey.attribution,
            "journey": {k: v for k, v in head.items() if v or k not in OPTIONAL_HEAD},
            "steps": _step_rows(steps[journey.pk]),
        }
        for section in SECTIONS:
            rows = lists[section.key][journey.pk]
            document[section.key] = _section_value(journey, section, rows)
        if journey.retired:
            document["retired"] = sorted(journey.retired)
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


def journey_json(journey: Journey, kind: str = "") -> str:
    """The journey in the one shape, as JSON, without what does not fit the kind of thing."""
    document = asking.without_misfits(document_of(journey), kind)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def journey_csv(journey: Journey, kind: str = "") -> Iterator[str]:
    """The journey as CSV: the header, then one row per entry that fits; no cell is a formula.

    Texts are as they are read: slots filled, outcomes with their examples.
    """
    return csv_rows(asking.read_document(document_of(journey), kind))
