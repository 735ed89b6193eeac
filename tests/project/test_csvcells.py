import pytest

from jtbd_catalog.csvcells import safe_cell


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
)
def test_cell_that_a_spreadsheet_would_calculate_gets_an_apostrophe(start):
    assert safe_cell(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("text", ["", "plain", "1 = 1", "'=1", " =1", "3-4"])
def test_other_cell_stays_as_it_is(text):
    assert safe_cell(text) == text
