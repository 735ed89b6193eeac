"""The shipped catalog, loaded: the two journeys of the source, or all of them."""

import pytest

from journeys.loading import load_catalog
from tests.journeys.files import FIXTURES, SEEDS


@pytest.fixture
def catalog(db):
    """The two journeys of the source in the database."""
    return load_catalog(SEEDS)


@pytest.fixture
def whole_catalog(db):
    """All sixteen journeys in the database; this takes seconds."""
    return load_catalog([FIXTURES])
