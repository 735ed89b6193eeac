"""The read side of the catalog: its kinds, its pages, and search.

Every function states how many queries it takes; the number does not depend on how much there is.
"""

from journeys.catalog.kinds import KINDS, Kind, Wording
from journeys.catalog.pages import (
    JourneyPage,
    JourneyRow,
    StageRows,
    StepPage,
    catalog_rows,
    common_stem,
    journey_page,
    step_page,
    without_examples,
)
from journeys.catalog.searching import (
    MAX_HITS,
    SHORTEST_QUERY,
    Hits,
    marked,
    search,
    search_terms,
)
from journeys.catalog.statistics import CatalogFigures, catalog_figures

__all__ = [
    "KINDS",
    "MAX_HITS",
    "SHORTEST_QUERY",
    "CatalogFigures",
    "Hits",
    "JourneyPage",
    "JourneyRow",
    "Kind",
    "StageRows",
    "StepPage",
    "Wording",
    "catalog_figures",
    "catalog_rows",
    "common_stem",
    "journey_page",
    "marked",
    "search",
    "search_terms",
    "step_page",
    "without_examples",
]
