"""Surveys in Django's admin, and the system check about them."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.checks import run_checks
from django.db import connection
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from surveys.admin import SurveyAdmin
from surveys.checks import check_open_surveys_ask
from surveys.designing import lifecycle
from surveys.models import Survey
from tests.surveys.builders import make_survey, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:surveys_survey_changelist")


@pytest.fixture
def boss(client):
    """A superuser, signed in."""
    user = make_user("boss", is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def change_page(survey):
    return reverse("admin:surveys_survey_change", args=[survey.pk])


def test_admin_hands_a_survey_to_another_owner_and_changes_nothing_else(client, boss):
    survey, dora = make_survey(), make_user("dora")

    sent = {"owner": dora.pk, "collaborators": [boss.pk], "title": "Hacked", "status": "draft"}
    with zeal_ignore():  # Django's form looks each chosen account up
        client.post(change_page(survey), sent)

    survey.refresh_from_db()
    assert (survey.owner, list(survey.collaborators.all())) == (dora, [boss])
    assert (survey.title, survey.status) == ("Upgrading a solution", "open")


def test_admin_leaves_alone_what_was_done_since_it_looked(rf, boss):
    survey, dora = make_survey(), make_user("dora")
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.close_survey(survey)
    stale.owner = dora

    SurveyAdmin(Survey, admin.site).save_model(rf.post(LIST), stale, None, change=True)

    survey.refresh_from_db()
    assert (survey.owner, survey.status) == (dora, "closed")


def test_admin_neither_adds_nor_deletes(client, boss):
    survey = make_survey()

    added = client.get(reverse("admin:surveys_survey_add")).status_code
    deleted = client.post(
        reverse("admin:surveys_survey_delete", args=[survey.pk]), {"post": "yes"}
    ).status_code
    action = {"action": "delete_selected", "_selected_action": [survey.pk], "post": "yes"}
    client.post(LIST, action)

    assert (added, deleted) == (403, 403)
    assert Survey.objects.get() == survey


def test_admin_list_takes_the_same_queries_at_one_and_three(
    client, boss, django_assert_num_queries
):
    make_survey(slug="one")
    with django_assert_num_queries(6):
        client.get(LIST)
    for slug in ("two", "three"):
        make_survey(slug=slug)

    with django_assert_num_queries(6):
        html = client.get(LIST).content.decode()

    assert html.count('class="field-slug"') == 3


def test_admin_shows_staff_only_the_surveys_they_may_see_on_the_site(client):
    make_survey(slug="other")
    sam = make_user("sam", is_staff=True)
    make_survey(sam, slug="own")
    sam.user_permissions.add(Permission.objects.get(codename="change_survey"))
    client.force_login(sam)

    html = client.get(LIST).content.decode()

    assert '<td class="field-slug">own</td>' in html
    assert '<td class="field-slug">other</td>' not in html


def test_admin_lets_a_collaborator_look_and_only_the_owner_hand_on(client):
    sam, owner = make_user("sam", is_staff=True), make_user("rita", is_staff=True)
    survey = make_survey(owner)
    survey.collaborators.add(sam)
    may_change = Permission.objects.filter(codename__in=["change_survey", "view_user"])
    sent = {"owner": sam.pk, "collaborators": [owner.pk]}

    answers = []
    for person in (sam, owner):
        person.user_permissions.add(*may_change)
        client.force_login(person)
        seen = client.get(change_page(survey))
        with zeal_ignore():  # Django's form looks each chosen account up
            status = client.post(change_page(survey), sent).status_code
        survey.refresh_from_db()
        answers.append((b'name="owner"' in seen.content, status, survey.owner))

    assert answers == [(False, 403, owner), (True, 302, sam)]


def test_admin_names_no_account_to_an_owner_who_may_not_look_accounts_up(client):
    owner, dora = make_user("rita", is_staff=True), make_user("dora")
    survey = make_survey(owner)
    owner.user_permissions.add(Permission.objects.get(codename="change_survey"))
    client.force_login(owner)

    sent = {"owner": dora.pk, "collaborators": [dora.pk]}
    replies = [client.post(change_page(survey), sent, follow=True), client.get(change_page(survey))]

    assert not any("dora" in reply.content.decode() for reply in replies)
    survey.refresh_from_db()
    assert (survey.owner, survey.collaborators.count()) == (owner, 0)


@pytest.mark.parametrize("who", ["owner", "collaborator", "superuser"])
def test_binned_survey_is_gone_from_the_admin_too(client, who):
    owner, sam = make_user("rita", is_staff=True), make_user("sam", is_staff=True)
    boss = make_user("boss", is_staff=True, is_superuser=True)
    survey = make_survey(owner, title="Secret study")
    survey.collaborators.add(sam)
    lifecycle.bin_survey(survey)
    person = {"owner": owner, "collaborator": sam, "superuser": boss}[who]
    person.user_permissions.add(Permission.objects.get(codename="change_survey"))
    client.force_login(person)

    replies = [client.get(LIST), client.get(change_page(survey), follow=True)]

    assert not any("Secret study" in reply.content.decode() for reply in replies)


def test_check_names_open_surveys_that_ask_nothing():
    make_survey(slug="asks")
    make_survey(slug="silent", items=[])
    make_survey(slug="draft", status="draft", items=[])

    found = [one for one in run_checks(databases=["default"]) if one.id == "surveys.W001"]

    assert [one.msg for one in found] == ["The open survey “silent” asks nothing."]


def test_check_asks_nothing_of_a_database_that_is_not_named(django_assert_num_queries):
    make_survey(items=[])

    with django_assert_num_queries(0):
        found = check_open_surveys_ask(databases=None)

    assert found == []


def test_check_is_silent_before_the_first_migration(monkeypatch):
    make_survey(items=[])
    monkeypatch.setattr(connection.introspection, "table_names", list)

    found = [one for one in run_checks(databases=["default"]) if one.id == "surveys.W001"]

    assert found == []
