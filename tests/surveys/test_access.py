"""Who may reach which of the researcher's pages. A survey that is not one's own is not found."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from surveys.designing import drafts
from surveys.models import Survey, SurveyItem, SurveyRevision
from tests.surveys.builders import make_user
from tests.surveys.offers import make_draft, make_offer

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "person", "editor", "owner", "researcher", "collaborator", "superuser")
HOLDERS = {"owner", "collaborator", "superuser"}
IN_CHARGE = {"owner", "superuser"}

PAGES = (
    "survey_detail",
    "survey_edit",
    "survey_preview",
    "survey_open",
    "survey_close",
    "survey_reopen",
    "survey_delete",
    "survey_counts",
    "survey_qr",
    "survey_collaborators",
)
TAKES_POST = set(PAGES) - {"survey_detail", "survey_counts", "survey_qr"}
LEADS_TO_DETAIL = {"survey_open", "survey_close", "survey_reopen", "survey_counts"}


@pytest.fixture
def survey():
    """Owner's draft, shared with collaborator; the other roles' accounts exist, too."""
    users = {role: make_user(role) for role in ROLES[1:]}
    users["editor"].groups.add(Group.objects.get(name="Editors"))
    for role in ("owner", "researcher"):
        users[role].groups.add(Group.objects.get(name="Researchers"))
    users["superuser"].is_superuser = True
    users["superuser"].save()
    survey = make_draft(make_offer(), users["owner"], "EMO01")
    survey.collaborators.add(users["collaborator"])
    return survey


def sign_in(client, role):
    if role != "anonymous":
        assert client.login(username=role, password=role)


def content():
    """All that a refused request must leave as it was."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Survey, SurveyRevision, SurveyItem, Survey.collaborators.through)
    ]


def expected_get(role, page):
    if role == "anonymous":
        return 302
    if role not in HOLDERS:
        return 404
    if page in {"survey_delete", "survey_collaborators"} and role not in IN_CHARGE:
        return 403
    return 302 if page in LEADS_TO_DETAIL | {"survey_collaborators"} else 200


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_survey_by_get(client, survey, role):
    sign_in(client, role)
    before = content()

    replies = {page: client.get(reverse(f"surveys:{page}", args=[survey.slug])) for page in PAGES}

    statuses = {page: reply.status_code for page, reply in replies.items()}
    assert statuses == {page: expected_get(role, page) for page in PAGES}
    assert content() == before
    for reply in replies.values():
        if role == "anonymous":
            assert reply["Location"].startswith("/accounts/login/?next=/surveys/pilot/")
        elif reply.status_code == 302:
            assert reply["Location"] == "/surveys/pilot/"


def expected_post(role, page):
    if role == "anonymous":
        return 302
    if page not in TAKES_POST:
        return 405
    if role not in HOLDERS:
        return 404
    if page in {"survey_delete", "survey_collaborators"} and role not in IN_CHARGE:
        return 403
    return 422 if page in {"survey_edit", "survey_collaborators"} else 302


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_survey_by_empty_post(client, survey, role):
    sign_in(client, role)
    draft = drafts.draft_content(survey, survey.revisions.get())
    before = content()
    statuses, changed = {}, set()

    for page in PAGES:
        sent = {"seen": draft.fingerprint} if page == "survey_open" else {}
        with transaction.atomic():
            reply = client.post(reverse(f"surveys:{page}", args=[survey.slug]), sent)
            changed |= {page} if content() != before else set()
            transaction.set_rollback(True)
        statuses[page] = reply.status_code

    assert statuses == {page: expected_post(role, page) for page in PAGES}
    may_change = {"survey_open": HOLDERS, "survey_delete": IN_CHARGE}
    assert changed == {page for page, roles in may_change.items() if role in roles}


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
def test_the_list_shows_only_what_one_may_see(client, survey, role):
    sign_in(client, role)

    response = client.get(reverse("surveys:survey_list"))

    if role == "anonymous":
        assert response["Location"] == "/accounts/login/?next=/surveys/"
        return
    has_row = f'href="{reverse("surveys:survey_detail", args=[survey.slug])}"'
    assert (has_row in response.content.decode()) == (role in HOLDERS)


@pytest.mark.unmeasured
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("query", ["", "?journey=upgrade"])
def test_creating_is_for_researchers(client, survey, role, query):
    sign_in(client, role)
    url = reverse("surveys:survey_create") + query
    form = {"title": "Mine", "consent": "Kept.", "scale": "3", "items": "EMO01", "action": "save"}

    seen = client.get(url)
    sent = client.post(url, form)

    may = role in {"owner", "researcher", "superuser"}
    assert seen.status_code == (200 if may else 302 if role == "anonymous" else 403)
    assert Survey.objects.filter(title="Mine").exists() == (may and query != "")
    if seen.status_code == 403:
        assert "Only members of the group Researchers can create surveys." in seen.content.decode()
        assert sent.status_code == 403


def without_token(response):
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", response.content.decode())


def test_a_survey_that_is_not_ones_own_looks_like_none(client, survey):
    sign_in(client, "researcher")

    other = client.get(reverse("surveys:survey_detail", args=[survey.slug]))
    none = client.get(reverse("surveys:survey_detail", args=["nothing"]))

    assert other.status_code == none.status_code == 404
    assert without_token(other) == without_token(none)


def test_a_removed_collaborator_is_out_with_the_next_request(client, survey):
    sign_in(client, "collaborator")
    url = reverse("surveys:survey_detail", args=[survey.slug])
    before = client.get(url).status_code
    survey.collaborators.clear()

    after = client.get(url).status_code

    assert (before, after) == (200, 404)


@pytest.mark.parametrize("role", ["owner", "collaborator"])
def test_fields_that_no_form_shows_are_not_taken(client, survey, role):
    sign_in(client, role)
    stored = drafts.draft_content(survey, drafts.draft_of(survey))
    form = {
        "title": "Second",
        "slug": "pilot",
        "consent": "Kept.",
        "scale": "3",
        "items": "EMO01",
        "seen": stored.fingerprint,
        "owner": "1",
        "status": "open",
        "collaborators": "1",
        "opened_at": "2026-01-01",
        "stem": "Hacked",
    }

    client.post(reverse("surveys:survey_edit", args=[survey.slug]), form)

    changed = Survey.objects.get()
    assert (changed.title, changed.owner.username, changed.status) == ("Second", "owner", "draft")
    assert list(changed.collaborators.values_list("username", flat=True)) == ["collaborator"]
    revision = changed.revisions.get()
    assert (revision.opened_at, revision.stem) == (None, "When upgrading a solution")


def test_signed_out_htmx_requests_get_no_sign_in_page_inside_the_page(client, survey):
    poll = reverse("surveys:survey_counts", args=[survey.slug])
    builder = f"{reverse('surveys:survey_create')}?journey=upgrade"

    polled = client.get(poll, headers={"HX-Request": "true"})
    counted = client.post(builder, {"items": "EMO01"}, headers={"HX-Request": "true"})

    assert (polled["HX-Refresh"], polled.content) == ("true", b"")
    assert (counted.status_code, counted.content) == (401, b"")


def test_pages_of_a_survey_are_kept_out_of_caches(client, survey):
    sign_in(client, "owner")

    response = client.get(reverse("surveys:survey_detail", args=[survey.slug]))

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/surveys/pilot/", "/surveys/pilot/"),
        ("", "/surveys/"),
        ("https://evil.example/", "/surveys/"),
        ("//evil.example/", "/surveys/"),
        ("/\\evil.example", "/surveys/"),
        ("javascript:alert(1)", "/surveys/"),
        ("http:evil.example", "/surveys/"),
    ],
)
def test_signing_in_leads_only_to_this_site(client, survey, target, lands):
    form = {"username": "owner", "password": "owner", "next": target}

    response = client.post(reverse("login"), form)

    assert response["Location"] == lands


def test_signing_in_with_a_wrong_password_says_so_and_keeps_the_name(client, survey):
    form = {"username": "owner", "password": "wrong", "next": "/surveys/pilot/"}

    html = client.post(reverse("login"), form).content.decode()

    assert "Please enter a correct username and password." in html
    assert 'value="owner"' in html
    assert '<input type="hidden" name="next" value="/surveys/pilot/" id="next">' in html
