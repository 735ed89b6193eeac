"""The shipped catalog, loaded: the two journeys of the source, or all of them."""

import pytest

from tests.journeys.files import FIXTURES, SEEDS
from tests.journeys.stock import stock


@pytest.fixture
def catalog(db):
    """The two journeys of the source in the database."""
    return stock(SEEDS)


@pytest.fixture
def whole_catalog(db):
    """All sixteen journeys in the database."""
    return stock([FIXTURES])
