"""The shipped catalog, loaded."""

import pytest

from journeys.loading import load_catalog
from tests.journeys.files import FIXTURES


@pytest.fixture
def catalog(db):
    """Both shipped journeys in the database."""
    return load_catalog([FIXTURES])
