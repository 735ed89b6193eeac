"""The labels of a scale's points: written in the builder, frozen with their answers (L4)."""

import io
import re

import pytest
from django.core.management import call_command

from surveys import questions
from surveys.designing import lifecycle
from surveys.models import Survey
from tests.markup import markup
from tests.surveys.builders import make_response
from tests.surveys.offers import make_draft, make_offer, make_researcher
from tests.surveys.pages import NEW, form, seen_on, text_of, url

pytestmark = pytest.mark.django_db

OWN = {
    **{f"label_3_importance_{n}": label for n, label in enumerate(["Nah", "Hm", "Yes"], start=1)},
    **{f"label_3_difficulty_{n}": label for n, label in enumerate(["A", "B", "C"], start=1)},
}


@pytest.fixture
def rita(client):
    """A researcher, signed in, with a journey to ask about."""
    user = make_researcher("rita")
    client.force_login(user)
    make_offer()
    return user


def fields(response):
    """The page's fields for labels and what stands in them."""
    html = response.content.decode()
    inputs = re.findall(r'<input[^>]*name="label_\d_\w+"[^>]*>', html)
    return {
        re.search(r'name="(\w+)"', one)[1]: re.search(r'value="([^"]*)"', one)[1] for one in inputs
    }


def test_form_starts_with_the_given_labels_of_both_scales(client, rita):
    response = client.get(NEW)

    found = fields(response)
    assert found == {
        f"label_{points}_{question}_{point}": label
        for points in questions.SCALE_PRESETS
        for question, labels in questions.preset(points).items()
        for point, label in enumerate(labels, start=1)
    }
    assert '<details class="labels">' in markup(response.content)


def test_own_labels_are_stored_shown_again_and_seen_by_respondents(client, rita):
    client.post(NEW, form(**OWN | {"label_3_difficulty_2": "  So\r\n so "}))

    survey = Survey.objects.get()
    edit = client.get(url("survey_edit", "renewal"))
    preview = client.get(url("survey_preview", "renewal", "?page=emotional_jobs"))

    assert survey.revisions.get().scales == {
        "importance": ["Nah", "Hm", "Yes"],
        "difficulty": ["A", "So so", "C"],
    }
    assert fields(edit)["label_3_importance_1"] == "Nah"
    assert fields(edit)["label_5_importance_1"] == "Not at all important"
    assert '<details class="labels" open>' in edit.content.decode()
    assert "Nah" in text_of(preview)


def test_labels_of_the_other_scale_do_not_matter(client, rita):
    client.post(NEW, form(scale="5", **OWN | {"label_3_importance_2": ""}))

    assert Survey.objects.get().revisions.get().scales == questions.preset("5")


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"label_3_importance_2": " "}, "importance_2", "Each point needs a label."),
        ({"label_3_importance_3": "nah"}, "importance_3", "Another point of this question has"),
        ({"label_3_difficulty_1": "x" * 61}, "difficulty_1", "Ensure this value has at most 60"),
    ],
    ids=["empty", "equal", "long"],
)
def test_label_that_cannot_be_is_named_at_its_field(client, rita, changes, name, message):
    response = client.post(NEW, form(**OWN | changes))

    html = response.content.decode()
    assert response.status_code == 422
    error = re.search(rf'id="id_label_3_{name}_error">([^<]*)<', html)[1]
    assert error.startswith(message)
    assert f'<a href="#id_label_3_{name}">{name.partition("_")[0].capitalize()}, point' in html
    assert '<details class="labels" open>' in html
    assert not Survey.objects.exists()


def test_both_questions_may_share_a_label(client, rita):
    client.post(NEW, form(**OWN | {"label_3_difficulty_2": "Hm"}))

    assert Survey.objects.get().revisions.get().scales["difficulty"] == ["A", "Hm", "C"]


def test_recount_without_scripts_keeps_the_labels_as_typed(client, rita):
    response = client.post(NEW, form(action="recount", **OWN))

    assert fields(response)["label_3_importance_1"] == "Nah"


def test_labels_changed_elsewhere_are_named(client, rita):
    make_draft(Survey._meta.get_field("journey").related_model.objects.get(), rita, "EMO01")
    seen = seen_on(client)
    client.post(url("survey_edit"), form(seen=seen, slug="pilot", **OWN))

    response = client.post(url("survey_edit"), form(seen=seen, slug="pilot", title="Pilot"))

    assert response.status_code == 409
    assert "differs from what is stored in: Title" in text_of(response)
    assert "Scale" in text_of(response)


def exported(*arguments):
    """What a command writes."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_labels_changed_after_ten_answers_relabel_none_of_them(client, rita):
    """L4: a new revision carries the new labels; exports of the old one stay byte for byte."""
    client.post(NEW, form(slug="pilot"))
    survey = Survey.objects.get()
    lifecycle.open_survey(survey)
    for value in (1, 2, 3, 3, 3, 2, 1, 3, 3, 1):
        answers = {"EMO01_importance": value, "EMO01_difficulty": value}
        make_response(survey, answers=answers)
    commands = [
        ("export_responses", "pilot", "--format", name, "--values", values, "--revision", "1")
        for name in ("wide", "long", "codebook")
        for values in ("codes", "labels")
    ]
    commands.append(("export_results", "pilot", "--revision", "1"))
    before = [exported(*command) for command in commands]

    client.post(url("revision_begin"))
    client.post(url("survey_edit"), form(seen=seen_on(client), **OWN))
    shown = client.get(url("revision_open")).content.decode()
    client.post(url("revision_open"), {"seen": re.search(r'name="seen"\s+value="(\w+)"', shown)[1]})
    make_response(survey, answers={"EMO01_importance": 3, "EMO01_difficulty": 1})

    assert "Not important · Neutral · Important" in shown
    assert "Nah · Hm · Yes" in shown
    assert [exported(*command) for command in commands] == before
    rows = exported("export_responses", "pilot", "--values", "labels").splitlines()
    importance = rows[0].split(",").index("EMO01_importance")
    assert sorted(row.split(",")[importance] for row in rows[1:]) == sorted(
        ["Not important"] * 3 + ["Neutral"] * 2 + ["Important"] * 5 + ["Yes"]
    )
