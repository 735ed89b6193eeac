"""Tables as exports make them, the one writer of CSV, and where the charts' geometry stands."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.safestring import SafeString

from surveys.analysing import charts
from surveys.analysing.exports import ExportOptions, Table, csv_files, csv_text
from surveys.analysing.exports.csv_files import write_csv
from surveys.analysing.exports.responses import long_table, wide_table
from tests.surveys.builders import make_response, make_survey

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "analysing"


@pytest.fixture
def survey(db):
    """One person who chose 3, on a text that a spreadsheet would run."""
    survey = make_survey(items=[{"code": "EMO01", "text": "=HYPERLINK(1)"}])
    answers = {"EMO01_importance": 3, "EMO01_difficulty": "skipped"}
    make_response(survey, answers=answers, parameters={"panel": "-3"})
    return survey


def test_tables_hold_texts_as_written_and_numbers_as_numbers(survey):
    wide, long = wide_table(survey, ExportOptions()), long_table(survey, ExportOptions())

    (row,) = (dict(zip(wide.columns, cells, strict=True)) for cells in wide.rows)
    first, second = (dict(zip(long.columns, cells, strict=True)) for cells in long.rows)
    assert (row["revision"], row["duration_s"], row["panel"]) == (1, 240, "-3")
    assert (row["EMO01_importance"], row["EMO01_difficulty"]) == (3, "skipped")
    assert (first["text"], first["value"], first["position_shown"]) == ("=HYPERLINK(1)", 3, 1)
    assert (second["value"], second["state"]) == (None, "skipped")


def test_csv_makes_texts_and_heads_safe_and_leaves_numbers_alone():
    table = Table(["=a", "b"], [["=1", -1], [SafeString("@x"), None], ["", "'"]])

    assert csv_text(table) == "'=a,b\r\n'=1,-1\r\n'@x,\r\n,'\r\n"


def test_csv_tells_a_fraction_from_a_number():
    table = Table(["a", "b"], [[1, 1.0], [4.0, 4], [-0.5, None]], has_fractions=True)

    assert csv_text(table) == "a,b\r\n1,1.0\r\n4.0,4\r\n-0.5,\r\n"


def test_csv_refuses_a_fraction_that_a_table_does_not_announce():
    with pytest.raises(TypeError, match="has to say so"):
        csv_text(Table(["a"], [[0.5]]))


def test_csv_is_the_same_however_many_texts_it_remembers(monkeypatch):
    rows = [[f"={number % 7}", number, "same"] for number in range(50)]
    whole = csv_text(Table(["a", "b", "c"], rows))

    monkeypatch.setattr(csv_files, "MAX_KNOWN", 3)

    assert csv_text(Table(["a", "b", "c"], rows)) == whole


def test_csv_writes_rows_as_they_are_made():
    made, made_at_first_write = [], []

    class Sink(BytesIO):
        def write(self, data):
            made_at_first_write.append(len(made))
            return super().write(data)

    def rows():
        for number in range(20_000):
            made.append(number)
            yield [f"row {number}"]

    write_csv(Table(["number"], rows()), Sink())

    assert made_at_first_write[0] < len(made) == 20_000


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_repeats_the_charts_geometry(path):
    text = path.read_text(encoding="utf-8")

    literals = re.findall(r'\s(?:viewBox|d|points|[xy][12]?)="[^"{]*\d[^"]*"', text)

    assert [literal.strip() for literal in literals if literal.strip() != 'x="0"'] == []


def test_plot_stands_within_its_box():
    plot = charts.PLOT

    places = [plot.field["x"], plot.field["y"], *plot.inner.values(), plot.ticks_x, plot.ticks_y]
    places += [place for tick in plot.ticks for place in (tick.x, tick.y)]
    assert plot.box == f"0 0 {charts.SIZE} {charts.SIZE}"
    assert all(0 <= float(place) <= charts.SIZE for place in places)
    assert float(plot.field["side"]) * 2 == charts.SIDE
    assert [tick.percent for tick in plot.ticks] == ["0", "25", "50", "75", "100"]
