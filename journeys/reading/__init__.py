"""Reads a journey file strictly, and says everything that is wrong with it, line by line.

YAML's own conveniences are what makes hand-written data go wrong, so only its plain part is
taken: mappings, lists and text. `NO`, `1.10` and dates stay text; aliases, anchors, tags, merge
keys and repeated keys are refused. The file is read as a stream of events that is cut off at a
depth and a count no journey reaches, so nothing is ever built from a hostile file.

Whoever reads a file imports `journeys.reading.files`, or `journeys.reading.tree` for a file that is
no journey; they bring pydantic and PyYAML along, which pages do not wait for.
"""

from journeys.reading.problems import CatalogFileError, Problem, Source, StopReadingError, Tree

__all__ = ["CatalogFileError", "Problem", "Source", "StopReadingError", "Tree"]
