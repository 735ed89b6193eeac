"""Whether a journey is well formed: the rules of the field, each finding with its place and a fix.

Rules look at a journey's document (`journeys.documents`), complete or not, so that a faulty file
is told everything at once. They advise; nothing here refuses to load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from journeys.wellformed import comparing
from journeys.wellformed.edition import of_edition
from journeys.wellformed.entries import Finding, Journey, Place, Rule, Severity
from journeys.wellformed.rules import RULES
from journeys.wellformed.whole import of_entries, of_journey, of_lists, of_steps

__all__ = ["RULES", "Finding", "Place", "Rule", "Severity", "findings", "share_alike"]


def findings(document: Mapping[str, Any]) -> list[Finding]:
    """Everything the rules say of a journey's document, in the order of its places."""
    journey = Journey.of(document)
    return [
        *of_journey(journey),
        *of_entries(journey),
        *of_steps(journey),
        *of_lists(journey),
        *of_edition(journey),
    ]


def share_alike(documents: Iterable[Mapping[str, Any]]) -> float:
    """Share of all metrics, 0 to 1, that are much like a metric of another of these journeys."""
    return comparing.share_alike([Journey.of(document) for document in documents])
