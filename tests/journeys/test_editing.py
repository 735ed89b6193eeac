"""Every write of the catalog bumps its journey's version exactly once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from journeys import editing
from journeys.loading import load_catalog
from journeys.models import JobStep, Journey, PerformanceMetric, Situation
from tests.journeys.files import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def repair(tmp_path):
    """The small journey, loaded."""
    load_catalog([write(tmp_path)])
    return Journey.objects.get()


@pytest.fixture
def pilot(monkeypatch):
    """The one thing that uses the catalog: a survey over two of its entries."""
    use = editing.Use("the survey “Pilot”", frozenset({"SIT02", "S01M01"}))
    monkeypatch.setattr(editing, "_lookups", [])
    editing.register_usage(lambda journey: [use])
    return use


def version():
    return Journey.objects.get().version


def situation(**values):
    return Situation(**({"code": "SIT09", "text": "Tools", "low": "None", "high": "All"} | values))


def test_saved_entry_bumps_the_version(repair):
    row = Situation.objects.get(code="SIT01")
    row.low = "Nowhere"

    editing.save(row, fields=["low"])

    assert version() == 2
    assert Situation.objects.get(code="SIT01").low == "Nowhere"


def test_saving_nothing_bumps_nothing(repair):
    row = Situation.objects.get(code="SIT01")

    with CaptureQueriesContext(connection) as context:
        editing.save(row, fields=[])

    assert version() == 1
    assert len(context) == 0


def test_saving_a_metric_bumps_its_journey(repair):
    metric = PerformanceMetric.objects.get(code="S01M01")
    metric.plain = "be quick"

    editing.save(metric, fields=["plain"])

    assert version() == 2


def test_only_the_named_fields_are_written(repair):
    ours, theirs = (Situation.objects.get(code="SIT01") for _ in range(2))
    theirs.high = "Everywhere"
    editing.save(theirs, fields=["high"])
    ours.low = "Nowhere"

    editing.save(ours, fields=["low"])

    row = Situation.objects.get(code="SIT01")
    assert (row.low, row.high, version()) == ("Nowhere", "Everywhere", 3)


def test_saving_a_stale_journey_keeps_its_version_and_digest(repair):
    stale = Journey.objects.get()
    editing.save(situation(journey=repair))
    stale.job = "Repairing something"

    editing.save(stale)

    journey = Journey.objects.get()
    assert (journey.version, journey.loaded_digest) == (3, repair.loaded_digest)


def test_one_change_bumps_once_and_notes_the_time(repair):
    rows = Situation.objects.all()

    with editing.one_change():
        for row in rows:
            row.low = "Nowhere"
            editing.save(row, fields=["low"])
        editing.delete(JobStep.objects.get(code="S02"))

    assert version() == 2
    assert Journey.objects.get().changed_at > repair.changed_at


def test_one_change_within_another_is_part_of_it(repair):
    with editing.one_change(), editing.one_change():
        editing.save(situation(journey=repair))

    assert version() == 2


def test_change_that_fails_leaves_nothing(repair):
    def save_twice():
        with editing.one_change():
            editing.save(situation(journey=repair))
            editing.save(situation(journey=repair))

    with transaction.atomic(), pytest.raises(IntegrityError):
        save_twice()

    assert version() == 1
    assert not Situation.objects.filter(code="SIT09").exists()


def test_change_after_a_failed_one_is_a_change_of_its_own(repair):
    with pytest.raises(RuntimeError), editing.one_change():
        raise RuntimeError

    editing.save(situation(journey=repair))

    assert version() == 2


def test_new_journey_begins_at_version_one():
    with editing.one_change():
        journey = Journey(slug="repair", role="User", name="Repair", job="Repair", stem="When")
        editing.save(journey)
        editing.save(situation(journey=journey))

    assert version() == 1


def test_change_of_one_journey_leaves_the_others(repair):
    editing.save(Journey(slug="cleaning", role="User", name="Clean", job="Clean", stem="When"))

    editing.save(situation(journey=repair))

    assert dict(Journey.objects.values_list("slug", "version")) == {"cleaning": 1, "repair": 2}


def test_entry_added_without_a_place_goes_last(repair):
    editing.save(situation(journey=repair))

    assert list(Situation.objects.values_list("code", flat=True)) == ["SIT01", "SIT02", "SIT09"]
    assert Situation.objects.get(code="SIT09").position == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "FIN09"}, "code"),
        ({"code": "sit09"}, "code"),
        ({"code": "SIT9"}, "code"),
        ({"text": ""}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\x1bb"}, "text"),
        ({"low": "a\u2028b"}, "low"),
        ({"low": "x" * 201}, "low"),
        ({"source": ""}, "source"),
    ],
)
def test_row_that_no_file_could_hold_is_refused(repair, values, field):
    with pytest.raises(ValidationError) as refused:
        editing.save(situation(journey=repair, **values))

    assert list(refused.value.message_dict) == [field]
    assert version() == 1


def test_metric_of_another_step_is_refused(repair):
    step = JobStep.objects.get(code="S02")

    with pytest.raises(ValidationError, match="S02M and two or three digits"):
        editing.save(PerformanceMetric(job_step=step, code="S01M03", outcome="a", plain="b"))


def test_code_used_twice_is_refused_by_the_database(repair):
    with pytest.raises(IntegrityError), transaction.atomic():
        editing.save(situation(journey=repair, code="SIT01"))

    assert Situation.objects.count() == 2


def test_text_loses_white_space_around_it_and_foreign_line_ends(repair):
    editing.save(situation(journey=repair, text="  one\r\ntwo\rthree \n"))

    assert Situation.objects.get(code="SIT09").text == "one\ntwo\nthree"


def test_deleted_entry_bumps_the_version(repair):
    editing.delete(JobStep.objects.get(code="S01"))

    assert version() == 2
    assert not PerformanceMetric.objects.exists()


def test_unused_journey_can_be_deleted(repair):
    editing.delete(repair)

    assert not Journey.objects.exists()


def test_journey_in_use_is_kept(repair, pilot):
    with pytest.raises(editing.InUseError) as refused:
        editing.delete(repair)

    assert str(refused.value) == (
        "“Repair Journey” cannot be deleted: the survey “Pilot” rests on it. "
        "Delete that first, or keep the journey."
    )
    assert Journey.objects.exists()


def test_entry_in_use_can_be_deleted(repair, pilot):
    editing.delete(Situation.objects.get(code="SIT02"))

    assert not Situation.objects.filter(code="SIT02").exists()


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["SIT02"], "the survey “Pilot” keeps its own copy."),
        (["S01"], "the survey “Pilot” keeps its own copy."),
        (["SIT01", "S02"], ""),
        (["SIT0"], ""),
    ],
)
def test_who_keeps_a_copy_is_said(pilot, codes, sentence):
    assert editing.usage_sentence([pilot], codes) == sentence


def test_all_who_keep_a_copy_are_named(pilot):
    other = editing.Use("the survey “Wave 2”", frozenset({"SIT02"}))

    sentence = editing.usage_sentence([pilot, other], ["SIT02"])

    assert sentence == "the survey “Pilot” and the survey “Wave 2” keep their own copies."


def test_usage_is_registered_once(monkeypatch, repair):
    use = editing.Use("the survey “Pilot”", frozenset())
    monkeypatch.setattr(editing, "_lookups", [])

    def lookup(journey):
        return [use]

    editing.register_usage(lookup)
    editing.register_usage(lookup)

    assert editing.uses_of(repair) == [use]


# --- The second edition -------------------------------------------------------------------------


def test_code_of_a_deleted_entry_is_never_given_again(repair):
    editing.delete(Situation.objects.get(code="SIT02"))
    again = situation(journey=Journey.objects.get(), code="SIT02")

    with pytest.raises(ValidationError) as refused:
        editing.save(again)

    assert refused.value.message_dict == {
        "code": ["This code was another entry's: take the next free one."]
    }
    assert Journey.objects.get().retired == ["SIT02"]


def test_code_of_a_step_stands_for_those_of_its_metrics(repair):
    editing.delete(PerformanceMetric.objects.get(code="S01M02"))
    editing.delete(JobStep.objects.get(code="S01"))

    assert Journey.objects.get().retired == ["S01"]
    assert editing.shortest_codes(["SIT02", "S01M01", "S02M01", "S01"]) == [
        *("S01", "S02M01", "SIT02"),
    ]


def test_stale_journey_does_not_take_retired_codes_back(repair):
    editing.delete(Situation.objects.get(code="SIT02"))

    editing.save(repair)

    assert Journey.objects.get().retired == ["SIT02"]


def test_kinds_of_thing_are_put_in_their_order(repair):
    row = situation(journey=repair, fits="service, digital")

    editing.save(row)

    assert Situation.objects.get(code="SIT09").fits == "digital service"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "Weight of {thing}"}, "text"),
        ({"text": "Weight of {product"}, "text"),
        ({"asked": {"text": "Weight of {thing}"}}, "asked"),
        ({"asked": "Weight\x00"}, "asked"),
        ({"fits": "paper"}, "fits"),
    ],
)
def test_house_wording_that_no_file_could_hold_is_refused(repair, values, field):
    with pytest.raises(ValidationError) as refused:
        editing.save(situation(journey=repair, **values))

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("values", [{"name": "Repair {product}"}, {"noun": {"product": "{new}"}}])
def test_journey_takes_no_slot_where_a_reader_sees_the_text_as_it_stands(repair, values):
    for name, value in values.items():
        setattr(repair, name, value)

    with pytest.raises(ValidationError):
        editing.save(repair)
