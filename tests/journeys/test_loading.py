"""Loading is all or nothing, writes only what differs, and loses nobody's edit."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys import editing, loading
from journeys.documents import document_of, journey_digest, journey_yaml
from journeys.loading import load_catalog
from journeys.models import (
    EmotionalJob,
    JobStep,
    Journey,
    PerformanceMetric,
    RelatedJob,
    Situation,
)
from journeys.reading import CatalogFileError
from tests.journeys.files import FIXTURES, SEEDS, SMALL, changed, write

pytestmark = pytest.mark.django_db
LAST_SITUATION = (
    "  - code: SIT02\n    text: Daylight\n    low: Night\n    high: Noon\n    source: project\n"
)
FIRST_SITUATION = (
    "  - code: SIT01\n    text: Spare parts\n    low: None to be had\n"
    "    high: In every shop\n    source: project\n"
)
FIRST_STEP = SMALL[SMALL.index("  - code: S01\n") : SMALL.index("  - code: S02\n")]
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def repair(tmp_path):
    """The path of the small journey's file, which has been loaded."""
    path = write(tmp_path)
    load_catalog([path])
    return path


@pytest.fixture
def survey_in_use(monkeypatch):
    """A survey that holds copies of SIT02 and of S01M01."""
    use = editing.Use("the survey “Pilot”", frozenset({"SIT02", "S01M01"}))
    monkeypatch.setattr(editing, "_lookups", [lambda journey: [use]])


def state():
    """All that the catalog says, with versions and digests."""
    return [
        (journey.version, journey.loaded_digest, document_of(journey))
        for journey in Journey.objects.all()
    ]


def writes(context):
    return [query["sql"] for query in context if query["sql"].startswith(WRITES)]


def edit_by_hand(model=Situation, code="SIT01", **values):
    row = model.objects.get(code=code)
    for name, value in values.items():
        setattr(row, name, value)
    editing.save(row, fields=list(values))


def forget_marks():
    """As an earlier release left its entries."""
    for model in apps.get_app_config("journeys").get_models():
        if model is not Journey:
            model.objects.update(loaded_digest="")


def lines(report):
    return list(report.lines())


def test_new_journey_is_added_with_all_its_entries(tmp_path):
    report = load_catalog([write(tmp_path)])

    assert lines(report) == [
        (
            "repair: added: 2 steps, 2 performance metrics, 1 context, 2 situations, "
            "1 ideal state, "
            "1 financial metric, 1 related job, 1 emotional job, 1 social job"
        )
    ]
    journey = Journey.objects.get()
    assert (journey.version, journey.loaded_digest) == (1, journey_digest(journey))
    assert list(JobStep.objects.values_list("code", "position")) == [("S01", 1), ("S02", 2)]
    assert list(PerformanceMetric.objects.values_list("job_step__code", "code")) == [
        ("S01", "S01M01"),
        ("S01", "S01M02"),
    ]


@pytest.mark.unmeasured
def test_command_takes_the_shipped_files_by_default_and_writes_nothing_again(whole_catalog):
    before = state()
    out = StringIO()

    with CaptureQueriesContext(connection) as context:
        call_command("load_catalog", stdout=out, stderr=StringIO())

    assert writes(context) == []
    assert out.getvalue().splitlines() == [
        f"{path.stem}: unchanged" for path in sorted(FIXTURES.iterdir())
    ]
    assert state() == before


def test_dry_run_shows_the_changes_and_writes_none(repair):
    write(repair.parent, changed("low: Night", "low: Darkness"))
    before = state()

    with CaptureQueriesContext(connection) as context:
        report = load_catalog([repair], dry_run=True)

    assert lines(report) == [
        "repair: changed",
        "  ~ SIT02 low: “Night” → “Darkness”",
        "Dry run: nothing was written.",
    ]
    assert writes(context) == []
    assert state() == before


def test_dry_run_of_a_new_journey_writes_nothing(tmp_path):
    report = load_catalog([write(tmp_path)], dry_run=True)

    assert report.journeys[0].outcome == "added"
    assert not Journey.objects.exists()


def test_changed_file_changes_only_what_differs(repair):
    text = changed("low: Night", "low: Darkness")
    text = changed("job: Repairing a thing", "job: Repairing something", text)
    text = changed("plain: name the fault quickly", "plain: name the fault at once", text)
    text = changed(
        "    high: Noon\n    source: project\n",
        "    high: Noon\n    source: project\n"
        "  - {code: SIT03, text: Tools, low: None, high: All, source: anna}\n",
        text,
    )
    write(repair.parent, text)

    with CaptureQueriesContext(connection) as context:
        report = load_catalog([repair])

    assert lines(report) == [
        "repair: changed",
        "  + SIT03 Tools",
        "  ~ journey job: “Repairing a thing” → “Repairing something”",
        "  ~ S01M01 plain: “name the fault quickly” → “name the fault at once”",
        "  ~ SIT02 low: “Night” → “Darkness”",
    ]
    # The journey, a metric, two situations, the version and the digest.
    assert len(writes(context)) == 6
    assert Journey.objects.get().version == 2
    assert Situation.objects.get(code="SIT03").source == "anna"
    assert lines(load_catalog([repair])) == ["repair: unchanged"]


def test_new_order_is_loaded_and_reported(repair):
    write(
        repair.parent, changed(FIRST_SITUATION + LAST_SITUATION, LAST_SITUATION + FIRST_SITUATION)
    )

    report = load_catalog([repair])

    assert lines(report) == ["repair: changed", "  order changed: situations"]
    assert list(Situation.objects.values_list("code", flat=True)) == ["SIT02", "SIT01"]


def test_entry_gone_from_the_file_is_retired(repair):
    write(repair.parent, changed(LAST_SITUATION, ""))

    report = load_catalog([repair])

    journey = Journey.objects.get()
    assert lines(report) == ["repair: changed", "  retired, no longer in the file: SIT02"]
    assert list(Situation.with_retired.values_list("code", "is_retired")) == [
        ("SIT01", False),
        ("SIT02", True),
    ]
    assert [row.code for row in journey.situations.all()] == ["SIT01"]
    assert (journey.version, journey.retired) == (2, ["SIT02"])
    assert journey_yaml(journey).endswith("\nretired: [SIT02]\n")
    assert lines(load_catalog([repair])) == ["repair: unchanged"]


def test_retired_step_takes_its_metrics_along(repair):
    write(repair.parent, changed(FIRST_STEP, ""))

    report = load_catalog([repair])

    assert report.journeys[0].retired == ["S01 with its metrics"]
    assert not PerformanceMetric.objects.exists()
    assert PerformanceMetric.with_retired.count() == 2
    assert Journey.objects.get().retired == ["S01"]


@pytest.mark.usefixtures("survey_in_use")
def test_retiring_says_which_survey_keeps_a_copy(repair):
    write(repair.parent, changed(LAST_SITUATION, ""))

    report = load_catalog([repair])

    assert lines(report)[1] == (
        "  retired, no longer in the file: SIT02 (the survey “Pilot” keeps its own copy.)"
    )


def test_entry_that_comes_back_is_the_one_that_was_retired(repair):
    write(repair.parent, changed(LAST_SITUATION, ""))
    load_catalog([repair])
    retired = Situation.with_retired.get(code="SIT02")

    load_catalog([write(repair.parent)])

    assert Situation.objects.get(code="SIT02").pk == retired.pk
    assert Journey.objects.get().retired == []


def test_entry_gone_from_the_file_stays_if_people_edited_it(repair):
    edit_by_hand(code="SIT02", low="Midnight")
    edit_by_hand(model=PerformanceMetric, code="S01M02", plain="find the one fault")
    write(repair.parent, changed(FIRST_STEP, "", changed(LAST_SITUATION, "")))

    report = load_catalog([repair], overwrite=True)

    assert report.journeys[0].kept == ["S01", "S01M02", "SIT02"]
    assert report.journeys[0].retired == ["S01M01"]
    assert Journey.objects.get().retired == ["S01M01"]


def test_entries_loaded_by_an_earlier_release_are_retired_as_a_whole(repair):
    forget_marks()
    write(repair.parent, changed(FIRST_STEP, ""))

    report = load_catalog([repair])

    assert report.journeys[0].retired == ["S01 with its metrics"]


def test_edited_journey_of_an_earlier_release_keeps_all_that_its_file_no_longer_has(repair):
    forget_marks()
    edit_by_hand(low="Nowhere")
    write(repair.parent, changed(FIRST_STEP, ""))

    assert lines(load_catalog([repair]))[0].startswith("repair: left alone")
    report = load_catalog([repair], overwrite=True)

    assert report.journeys[0].kept == ["S01", "S01M01", "S01M02"]


def test_unchanged_entries_are_marked_as_they_were_loaded(repair):
    forget_marks()
    write(repair.parent, changed("low: Night", "low: Darkness"))

    load_catalog([repair])

    assert not Situation.objects.filter(loaded_digest="").exists()


def test_entry_that_people_added_goes_last_and_stays_there(repair):
    journey = Journey.objects.get()
    editing.save(Situation(journey=journey, code="SIT09", position=1, text="O", low="a", high="b"))
    load_catalog([repair], overwrite=True)

    with CaptureQueriesContext(connection) as context:
        report = load_catalog([repair])

    positions = Situation.objects.values_list("code", "position")
    assert list(positions) == [("SIT01", 1), ("SIT02", 2), ("SIT09", 3)]
    assert report.journeys[0].kept == ["SIT09"]
    assert writes(context) == []


def test_pruning_removes_entries_gone_from_the_file(repair):
    text = changed(LAST_SITUATION, "")
    start, end = text.index("  - code: S01\n"), text.index("  - code: S02\n")
    write(repair.parent, text[:start] + text[end:])

    report = load_catalog([repair], prune=True)

    assert report.journeys[0].removed == ["S01", "S01M01", "S01M02", "SIT02"]
    assert not PerformanceMetric.objects.exists()
    assert list(JobStep.objects.values_list("code", "position")) == [("S02", 1)]
    assert Journey.objects.get().version == 2


@pytest.mark.usefixtures("survey_in_use")
def test_pruning_says_which_survey_keeps_a_copy(repair):
    write(repair.parent, changed(LAST_SITUATION, ""))

    report = load_catalog([repair], prune=True)

    assert lines(report) == [
        "repair: changed",
        "  - SIT02 (the survey “Pilot” keeps its own copy.)",
    ]


def test_journey_without_a_file_is_never_touched(repair, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    before = state()

    load_catalog([write(other, changed("slug: repair", "slug: mending"))], prune=True)

    assert before[0] in state()


def test_edited_journey_is_left_alone_when_its_file_has_not_changed(repair):
    edit_by_hand(low="Nowhere")
    before = state()

    report = load_catalog([repair])

    assert lines(report) == [
        "repair: left alone: it was edited here since it was loaded, and the file has not changed"
    ]
    assert state() == before


def test_edited_journey_is_left_alone_when_its_file_has_changed_too(repair):
    edit_by_hand(low="Nowhere")
    write(repair.parent, changed("low: Night", "low: Darkness"))
    before = state()

    report = load_catalog([repair])

    assert lines(report) == [
        (
            "repair: left alone: both it and its file have changed since it was loaded "
            "(--overwrite takes the file)"
        )
    ]
    assert state() == before


def test_edited_journey_gives_way_when_told_to(repair):
    edit_by_hand(low="Nowhere")

    report = load_catalog([repair], overwrite=True)

    assert lines(report) == ["repair: changed", "  ~ SIT01 low: “Nowhere” → “None to be had”"]
    assert Journey.objects.get().version == 3
    assert lines(load_catalog([repair])) == ["repair: unchanged"]


def test_overwriting_keeps_an_entry_that_people_added(repair):
    journey = Journey.objects.get()
    editing.save(Situation(journey=journey, code="SIT09", text="Own", low="a", high="b"))

    report = load_catalog([repair], overwrite=True)

    assert report.journeys[0].kept == ["SIT09"]
    assert Situation.objects.filter(code="SIT09").exists()
    assert lines(load_catalog([repair])) == lines(report)


def test_journey_made_by_hand_is_left_alone(tmp_path):
    editing.save(Journey(slug="repair", role="User", name="Own", job="Own", stem="Own"))

    report = load_catalog([write(tmp_path)])

    assert lines(report) == [
        (
            "repair: left alone: it was made here and has never been loaded "
            "(--overwrite takes the file)"
        )
    ]
    assert Journey.objects.get().name == "Own"


def test_journey_equal_to_its_file_counts_as_loaded(repair):
    edit_by_hand(low="Nowhere")
    write(repair.parent, changed("low: None to be had", "low: Nowhere"))

    report = load_catalog([repair])

    journey = Journey.objects.get()
    assert lines(report) == ["repair: unchanged"]
    assert (journey.version, journey.loaded_digest) == (2, journey_digest(journey))


def test_one_bad_file_keeps_all_files_out(tmp_path):
    write(tmp_path, changed("slug: repair", "slug: good"), "a.yaml")
    write(tmp_path, changed("phase: define", "phase: start"), "b.yaml")

    with pytest.raises(CatalogFileError):
        load_catalog([tmp_path])

    assert not Journey.objects.exists()


@pytest.mark.parametrize("n_before", [1, 7, 40])
def test_failure_half_way_leaves_everything_as_it_was(repair, tmp_path, monkeypatch, n_before):
    write(tmp_path, changed("low: Night", "low: Darkness"))
    before = state()
    saved = []

    def failing_save(row, **options):
        if len(saved) == n_before:
            raise RuntimeError("the power went")
        saved.append(row)
        return real_save(row, **options)

    real_save = editing.save
    monkeypatch.setattr(loading.editing, "save", failing_save)

    with pytest.raises(RuntimeError, match="the power went"):
        load_catalog([repair, *SEEDS])

    assert len(saved) == n_before
    assert state() == before


def test_swapped_words_of_a_step_and_its_metrics_are_loaded(repair):
    metrics = PerformanceMetric.objects.filter(job_step__code="S01")
    words = list(metrics.values_list("plain", flat=True))
    text = SMALL.replace(words[0], "???").replace(words[1], words[0]).replace("???", words[1])
    write(repair.parent, text)

    load_catalog([repair])

    assert list(metrics.values_list("plain", flat=True)) == words[::-1]


def test_load_command_prints_the_changes(tmp_path):
    out, err = StringIO(), StringIO()

    call_command("load_catalog", write(tmp_path), stdout=out, stderr=err)

    assert out.getvalue().startswith("repair: added: 2 steps, 2 performance metrics")
    assert err.getvalue() == f"Loading {tmp_path}/repair.yaml\n"


def test_load_command_passes_its_options_on(repair):
    edit_by_hand(low="Nowhere")
    write(repair.parent, changed(LAST_SITUATION, ""))
    out = StringIO()

    call_command(
        "load_catalog", repair, "--overwrite", "--prune", "--dry-run", stdout=out, stderr=StringIO()
    )

    assert out.getvalue().splitlines() == [
        "repair: changed",
        "  ~ SIT01 low: “Nowhere” → “None to be had”",
        "  - SIT02",
        "Dry run: nothing was written.",
    ]
    assert Situation.objects.get(code="SIT01").low == "Nowhere"


def test_load_command_fails_with_a_line_for_each_problem(tmp_path):
    path = write(tmp_path, changed("phase: define", "phase: start"))

    with pytest.raises(CommandError) as refused:
        call_command("load_catalog", path, stdout=StringIO(), stderr=StringIO())

    assert str(refused.value).startswith(f"{path}:17: step 1 (S01): “phase”: “start” is not known")


def test_dump_reproduces_the_shipped_files(catalog, tmp_path):
    out = StringIO()

    call_command("dump_catalog", tmp_path / "new", stdout=out)

    written = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert written == {path.name: path.read_bytes() for path in SEEDS}
    assert out.getvalue().splitlines() == [
        f"{tmp_path}/new/customization.yaml",
        f"{tmp_path}/new/upgrade.yaml",
    ]


def test_dump_into_a_file_fails_in_a_sentence(catalog, tmp_path):
    path = write(tmp_path)

    with pytest.raises(CommandError, match="File exists"):
        call_command("dump_catalog", path, stdout=StringIO())


@pytest.mark.unmeasured
def test_dump_and_load_into_an_empty_catalog_give_the_same(catalog, tmp_path):
    job = RelatedJob.objects.filter(journey__slug="upgrade").first()
    job.description = "Two\nlines, and “marks”: all kept #1"
    editing.save(job, fields=["description"])
    before = [journey_yaml(journey) for journey in Journey.objects.all()]
    call_command("dump_catalog", tmp_path, stdout=StringIO())
    Journey.objects.all().delete()

    load_catalog([tmp_path])

    assert EmotionalJob.objects.count() == 22
    assert [journey_yaml(journey) for journey in Journey.objects.all()] == before
