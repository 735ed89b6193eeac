"""`check_catalog`: findings by file and line, what is accepted, what becomes of broken files."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journeys.accepting import read_accepted
from journeys.checking import check_files
from journeys.reading import CatalogFileError
from journeys.wellformed import Severity
from tests.journeys.files import ROOT, changed, write

ACCEPTED = ROOT / "fixtures" / "accepted_findings.yaml"
METRIC = "Minimize the time it takes to name the fault, e.g., from a noise, from a smell"


def line_of(words, text):
    """Number of the only line of a text that holds the words."""
    (line,) = [n for n, line in enumerate(text.splitlines(), start=1) if words in line]
    return line


def checked(*paths, **options):
    """What the command printed, and the message it ended with, if it failed."""
    out, failed = StringIO(), ""
    try:
        call_command("check_catalog", *paths, stdout=out, **options)
    except CommandError as error:
        failed = str(error)
    return out.getvalue(), failed


def test_every_accepted_finding_has_a_reason_of_its_own_words():
    accepted = read_accepted(ACCEPTED)

    reasons = [
        reason
        for rules in accepted.values()
        for codes in rules.values()
        for words in codes.values()
        for reason in words.values()
    ]
    assert all(len(reason.split()) >= 6 for reason in reasons)


def test_spoiled_file_is_named_line_by_line(tmp_path):
    text = changed(METRIC, "Reduce the time and effort quickly")
    text = changed("    high: ", "    hihg: ", text)
    twin = (
        "      - code: S01M03\n        outcome: Minimize the likelihood of naming the wrong fault"
    )
    twin += (
        ", e.g., a fuse, a plug\n        plain: hear which part it is\n        source: project\n"
    )
    text = changed("  - code: S02\n", twin + "  - code: S02\n", text)
    path = write(tmp_path, text)

    out, failed = checked(path)

    said = [line.removeprefix(f"{path}:") for line in out.splitlines() if "R-COUNT" not in line]
    spoiled, anchor = line_of("Reduce the", text), line_of("hihg", text)
    assert any(
        line.startswith(f"{spoiled}: error R-ONE-UNIT S01M01 [time … effort]") for line in said
    )
    assert any(
        line.startswith(f"{spoiled}: error R-OUT-DIRECTION S01M01 [Reduce]") for line in said
    )
    assert any(line.startswith(f"{spoiled}: warning R-VAGUE S01M01 [quickly]") for line in said)
    assert any(line.startswith(f"{anchor}: error R-FILE:") and "hihg" in line for line in said)
    assert any("error R-SIT-ANCHORS SIT01" in line for line in said)
    again = line_of("code: S01M03", text) + 1
    assert any(line.startswith(f"{again}: error R-TWIN S01M03") for line in said)
    assert failed == "7 errors: see above"


def test_file_without_errors_ends_well_and_is_summed_up(tmp_path):
    out, failed = checked(write(tmp_path))

    assert failed == ""
    assert out.splitlines()[-1].startswith("Journeys: 1. Errors: 0. Warnings: ")


def test_warnings_fail_where_they_are_asked_to(tmp_path):
    path = write(tmp_path, changed(METRIC, "Minimize the time it takes to name the fault"))

    (_out, lenient), (_again, strict) = checked(path), checked(path, strict=True)

    assert (lenient, strict.endswith(" warnings: see above")) == ("", True)


def test_file_that_is_no_yaml_is_a_finding_and_the_next_is_still_read(tmp_path):
    broken = write(tmp_path, "a: [", name="a.yaml")
    spoiled = write(tmp_path, changed(METRIC, "Reduce it"), name="b.yaml")

    out, failed = checked(broken, spoiled, tmp_path / "missing.yaml")

    assert f"{broken}:2: error R-FILE: not valid YAML" in out
    assert "error R-OUT-DIRECTION S01M01 [Reduce]" in out
    assert "missing.yaml:1: error R-FILE: cannot be read" in out
    assert failed.endswith("errors: see above")


def test_findings_as_json_carry_every_part(tmp_path):
    path = write(tmp_path, changed(METRIC, "Reduce the time it takes to name it, e.g., a, b"))

    out, failed = checked(path, format="json")

    report = json.loads(out)
    (finding,) = [row for row in report["findings"] if row["rule"] == "R-OUT-DIRECTION"]
    assert finding == {
        "file": str(path),
        "line": line_of("Reduce the", path.read_text()),
        "rule": "R-OUT-DIRECTION",
        "severity": "error",
        "journey": "repair",
        "code": "S01M01",
        "words": "Reduce",
        "message": "an outcome statement begins with Minimize or Increase",
        "fix": "write Minimize for “Reduce”",
        "reason": "",
    }
    assert (report["journeys"], report["errors"], failed) == (1, 1, "1 error: see above")


def test_accepted_finding_is_counted_apart_and_printed_on_demand(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").mkdir()
    path = write(tmp_path, changed(METRIC, "Minimize the time it takes to name the fault"))
    accepted = (
        "repair:\n  R-OUT-EXAMPLES:\n    S01M01:\n      no clarifier: The fault needs no example.\n"
    )
    (tmp_path / "fixtures" / "accepted_findings.yaml").write_text(accepted)

    quiet, failed = checked(path)
    told, _failed = checked(path, all=True)

    assert (failed, "R-OUT-EXAMPLES" in quiet) == ("", False)
    assert "Accepted with a reason: 1." in quiet
    assert "(accepted: The fault needs no example.)" in told


def test_accepted_finding_that_is_no_more_is_a_warning(tmp_path):
    path = write(tmp_path)

    check = check_files([path], {"repair": {"R-VAGUE": {"S02": {"quickly": "It stands."}}}})

    (stale,) = [remark for remark in check.remarks if remark.rule == "R-ACCEPTED"]
    assert (stale.severity, stale.code) == (Severity.WARNING, "S02")
    assert stale.message == "R-VAGUE is accepted here, and there is nothing to accept"


@pytest.mark.parametrize(
    "text",
    [
        "repair: R-VAGUE",
        "repair:\n  R-VAGUE: [S01M01]",
        "- repair",
        "repair: {R-VAGUE: {S01M01: {quickly: Once.}}}\nrepair: {}",
    ],
)
def test_accepted_findings_of_another_shape_are_refused(tmp_path, settings, text):
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "accepted_findings.yaml").write_text(text)

    _out, failed = checked(write(tmp_path))

    assert "accepted_findings.yaml:" in failed


def test_accepted_findings_may_be_missing(tmp_path):
    assert read_accepted(tmp_path / "none.yaml") == {}


def test_shipped_files_are_named_as_one_would_type_them(tmp_path, settings, monkeypatch):
    settings.BASE_DIR = tmp_path
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures" / "journeys").mkdir(parents=True)
    write(tmp_path / "fixtures" / "journeys")

    out, _failed = checked()

    lines = out.splitlines()[:-1]
    assert lines != []
    assert all(line.startswith("fixtures/journeys/repair.yaml:") for line in lines)


def test_acceptance_holds_for_the_words_it_names_only(tmp_path):
    path = write(tmp_path, changed(METRIC, METRIC.replace("name", "quickly name")))
    accepted = {"repair": {"R-VAGUE": {"S01M01": {"easily": "It stands for all."}}}}

    check = check_files([path], accepted)

    found = [(remark.rule, remark.words, remark.reason) for remark in check.remarks]
    assert ("R-VAGUE", "quickly", "") in found
    assert ("R-ACCEPTED", "easily", "") in found


def test_acceptance_for_a_journey_that_no_file_has_is_a_warning(tmp_path, settings, monkeypatch):
    settings.BASE_DIR = tmp_path
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures" / "journeys").mkdir(parents=True)
    write(tmp_path / "fixtures" / "journeys")
    accepted = "upgrades:\n  R-VAGUE:\n    FIN10:\n      optimal: It stands for all.\n"
    (tmp_path / "fixtures" / "accepted_findings.yaml").write_text(accepted)

    out, _failed = checked()

    assert "accepted_findings.yaml:1: warning R-ACCEPTED: R-VAGUE is accepted here" in out


def test_error_of_accepted_findings_names_its_line(tmp_path):
    path = tmp_path / "accepted.yaml"
    path.write_text("repair:\n  R-VAGUE:\n    S01M01:\n      quickly: []\n")

    with pytest.raises(CatalogFileError, match=r"accepted\.yaml:4: write the journey"):
        read_accepted(path)
