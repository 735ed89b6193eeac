"""Addresses left at the end: offered, agreed to, kept apart from the answers, deleted."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.models import Contact, Response, Survey
from surveys.responding import contacts
from tests.markup import markup
from tests.surveys.browsing import start
from tests.surveys.builders import make_response, make_survey, make_user
from tests.surveys.pages import text_of, url
from tests.surveys.stored import everything_stored

PURPOSE = "To tell you what came out, once, until May."
ADDRESS = "Ann.Canary@Example.org"
AGREED = {"address": ADDRESS, "agreed": "yes"}


@pytest.fixture
def survey():
    return make_survey(contact=PURPOSE)


def done_url(client, survey):
    """The last page of somebody who has sent their answers."""
    token = start(client, survey)
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    return f"/responses/{token}/done/"


def leave(survey, *addresses):
    for address in addresses:
        contacts.leave_address(survey.revisions.latest("number"), address)


def addresses():
    return sorted(Contact.objects.values_list("address", flat=True))


def rita(client):
    client.force_login(Survey.objects.get(slug="pilot").owner)
    return client


# The respondent


@pytest.mark.django_db
def test_address_is_asked_for_only_where_the_survey_says_what_for(client):
    silent, asking = make_survey(slug="silent"), make_survey(contact=PURPOSE)

    pages = [client.get(done_url(client, one)).content.decode() for one in (silent, asking)]

    assert [PURPOSE in page for page in pages] == [False, True]
    assert ['name="address"' in page for page in pages] == [False, True]
    assert "checked" not in pages[1]


@pytest.mark.django_db
def test_address_is_kept_with_its_day_and_words_and_nothing_else(client, survey):
    address = done_url(client, survey)

    reply = client.post(address, AGREED)
    page = client.get(reply.headers["Location"])

    kept = Contact.objects.values().get()
    assert reply.headers["Location"] == address + "?address=kept"
    assert "nothing connects the two" in text_of(page)
    assert 'name="address"' not in page.content.decode()
    assert kept == {
        "id": kept["id"],
        "revision_id": survey.revisions.get().pk,
        "address": ADDRESS,
        "given_on": timezone.now().date(),
    }
    assert kept["id"] > 2**20


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"address": ADDRESS}, "Please tick the box. Without it no address is kept."),
        ({"address": "ann at home", "agreed": "yes"}, "Please write the whole address"),
        ({"address": "a@b.org\r\nBcc: c@d.org", "agreed": "yes"}, "Please write the whole address"),
        ({"agreed": "yes"}, "Please write your address."),
    ],
)
def test_address_that_cannot_be_kept_comes_back_with_the_reason(client, survey, data, words):
    reply = client.post(done_url(client, survey), data)

    html = reply.content.decode()
    assert reply.status_code == 422
    assert words in html
    assert "<title>Error: " in markup(html)
    assert f'value="{data.get("address", "").replace("\r\n", "")}"' in html.replace("\r\n", "")
    assert (" checked" in html) == ("agreed" in data)
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_address_left_again_is_kept_once_and_answered_alike(client, survey):
    first, second = done_url(client, survey), done_url(client, survey)

    replies = [
        client.post(first, AGREED),
        client.post(first, AGREED),
        client.post(second, AGREED | {"address": ADDRESS.upper()}),
    ]

    assert [reply.headers["Location"].partition("?")[2] for reply in replies] == [
        "address=kept"
    ] * 3
    assert Contact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_address_sent_twice_at_once_is_kept_once():
    survey = make_survey(contact=PURPOSE)
    together = threading.Barrier(5, timeout=20)

    def send():
        try:
            together.wait()
            leave(survey, ADDRESS)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _click in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert addresses() == [ADDRESS]


@pytest.mark.django_db
def test_address_may_be_left_to_two_surveys(client, survey):
    other = make_survey(slug="other", contact=PURPOSE)

    leave(survey, ADDRESS)
    leave(other, ADDRESS)

    assert addresses() == [ADDRESS, ADDRESS]


@pytest.mark.django_db
def test_address_sent_before_the_answers_or_unasked_is_not_kept(client, survey):
    token = start(client, survey)
    silent = done_url(client, make_survey(slug="silent"))

    early = client.post(f"/responses/{token}/done/", AGREED)
    unasked = client.post(silent, AGREED)

    assert early.headers["Location"] == f"/responses/{token}/"
    assert unasked.status_code == 410
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_closed_survey_takes_no_address_and_says_so(client, survey):
    address = done_url(client, survey)
    Survey.objects.update(status="closed", closed_at=timezone.now())

    page, reply = client.get(address), client.post(address, AGREED)

    assert 'name="address"' not in page.content.decode()
    assert reply.status_code == 410
    assert "yours was not kept" in text_of(reply)
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_withdrawing_answers_leaves_the_address(client, survey):
    address = done_url(client, survey)
    client.post(address, AGREED)

    client.post(address.replace("/done/", "/withdraw/"))

    assert (Response.objects.count(), Contact.objects.count()) == (0, 1)


# The researcher


@pytest.mark.django_db
def test_addresses_are_counted_and_downloaded_in_the_order_of_the_alphabet(client, survey):
    leave(survey, "zoe@example.org", "=1+1@example.org", "ann@example.org")
    leave(make_survey(slug="other"), "foreign@example.org")

    page = rita(client).get(url("survey_contacts"))
    file = client.get(url("contacts_csv"))

    assert "3 people have left an address." in text_of(page)
    assert "example.org" not in page.content.decode()
    assert file.content.decode() == (
        "address,revision\r\n'=1+1@example.org,1\r\nann@example.org,1\r\nzoe@example.org,1\r\n"
    )
    assert 'filename="pilot-contacts.csv"' in file.headers["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_addresses_cost_the_same_queries_at_any_number(
    client, survey, django_assert_num_queries, n
):
    leave(survey, *(f"person{number}@example.org" for number in range(n)))
    rita(client)

    # Session, account, survey, then the addresses.
    with django_assert_num_queries(4):
        client.get(url("contacts_csv"))
    with django_assert_num_queries(4):
        client.get(url("survey_contacts"))


@pytest.mark.django_db
def test_collaborator_may_read_addresses_and_nobody_else(client, survey):
    leave(survey, ADDRESS)
    colleague, stranger = make_user("carl"), make_user("stan")
    survey.collaborators.add(colleague)

    found = {}
    for person in (colleague, stranger):
        client.force_login(person)
        found[person.username] = client.get(url("contacts_csv")).status_code
    client.force_login(stranger)
    client.post(url("survey_contacts"), {"action": "delete_all", "sure": "yes"})

    assert found == {"carl": 200, "stan": 404}
    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_page_without_addresses_offers_nothing_to_delete(client, survey):
    page = rita(client).get(url("survey_contacts"))

    assert "Nobody has left an address." in text_of(page)
    assert "Delete" not in text_of(page)


@pytest.mark.django_db
def test_deleting_all_asks_first(client, survey):
    leave(survey, "ann@example.org", "bob@example.org")
    rita(client)

    unsure = client.post(url("survey_contacts"), {"action": "delete_all"})
    n_left = Contact.objects.count()
    sure = client.post(url("survey_contacts"), {"action": "delete_all", "sure": "yes"}, follow=True)

    assert unsure.status_code == 422
    assert "Please tick the box. Nothing was deleted." in text_of(unsure)
    assert n_left == 2
    assert "2 addresses are deleted." in text_of(sure)
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_all_addresses_are_the_owners_alone_to_delete(client, survey):
    leave(survey, "ann@example.org", "bob@example.org")
    survey.collaborators.add(colleague := make_user("carl"))
    client.force_login(colleague)

    refused = client.post(url("survey_contacts"), {"action": "delete_all", "sure": "yes"})

    assert refused.status_code == 403
    assert "Only the owner of a survey can delete all its addresses." in text_of(refused)
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_one_address_is_deleted_whatever_its_capitals(client, survey):
    leave(survey, "ann@example.org", "bob@example.org")
    rita(client)

    wrong = client.post(url("survey_contacts"), {"address": "eve@example.org"})
    right = client.post(url("survey_contacts"), {"address": " ANN@example.org "}, follow=True)
    odd = client.post(url("survey_contacts"), {"address": "eve\0@example.org"})

    assert [wrong.status_code, odd.status_code] == [422, 422]
    assert 'value="eve@example.org"' in wrong.content.decode()
    assert "The address is deleted." in text_of(right)
    assert addresses() == ["bob@example.org"]


@pytest.mark.django_db
def test_export_of_answers_holds_no_address(client, survey):
    client.post(done_url(client, survey), AGREED)
    rita(client)

    files = [
        client.get(url(name)).getvalue().lower()
        for name in ("responses_csv", "answers_csv", "codebook_csv", "results_csv")
    ]

    assert [b"canary" in file for file in files] == [False] * 4


# The operator


@pytest.mark.django_db(transaction=True)
def test_erase_contacts_deletes_one_address_or_all(capsys):
    survey, other = make_survey(), make_survey(slug="other")
    leave(survey, "ann@example.org", "bob@example.org", "cy@example.org")
    leave(other, "ann@example.org")

    call_command("erase_contacts", "pilot", "--address", "ANN@example.org", "--dry-run")
    call_command("erase_contacts", "pilot", "--address", "ANN@example.org")
    after_one = addresses()
    call_command("erase_contacts", "pilot")

    assert capsys.readouterr().out.splitlines() == [
        "pilot: would delete 1 address",
        "pilot: deleted 1 address",
        "pilot: deleted 2 addresses",
    ]
    assert after_one == ["ann@example.org", "bob@example.org", "cy@example.org"]
    assert addresses() == ["ann@example.org"]


@pytest.mark.django_db
def test_erase_contacts_says_when_the_address_is_not_there():
    make_survey()

    with pytest.raises(CommandError, match=r"^pilot: nobody has left this address\.$"):
        call_command("erase_contacts", "pilot", "--address", "eve@example.org")


@pytest.mark.django_db(transaction=True)
def test_purge_deletes_addresses_with_the_answers_of_their_time(capsys):
    survey, for_ever = make_survey(), make_survey(slug="for-ever")
    Survey.objects.filter(pk=survey.pk).update(retention_days=30)
    for one in (survey, for_ever):
        leave(one, "old@example.org", "new@example.org")
    long_ago = timezone.now().date() - timedelta(days=31)
    Contact.objects.filter(address="old@example.org").update(given_on=long_ago)

    call_command("purge", "--dry-run")
    n_left = Contact.objects.count()
    call_command("purge")

    told, done = capsys.readouterr().out.splitlines()
    nothing = "0 responses (0 submitted, 0 not), 0 answers"
    assert told == f"pilot (30 days): would delete {nothing}, 1 address"
    assert done == f"pilot (30 days): deleted {nothing}, 1 address"
    assert n_left == 4
    assert addresses() == ["new@example.org", "new@example.org", "old@example.org"]


@pytest.mark.django_db(transaction=True)
def test_purge_lays_addresses_out_anew_in_an_order_by_chance():
    survey = make_survey()
    given = [f"person{number:02d}@example.org" for number in range(40)]
    leave(survey, *given)
    before = dict(Contact.objects.values_list("address", "pk"))

    call_command("purge")

    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT address FROM surveys_contact ORDER BY {place}")  # noqa: S608
        order = [address for (address,) in cursor.fetchall()]
    after = dict(Contact.objects.values_list("address", "pk"))
    assert sorted(order) == given
    assert order != given
    assert all(after[address] != before[address] for address in given)
    assert set(Contact.objects.values_list("given_on", flat=True)) == {timezone.now().date()}


@pytest.mark.django_db
def test_addresses_of_more_than_one_statement_are_laid_out_anew(monkeypatch):
    monkeypatch.setattr(contacts, "DELETED_AT_ONCE", 2)
    given = [f"person{number}@example.org" for number in range(5)]
    leave(make_survey(), *given)
    before = set(Contact.objects.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as asked:
        contacts.shuffle()

    assert sum("DELETE" in query["sql"] for query in asked) == 3
    assert addresses() == given
    assert before.isdisjoint(Contact.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_address_deleted_while_all_are_laid_out_anew_is_gone():
    survey = make_survey(contact=PURPOSE)
    leave(survey, "ann@example.org", "bob@example.org")
    laid_out, go_on = threading.Event(), threading.Event()
    n_deleted = []

    def lay_out():
        try:
            with transaction.atomic():
                contacts.shuffle()
                laid_out.set()
                go_on.wait(10)
        finally:
            connection.close()

    def delete():
        try:
            n_deleted.append(contacts.forget_address(survey, "ann@example.org"))
        finally:
            connection.close()

    first, second = threading.Thread(target=lay_out), threading.Thread(target=delete)
    first.start()
    assert laid_out.wait(10)
    second.start()
    second.join(0.5)
    is_waiting = second.is_alive()
    go_on.set()
    for thread in (first, second):
        thread.join(30)

    assert is_waiting
    assert n_deleted == [1]
    assert addresses() == ["bob@example.org"]


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", ["command", "page, one", "page, all"])
def test_erased_address_is_nowhere_in_the_database(client, by):
    survey = make_survey(contact=PURPOSE)
    make_response(survey)
    client.post(done_url(client, survey), AGREED)
    rita(client)
    before = everything_stored()

    if by == "command":
        call_command("erase_contacts", "pilot")
    elif by == "page, one":
        client.post(url("survey_contacts"), {"address": ADDRESS})
    else:
        client.post(url("survey_contacts"), {"action": "delete_all", "sure": "yes"})

    assert before.count(b"Ann.Canary") >= 1
    assert everything_stored().count(b"Ann.Canary") == 0
