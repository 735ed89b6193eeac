"""Editors keep the catalog in Django's admin: found, changed, recorded, and refused in words."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from journeys import editing
from journeys.loading import load_catalog
from journeys.models import (
    Context,
    EmotionalJob,
    FinancialMetric,
    IdealState,
    JobStep,
    Journey,
    PerformanceMetric,
    RelatedJob,
    Situation,
    SocialJob,
)
from tests.journeys.files import write

pytestmark = pytest.mark.django_db
MEANWHILE = (
    "Somebody changed this journey meanwhile. Nothing was saved. Open this page in a new tab to "
    "compare, then save again here: what you see below replaces what is stored."
)
ENTRIES = [
    *(Context, EmotionalJob, FinancialMetric, IdealState, JobStep),
    *(PerformanceMetric, RelatedJob, Situation, SocialJob),
]
KINDS = [Journey, *ENTRIES]
ADDED = {
    JobStep: {"code": "S09", "phase": "modify", "name": "Tune", "ability": "The ability to tune."},
    Context: {"code": "CTX09", "text": "Away"},
    Situation: {"code": "SIT09", "text": "Tools", "low": "None", "high": "All"},
    IdealState: {"code": "IDEAL09", "text": "Quiet."},
    FinancialMetric: {"code": "FIN09", "text": "Minimize the cost of tools."},
    RelatedJob: {"code": "REL09", "when": "after", "name": "Cleaning up", "description": ""},
    EmotionalJob: {"code": "EMO09", "valence": "avoid", "name": "Avoid Feeling Lost"},
    SocialJob: {"code": "SOC09", "valence": "desired", "name": "Be Perceived as Apt"},
}


@pytest.fixture
def repair(tmp_path):
    """The small journey, loaded."""
    load_catalog([write(tmp_path)])
    return Journey.objects.get()


@pytest.fixture
def editor(client):
    """A member of staff in the group Editors, signed in."""
    user = User.objects.create_user("eddy", password="eddy", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return user


@pytest.fixture
def pilot(monkeypatch):
    """A survey that rests on every journey and holds copies of two entries."""
    use = editing.Use("the survey “Pilot”", frozenset({"SIT02", "S01M01"}))
    monkeypatch.setattr(editing, "_lookups", [lambda journey: [use]])


@pytest.fixture
def rows_fetched_singly(settings):
    """Django's own formsets fetch each posted row by itself; that is not a loop of ours."""
    settings.ZEAL_ALLOWLIST = [{"model": "journeys.*", "field": "get()"}]


def url(model, page, *args):
    return reverse(f"admin:journeys_{model._meta.model_name}_{page}", args=args)


def posted(response):
    """What the page's form would send if nothing were touched; 0 rows are added."""
    context = response.context
    forms = [context["adminform"].form]
    data = {}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            if not field.field.disabled:
                value = field.value()
                data[field.html_name] = "" if value is None else value
    return data


def says(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def version():
    return Journey.objects.get().version


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_list_shows_and_finds_each_kind(client, editor, repair, model):
    row = model.objects.first()
    word = repair.role if model is Journey else row.code

    found = client.get(url(model, "changelist"), {"q": word}).context["cl"]
    missed = client.get(url(model, "changelist"), {"q": "no such words"}).context["cl"]

    assert row in found.result_list
    assert missed.result_count == 0
    assert len(found.list_display) > 4
    assert found.has_filters


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    client, editor, repair, model, django_assert_num_queries
):
    rows = list(model.objects.all())
    model.objects.exclude(pk=rows[0].pk).delete()
    client.get(url(model, "changelist"))
    with django_assert_num_queries(8 if model is Journey else 9) as one:
        client.get(url(model, "changelist"))
    for number in (1, 2):
        copy = model.objects.get(pk=rows[0].pk)
        copy.pk = None
        if model is Journey:
            copy.slug = f"copy-{number}"
        else:
            copy.code = f"{copy.code[:-1]}{number + 7}"
        copy.save()

    with django_assert_num_queries(len(one)):
        page = client.get(url(model, "changelist"))

    assert page.context["cl"].result_count == 3


@pytest.mark.unmeasured
@pytest.mark.usefixtures("rows_fetched_singly")
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_saving_an_untouched_form_changes_nothing(client, editor, repair, model):
    address = url(model, "change", model.objects.first().pk)

    response = client.post(address, posted(client.get(address)))

    assert response.status_code == 302
    assert version() == 1


@pytest.mark.unmeasured
@pytest.mark.usefixtures("rows_fetched_singly")
@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
def test_changed_entry_is_written_recorded_and_counted(client, editor, repair, model):
    row = model.objects.first()
    address = url(model, "change", row.pk)

    client.post(address, posted(client.get(address)) | {"source": "anna"})

    entry = LogEntry.objects.get()
    assert model.objects.get(pk=row.pk).source == "anna"
    assert (version(), entry.user, entry.get_change_message()) == (2, editor, "Changed Source.")
    assert "Changed Source." in client.get(url(model, "history", row.pk)).text


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", ADDED, ids=lambda model: model.__name__)
def test_entry_is_added_last(client, editor, repair, model):
    data = {"journey": repair.pk, "position": 0, "source": "anna", "rationale": "", **ADDED[model]}
    data |= {
        f"performance_metrics-{name}": number
        for name, number in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()
    }

    client.post(url(model, "add"), data)

    assert model.objects.last().code == ADDED[model]["code"]
    assert version() == 2


@pytest.mark.unmeasured
@pytest.mark.usefixtures("rows_fetched_singly")
def test_journey_page_edits_all_sections_as_one_change(client, editor, repair):
    address = url(Journey, "change", repair.pk)
    data = posted(client.get(address))
    data |= {
        "job": "Repairing something",
        "situations-1-low": "Darkness",
        "emotional_jobs-0-name": "Feel Sure",
        "related_jobs-0-DELETE": "on",
        "contexts-TOTAL_FORMS": 2,
        "contexts-1-code": "CTX02",
        "contexts-1-position": 0,
        "contexts-1-text": "Repairing a thing on the road",
        "contexts-1-source": "anna",
        "contexts-1-journey": repair.pk,
    }

    client.post(address, data)

    assert Journey.objects.get().job == "Repairing something"
    assert Situation.objects.get(code="SIT02").low == "Darkness"
    assert EmotionalJob.objects.get().name == "Feel Sure"
    assert list(Context.objects.values_list("code", "position")) == [("CTX01", 1), ("CTX02", 2)]
    assert not RelatedJob.objects.exists()
    assert version() == 2
    assert LogEntry.objects.get().get_change_message() == (
        "Changed Job. Added context “CTX02”. Changed Anchor at 1 for situation “SIT02”. "
        "Deleted related job “REL01”. Changed Name for emotional job “EMO01”."
    )


@pytest.mark.unmeasured
@pytest.mark.parametrize("n_rows", [1, 3])
def test_journey_page_takes_thirteen_queries(
    client, editor, repair, n_rows, django_assert_num_queries
):
    Situation.objects.all().delete()
    for number in range(n_rows):
        Situation.objects.create(
            journey=repair, code=f"SIT{number:02d}", text="a", low="b", high="c"
        )
    client.get(url(Journey, "change", repair.pk))

    with django_assert_num_queries(13):
        page = client.get(url(Journey, "change", repair.pk))

    assert page.text.count(">c</") == 0
    assert f'name="situations-{n_rows - 1}-high" value="c"' in page.text


@pytest.mark.parametrize("n_rows", [1, 3])
def test_step_page_takes_six_queries(client, editor, repair, n_rows, django_assert_num_queries):
    step = JobStep.objects.get(code="S02")
    for number in range(n_rows):
        PerformanceMetric.objects.create(
            job_step=step, code=f"S02M{number:02d}", outcome="a", plain="b"
        )
    client.get(url(JobStep, "change", step.pk))

    with django_assert_num_queries(6):
        page = client.get(url(JobStep, "change", step.pk))

    assert page.text.count('value="S02M0') == n_rows


@pytest.mark.usefixtures("rows_fetched_singly")
def test_metric_is_added_on_the_page_of_its_step(client, editor, repair):
    step = JobStep.objects.get(code="S02")
    address = url(JobStep, "change", step.pk)
    data = posted(client.get(address)) | {
        "performance_metrics-TOTAL_FORMS": 1,
        "performance_metrics-0-code": "S02M01",
        "performance_metrics-0-position": 0,
        "performance_metrics-0-outcome": "Minimize the time it takes to mend it, e.g., a, b",
        "performance_metrics-0-plain": "mend it quickly",
        "performance_metrics-0-source": "anna",
        "performance_metrics-0-job_step": step.pk,
    }

    client.post(address, data)

    assert step.performance_metrics.get().plain == "mend it quickly"
    assert version() == 2


# Two editors at once


@pytest.mark.unmeasured
def test_journey_page_never_takes_back_what_another_editor_wrote(client, editor, repair):
    address = url(Journey, "change", repair.pk)
    mine = posted(client.get(address)) | {"emotional_jobs-0-rationale": "It calms."}
    theirs = posted(client.get(address)) | {"situations-0-text": "Light at the bench"}

    with zeal_ignore():  # Django's formsets fetch each posted row by itself
        client.post(address, theirs)
        refused = client.post(address, mine)

    assert refused.context["adminform"].form.non_field_errors() == [MEANWHILE]
    assert posted(refused)["emotional_jobs-0-rationale"] == "It calms."
    assert Situation.objects.get(code="SIT01").text == "Light at the bench"
    assert EmotionalJob.objects.get().rationale != "It calms."
    assert (version(), LogEntry.objects.count()) == (2, 1)


@pytest.mark.unmeasured
def test_journey_page_sent_again_after_the_warning_replaces_knowingly(client, editor, repair):
    address = url(Journey, "change", repair.pk)
    mine = posted(client.get(address)) | {"emotional_jobs-0-rationale": "It calms."}
    theirs = posted(client.get(address)) | {"situations-0-text": "Light at the bench"}

    with zeal_ignore():  # Django's formsets fetch each posted row by itself
        client.post(address, theirs)
        saved = client.post(address, posted(client.post(address, mine)))

    assert saved.status_code == 302
    assert Situation.objects.get(code="SIT01").text == mine["situations-0-text"]
    assert EmotionalJob.objects.get().rationale == "It calms."
    assert version() == 3


def test_journey_page_keeps_a_row_that_another_editor_deleted_until_told(client, editor, repair):
    address = url(Journey, "change", repair.pk)
    mine = posted(client.get(address))
    mine |= {"situations-0-low": "Not one", "situations-1-low": "Pitch dark"}
    theirs = posted(client.get(address)) | {"situations-0-DELETE": "on"}

    with zeal_ignore():  # Django's formsets fetch each posted row by itself
        client.post(address, theirs)
        warned = client.post(address, posted(client.post(address, mine)))
        shown = posted(warned)
        saved = client.post(address, shown | {"situations-0-DELETE": "on"})

    assert "This entry was deleted meanwhile. Tick “Delete” to leave it out." in warned.text
    assert (shown["situations-0-low"], shown["situations-1-low"]) == ("Not one", "Pitch dark")
    assert warned.text.count('value="Pitch dark"') == 1
    assert saved.status_code == 302
    assert list(Situation.objects.values_list("code", "low")) == [("SIT02", "Pitch dark")]


@pytest.mark.usefixtures("rows_fetched_singly")
def test_step_page_never_takes_back_what_another_editor_wrote(client, editor, repair):
    address = url(JobStep, "change", JobStep.objects.get(code="S01").pk)
    mine = posted(client.get(address)) | {"name": "Look"}
    theirs = posted(client.get(address)) | {"performance_metrics-0-plain": "find it at once"}
    client.post(address, theirs)

    refused = client.post(address, mine)

    assert refused.context["adminform"].form.non_field_errors() == [MEANWHILE]
    assert posted(refused)["name"] == "Look"
    assert PerformanceMetric.objects.get(code="S01M01").plain == "find it at once"
    assert JobStep.objects.get(code="S01").name == "Name the fault"
    assert (version(), LogEntry.objects.count()) == (2, 1)


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("rows_fetched_singly")
def test_entry_page_is_sent_back_once_the_journey_has_changed(client, editor, repair, model):
    address = url(model, "change", model.objects.first().pk)
    mine = posted(client.get(address)) | {"source": "ben"}
    client.post(address, posted(client.get(address)) | {"source": "anna"})

    refused = client.post(address, mine)
    kept = model.objects.first().source
    client.post(address, posted(refused))

    assert refused.context["adminform"].form.non_field_errors() == [MEANWHILE]
    assert (kept, model.objects.first().source, version()) == ("anna", "ben", 3)


@pytest.mark.usefixtures("rows_fetched_singly")
def test_page_that_names_no_version_is_sent_back(client, editor, repair):
    address = url(Situation, "change", Situation.objects.get(code="SIT01").pk)
    nameless = posted(client.get(address)) | {"version_seen": "", "source": "anna"}

    refused = client.post(address, nameless)

    assert refused.context["adminform"].form.non_field_errors() == [MEANWHILE]
    assert version() == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"code": "FIN09"}, "A code here is SIT and two or three digits."),
        ({"code": "SIT01"}, "Situation with this Journey and Code already exists."),
        ({"text": "a\u2028b"}, "Remove the character U+2028: it cannot be shown."),
        ({"high": ""}, "This field is required."),
    ],
)
def test_entry_that_no_file_could_hold_is_sent_back(client, editor, repair, values, message):
    data = {"journey": repair.pk, "position": 0, "source": "anna"} | ADDED[Situation] | values

    page = client.post(url(Situation, "add"), data)

    errors = [error for errors in page.context["errors"] for error in errors]
    assert errors == [message]
    assert (Situation.objects.count(), version()) == (2, 1)


@pytest.mark.unmeasured
@pytest.mark.usefixtures("rows_fetched_singly")
def test_code_of_an_entry_cannot_be_changed(client, editor, repair):
    row = Situation.objects.get(code="SIT01")
    address = url(Situation, "change", row.pk)
    in_journey = url(Journey, "change", repair.pk)

    client.post(address, posted(client.get(address)) | {"code": "SIT09"})
    client.post(in_journey, posted(client.get(in_journey)) | {"situations-0-code": "SIT09"})

    row.refresh_from_db()
    assert (row.code, version()) == ("SIT01", 1)


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
def test_deleted_entry_is_recorded_and_counted(client, editor, repair, model):
    row = model.objects.first()

    client.post(url(model, "delete", row.pk), {"post": "yes"})

    assert not model.objects.filter(pk=row.pk).exists()
    assert (version(), LogEntry.objects.get().is_deletion()) == (2, True)


@pytest.mark.usefixtures("pilot")
def test_deleting_an_entry_says_who_keeps_a_copy(client, editor, repair):
    row = Situation.objects.get(code="SIT02")

    page = client.get(url(Situation, "delete", row.pk))

    assert says(page) == ["SIT02: The survey “Pilot” keeps its own copy."]
    assert "SIT02: The survey “Pilot” keeps its own copy." in page.text


@pytest.mark.usefixtures("pilot")
def test_deleting_chosen_entries_is_one_change_and_says_who_keeps_copies(client, editor, repair):
    data = {
        "action": "delete_selected",
        "_selected_action": list(Situation.objects.values_list("pk", flat=True)),
        "post": "yes",
    }

    page = client.post(url(Situation, "changelist"), data)

    assert says(page)[0] == "SIT01, SIT02: The survey “Pilot” keeps its own copy."
    assert (Situation.objects.count(), version()) == (0, 2)


@pytest.mark.usefixtures("pilot")
def test_journey_in_use_is_not_deleted(client, editor, repair):
    for page in (client.get, client.post):
        response = page(url(Journey, "delete", repair.pk), {"post": "yes"}, follow=True)

        assert response.redirect_chain == [(url(Journey, "change", repair.pk), 302)]
        assert "cannot be deleted: the survey “Pilot” rests on it." in response.text
        assert Journey.objects.exists()


def test_unused_journey_is_deleted(client, editor, repair):
    client.post(url(Journey, "delete", repair.pk), {"post": "yes"})

    assert not Journey.objects.exists()
    assert LogEntry.objects.get().is_deletion()


def test_journeys_are_not_deleted_by_the_dozen(client, editor, repair):
    data = {"action": "delete_selected", "_selected_action": [repair.pk], "post": "yes"}

    client.post(url(Journey, "changelist"), data)

    assert Journey.objects.exists()


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_admin_is_closed_to_others(client, repair, model):
    row = model.objects.first()
    researcher = User.objects.create_user("rita", is_staff=True)
    researcher.groups.add(Group.objects.get(name="Researchers"))
    client.force_login(researcher)

    pages = [url(model, "changelist"), url(model, "change", row.pk), url(model, "delete", row.pk)]
    answers = {client.post(page, {"post": "yes"}).status_code for page in pages}

    assert answers == {403}
    assert model.objects.filter(pk=row.pk).exists()


def test_groups_may_do_their_work_and_no_more():
    allowed = {
        group.name: set(group.permissions.values_list("content_type__app_label", "codename"))
        for group in Group.objects.all()
    }

    assert allowed == {
        "Editors": {
            ("journeys", f"{action}_{model._meta.model_name}")
            for action in ("add", "change", "delete", "view")
            for model in KINDS
        },
        "Researchers": {("surveys", f"{action}_survey") for action in ("add", "change", "view")},
    }


# --- What a row keeps as data -------------------------------------------------------------------


@pytest.mark.usefixtures("rows_fetched_singly")
def test_metric_page_edits_examples_house_wording_and_kinds(client, editor, repair):
    metric = PerformanceMetric.objects.get(code="S01M01")
    address = url(PerformanceMetric, "change", metric.pk)
    lines = {
        "examples": "digital: a login; a file\nphysical: a fuse",
        "asked": "plain: say what is wrong with {product}",
        "fits": "digital, physical",
    }

    client.post(address, posted(client.get(address)) | lines)

    metric.refresh_from_db()
    assert metric.examples == {"digital": ["a login", "a file"], "physical": ["a fuse"]}
    assert metric.asked == {"plain": "say what is wrong with {product}"}
    assert metric.fits == "physical digital"
    assert posted(client.get(address))["examples"] == "physical: a fuse\ndigital: a login; a file"
    client.post(address, posted(client.get(address)))
    assert version() == 2


@pytest.mark.usefixtures("rows_fetched_singly")
@pytest.mark.parametrize(
    ("lines", "noun"),
    [
        ("the thing", "the thing"),
        ("product: it\nnew: its heir", {"product": "it", "new": "its heir"}),
    ],
)
def test_journey_page_edits_the_noun(client, editor, repair, lines, noun):
    address = url(Journey, "change", repair.pk)

    client.post(address, posted(client.get(address)) | {"noun": lines})

    assert Journey.objects.get().noun == noun


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("examples", "paper: a form"),
        ("examples", "digital:"),
        ("asked", "plain: a\nb"),
        ("fits", "paper"),
    ],
)
def test_line_that_cannot_be_read_is_named(client, editor, repair, name, lines):
    metric = PerformanceMetric.objects.get(code="S01M01")
    address = url(PerformanceMetric, "change", metric.pk)

    page = client.post(address, posted(client.get(address)) | {name: lines})

    assert list(page.context["adminform"].form.errors) == [name]
