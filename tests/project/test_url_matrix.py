"""Every address of the site for every kind of person. An address missing here fails the test."""

import pytest
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

from surveys.designing import revisions
from surveys.models import Response, Survey
from tests.journeys.files import FIXTURES
from tests.journeys.stock import stock
from tests.surveys.browsing import start
from tests.surveys.builders import make_survey, make_user

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "respondent", "editor", "owner", "other researcher", "superuser")
EVERYONE = dict.fromkeys(ROLES, 200)


def only(*allowed, status=200, signed_in=404, stranger=302):
    """`status` for the roles allowed, `signed_in` for others with an account, else `stranger`."""
    others = dict.fromkeys(ROLES, signed_in) | {"anonymous": stranger, "respondent": stranger}
    return others | dict.fromkeys(allowed, status)


HOLDERS = only("owner", "superuser")
POST_ONLY = only("owner", "superuser", status=302)
STAFF = only("editor", "superuser", signed_in=302)

# Route as the URL map has it -> (an address it matches, status of a GET by role).
MATRIX = {
    "": ("/", EVERYONE),
    "journeys/<slug:slug>/": ("/journeys/upgrade/", EVERYONE),
    "journeys/<slug:slug>/steps/<slug:code>/": ("/journeys/upgrade/steps/S01/", EVERYONE),
    "journeys/<slug:slug>.<file_format:format>": ("/journeys/upgrade.yaml", EVERYONE),
    "search/": ("/search/?q=budget", EVERYONE),
    "statistics/": ("/statistics/", EVERYONE),
    "about/": ("/about/", EVERYONE),
    # Only where DEBUG is on.
    "styleguide/": ("/styleguide/", dict.fromkeys(ROLES, 404)),
    "healthz": ("/healthz", EVERYONE),
    "readyz": ("/readyz", EVERYONE),
    "accounts/login/": (
        "/accounts/login/",
        only("anonymous", "respondent", signed_in=302, stranger=200),
    ),
    "accounts/logout/": ("/accounts/logout/", dict.fromkeys(ROLES, 405)),
    "surveys/": ("/surveys/", only(*ROLES[2:])),
    "surveys/new/": (
        "/surveys/new/",
        only("owner", "other researcher", "superuser", signed_in=403),
    ),
    "surveys/<slug:slug>/": ("/surveys/pilot/", HOLDERS),
    "surveys/<slug:slug>/edit/": ("/surveys/pilot/edit/", HOLDERS),
    "surveys/<slug:slug>/edit/next/": ("/surveys/pilot/edit/next/", POST_ONLY),
    "surveys/<slug:slug>/edit/changes/": ("/surveys/pilot/edit/changes/", HOLDERS),
    "surveys/<slug:slug>/edit/discard/": ("/surveys/pilot/edit/discard/", HOLDERS),
    "surveys/<slug:slug>/preview/": ("/surveys/pilot/preview/", HOLDERS),
    "surveys/<slug:slug>/open/": ("/surveys/pilot/open/", POST_ONLY),
    "surveys/<slug:slug>/open/now/": ("/surveys/pilot/open/now/", POST_ONLY),
    "surveys/<slug:slug>/times/": ("/surveys/pilot/times/", HOLDERS),
    "surveys/<slug:slug>/pause/": ("/surveys/pilot/pause/", POST_ONLY),
    "surveys/<slug:slug>/resume/": ("/surveys/pilot/resume/", POST_ONLY),
    "surveys/<slug:slug>/archive/": ("/surveys/pilot/archive/", POST_ONLY),
    "surveys/<slug:slug>/unarchive/": ("/surveys/pilot/unarchive/", POST_ONLY),
    # For a deleted survey alone.
    "surveys/<slug:slug>/restore/": (
        "/surveys/pilot/restore/",
        only("anonymous", "respondent", status=302, signed_in=404),
    ),
    "surveys/<slug:slug>/close/": ("/surveys/pilot/close/", POST_ONLY),
    "surveys/<slug:slug>/reopen/": ("/surveys/pilot/reopen/", POST_ONLY),
    "surveys/<slug:slug>/delete/": ("/surveys/pilot/delete/", HOLDERS),
    "surveys/<slug:slug>/counts/": ("/surveys/pilot/counts/", POST_ONLY),
    "surveys/<slug:slug>/collaborators/": ("/surveys/pilot/collaborators/", POST_ONLY),
    "surveys/<slug:slug>/qr.svg": ("/surveys/pilot/qr.svg", HOLDERS),
    "surveys/<slug:slug>/results/": ("/surveys/pilot/results/", HOLDERS),
    "surveys/<slug:slug>/results.csv": ("/surveys/pilot/results.csv", HOLDERS),
    "surveys/<slug:slug>/responses.csv": ("/surveys/pilot/responses.csv", HOLDERS),
    "surveys/<slug:slug>/answers.csv": ("/surveys/pilot/answers.csv", HOLDERS),
    "surveys/<slug:slug>/codebook.csv": ("/surveys/pilot/codebook.csv", HOLDERS),
    "surveys/<slug:slug>/contacts/": ("/surveys/pilot/contacts/", HOLDERS),
    "surveys/<slug:slug>/contacts.csv": ("/surveys/pilot/contacts.csv", HOLDERS),
    "surveys/<slug:slug>/translations/": ("/surveys/pilot/translations/", HOLDERS),
    "surveys/<slug:slug>/translations/<slug:language>/": (
        "/surveys/pilot/translations/ar/",
        HOLDERS,
    ),
    "surveys/<slug:slug>/translations/<slug:language>.csv": (
        "/surveys/pilot/translations/ar.csv",
        HOLDERS,
    ),
    "respond/<slug:slug>/": ("/respond/pilot/", EVERYONE),
    # The token is the key: whoever has it may answer, signed in or not.
    "responses/<slug:token>/": ("/responses/{token}/", dict.fromkeys(ROLES, 302)),
    "responses/<slug:token>/<slug:page>/": ("/responses/{token}/emotional_jobs/", EVERYONE),
    "responses/<slug:token>/save/": ("/responses/{token}/save/", dict.fromkeys(ROLES, 405)),
    "responses/<slug:token>/review/": ("/responses/{token}/review/", EVERYONE),
    "responses/<slug:token>/done/": ("/responses/{token}/done/", dict.fromkeys(ROLES, 302)),
    "responses/<slug:token>/receipt/": ("/responses/{token}/receipt/", EVERYONE),
    "responses/<slug:token>/withdraw/": ("/responses/{token}/withdraw/", EVERYONE),
    # Addresses that are nearly a respondent's.
    "^(?:/+)?(?P<door>(?i:respond|responses))/+(?P<rest>.+)$": (
        "/respond/pilot.",
        dict.fromkeys(ROLES, 302),
    ),
    "receipt/": ("/receipt/", EVERYONE),
    "receipt/withdrawn/": ("/receipt/withdrawn/", EVERYONE),
    "admin/": ("/admin/", STAFF),
    "admin/journeys/journey/": (
        "/admin/journeys/journey/",
        only("editor", "superuser", signed_in=302),
    ),
    "admin/surveys/survey/": (
        "/admin/surveys/survey/",
        only("superuser", signed_in=302) | {"editor": 403},
    ),
}


@pytest.fixture
def people():
    """An account for each role that has one; the editor may enter the admin."""
    stock([FIXTURES / "upgrade.yaml"])
    accounts = {role: make_user(role) for role in ROLES[2:]}
    accounts["editor"].groups.add(Group.objects.get(name="Editors"))
    accounts["editor"].is_staff = True
    accounts["editor"].save()
    for role in ("owner", "other researcher"):
        accounts[role].groups.add(Group.objects.get(name="Researchers"))
    accounts["superuser"].is_superuser = accounts["superuser"].is_staff = True
    accounts["superuser"].save()
    return accounts


@pytest.fixture
def token(client, people):
    """The token of a response to the owner's open survey, whose next revision is a draft."""
    survey = make_survey(people["owner"])
    revisions.begin_next_revision(survey)
    return start(client, survey)


def get(client, address, token):
    """The answer, read to its end."""
    reply = client.get(address.format(token=token))
    reply.getvalue()
    return reply


def routes(patterns, prefix=""):
    """Every route of the URL map, the admin's left out: Django tests those."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_matrix_has_every_route():
    known = {route for route in MATRIX if not route.startswith("admin/")}

    assert set(routes(get_resolver().url_patterns)) == known


@pytest.mark.parametrize("role", ROLES)
def test_addresses_and_their_policy_by_role(client, people, token, role):
    client.logout()
    if role in people:
        client.force_login(people[role])
    before = (list(Survey.objects.values()), list(Response.objects.values()))

    replies = {route: get(client, address, token) for route, (address, _expected) in MATRIX.items()}
    unknown = client.get("/nowhere/")

    found = {route: reply.status_code for route, reply in replies.items()}
    assert found == {route: expected[role] for route, (_address, expected) in MATRIX.items()}
    assert (list(Survey.objects.values()), list(Response.objects.values())) == before
    policies = {reply.headers["Content-Security-Policy"] for reply in (*replies.values(), unknown)}
    assert len(policies) == 1
    policy = policies.pop()
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
