"""A survey whose own texts are translated, as respondents read it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import questions
from surveys.models import Response, Survey, SurveyRevision, Translation
from tests.surveys.browsing import Tab
from tests.surveys.builders import make_survey, make_user
from tests.surveys.offers import make_draft, make_offer
from tests.surveys.responding.test_languages import START, Page, begin, respondent_pages
from tests.surveys.translations import ARABIC, ITEMS, OWN, write

pytestmark = pytest.mark.django_db
# Words of the survey in its own language, as whole texts.
ENGLISH = {"Pilot", "Budget", "None", "Ample", "settle it", "settle more", "Plan it", "Feel sure"}
ENGLISH |= {"Desired", "Spend less", "Do you buy?", "Bye.", "We keep your answers."}
ENGLISH |= {"When upgrading a solution…", "Meh", "Wow", "Easy", "Fair", "Hard"}
# The catalog's attribution, and the name of the language one can change to.
NEVER_TRANSLATED = {"The Customer Journey 2.0 Toolkit", "CC BY-NC-SA 4.0", "English"}
WALK = ("situations", "S01", "emotional_jobs", "purchase-decision", "financial_metrics", "review")


@pytest.fixture
def survey():
    return make_survey(items=ITEMS, built_in=True, **OWN)


def walk_pages(client, token):
    """Each page of the whole walk, from the start page to the receipt."""
    yield client.get(f"{START}?lang=ar")
    client.post(f"/responses/{token}/purchase-decision/", {"decision_maker": "1"})
    for name in WALK:
        yield client.get(f"/responses/{token}/{name}/")
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    yield client.get(f"/responses/{token}/done/")
    yield client.get(reverse("surveys:response_receipt", args=[token]))


def words(reply, language):
    return set(Page(reply).words.get(language, []))


@pytest.mark.unmeasured
def test_survey_is_read_from_start_to_receipt_in_arabic(client, survey):
    write(survey, ARABIC)
    token = begin(client, "ar")

    pages = list(walk_pages(client, token))

    assert [page.status_code for page in pages] == [200] * 9
    assert {Page(page).html["dir"] for page in pages} == {"rtl"}
    assert set().union(*(words(page, "en") for page in pages)) == NEVER_TRANSLATED
    read = set().union(*(words(page, "ar") for page in pages))
    said = [text for key, text in ARABIC.items() if key not in {"welcome", "stem"}]
    assert {text for text in said if not any(text in found for found in read)} == set()
    assert {"أهلا بكم.", "مع الشكر.", f"{ARABIC['stem']}…"} <= read


def test_text_without_translation_is_shown_as_written_and_marked(client, survey):
    write(survey, {key: text for key, text in ARABIC.items() if key[:3] in {"tit", "SIT", "EMO"}})
    token = begin(client, "ar")
    Translation.objects.filter(key="SIT01.high_anchor").delete()

    start, situations, step, emotions, gate, costs, review, done, receipt = walk_pages(
        client, token
    )

    assert {"Welcome, all.", "We keep your answers."} <= words(start, "en")
    assert ARABIC["title"] in words(start, "ar")
    assert words(situations, "en") & ENGLISH == {"Ample"}
    assert {ARABIC["SIT01.text"], ARABIC["SIT01.low_anchor"]} <= words(situations, "ar")
    assert words(step, "en") & ENGLISH >= {"Plan it", "settle it", "settle more", "Meh", "Wow"}
    assert words(emotions, "en") & ENGLISH == {
        "When upgrading a solution…", "Meh", "Wow", "Easy", "Fair", "Hard",
    }  # fmt: skip
    assert "Do you buy?" in words(gate, "en")
    assert "Spend less" in words(costs, "en")
    assert words(review, "en") & ENGLISH == {"Plan it", "settle it", "settle more", "Spend less"}
    assert "Bye." in words(done, "en")
    assert words(receipt, "en") >= {"Ample", "Plan it", "settle it", "We keep your answers."}
    assert words(receipt, "ar") >= {ARABIC["EMO01.text"], ARABIC["SIT01.low_anchor"]}
    for page in (start, situations, step, emotions, gate, costs, review, done, receipt):
        assert words(page, "ar") & ENGLISH == set()


@pytest.mark.parametrize("address", [f"{START}?lang=ar", "/responses/{token}/emotional_jobs/"])
@pytest.mark.parametrize("status", ["paused", "closed"])
def test_title_of_a_survey_that_takes_no_answers_is_translated(client, survey, status, address):
    write(survey, ARABIC)
    token = begin(client, "ar")
    closed_at = "2026-03-02T09:00Z" if status == "closed" else None
    Survey.objects.update(status=status, closed_at=closed_at)

    page = client.get(address.format(token=token))

    assert ARABIC["title"] in words(page, "ar")
    assert words(page, "en") & ENGLISH == set()


def test_preview_shows_a_draft_in_the_language_asked_for(client):
    rita = make_user("rita")
    client.force_login(rita)
    survey = make_draft(make_offer(), rita, "EMO01", "SIT01", title="Pilot", welcome="Welcome.")
    write(survey, {"title": "تجربة", "welcome": "أهلا.", "EMO01.text": "الثقة"})
    address = "/surveys/pilot/preview/?revision=1&lang=ar&page="

    welcome, grid = (client.get(address + page) for page in ("welcome", "emotional_jobs"))
    onward = client.post(f"{address}welcome", {"action": "next"})

    assert [Page(page).html["dir"] for page in (welcome, grid)] == ["rtl", "rtl"]
    assert {"تجربة", "أهلا."} <= words(welcome, "ar")
    assert "الثقة" in words(grid, "ar")
    assert {"Undesired Emotions:", "Nothing you choose here is stored."} <= words(grid, "en")
    assert onward.headers["Location"] == f"{address}situations"
    assert Page(client.get("/surveys/pilot/preview/")).html["lang"] == "en"


def test_translation_of_another_text_is_not_shown(client, survey):
    write(survey, ARABIC)
    SurveyRevision.objects.update(consent="We sell your answers.")

    start = client.get(f"{START}?lang=ar")

    assert "We sell your answers." in words(start, "en")
    assert ARABIC["consent"] not in words(start, "ar")


def test_other_languages_are_not_touched(client, survey):
    write(survey, ARABIC)

    english, german = (client.get(f"{START}?lang={code}") for code in ("en", "de"))

    assert "dir=" not in re.sub(r"<nav.*?</nav>", "", english.content.decode(), flags=re.DOTALL)
    assert {"Pilot", "We keep your answers."} <= words(english, "en") & words(german, "en")


def test_default_welcome_is_translated_beside_a_translated_stem(client):
    welcome = questions.default_welcome("When upgrading a solution")
    make_survey(items=["EMO01"], built_in=True, welcome=welcome, consent="x")
    write(Survey.objects.get(), {"stem": "Beim Umstieg"}, "de")

    start = client.get(f"{START}?lang=de")

    assert any(found.startswith("Vielen Dank, dass ") for found in words(start, "de"))
    assert not any(found.startswith("Thank you") for found in words(start, "en"))


def test_card_that_a_save_returns_is_in_the_same_language(client, survey):
    write(survey, ARABIC)
    token = begin(client, "ar")
    older = Tab(client, token, page="emotional_jobs")
    newer = Tab(client, token, page="emotional_jobs")
    newer.choose("EMO01_importance", "3")

    conflict = older.choose("EMO01_importance", "1").content.decode()
    cleared = newer.clear("EMO01_importance").content.decode()

    for card in (conflict, cleared):
        assert ARABIC["EMO01.text"] in card
        assert ARABIC["importance.1"] in card
        assert "Feel sure" not in card
        assert 'lang="en"' not in card


def test_anchors_of_a_returned_card_are_translated(client, survey):
    write(survey, ARABIC)
    token = begin(client, "ar")
    tab = Tab(client, token, page="situations")
    tab.choose("SIT01_level", "3")

    card = tab.clear("SIT01_level").content.decode()

    assert re.findall(r"<bdi>([^<]+)</bdi>", card) == ["لا شيء", "وافرة"]


def test_texts_of_people_are_escaped(client, survey):
    write(survey, dict.fromkeys(ARABIC, "<b>&\"'</b>"))
    token = begin(client, "ar")

    for page in walk_pages(client, token):
        assert "<b>" not in page.content.decode()
        assert "&lt;b&gt;&amp;" in page.content.decode()


def test_nothing_is_written_back_from_a_translated_page(client, survey):
    write(survey, ARABIC)
    token = begin(client, "ar")
    before = (list(Survey.objects.values()), list(SurveyRevision.objects.values()))

    pages = list(respondent_pages(client, token))

    assert len(pages) > 15
    after = (list(Survey.objects.values("title")), list(SurveyRevision.objects.values()))
    assert after == ([{"title": before[0][0]["title"]}], before[1])


def test_exports_keep_the_surveys_own_language(client, survey):
    client.force_login(survey.owner)
    token = begin(client, "ar")
    Tab(client, token, page="situations").choose("SIT01_level", "3")
    names = ("codebook.csv", "answers.csv", "responses.csv?values=labels", "results.csv")

    before = [client.get(f"/surveys/pilot/{name}").getvalue() for name in names]
    write(survey, ARABIC)
    headers = {"Accept-Language": "ar"}
    after = [client.get(f"/surveys/pilot/{name}", headers=headers).getvalue() for name in names]

    assert after == before
    assert b"Budget" in before[0]


# Queries: one more where the revision has translations to the page's language, else none.


def count(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.unmeasured
@pytest.mark.parametrize("n_items", [1, 3])
@pytest.mark.parametrize(
    ("language", "n_more"), [("en", 0), ("de", 1), ("ar", 1)], ids=["own", "built in", "arabic"]
)
def test_page_takes_one_query_more_where_it_is_translated(client, language, n_items, n_more):
    survey = make_survey(items=[f"EMO0{number}" for number in range(1, n_items + 1)])
    write(survey, {"title": "تجربة", "EMO01.text": "الثقة"})
    own, other = begin(client, "en"), begin(client, language)
    pages = ("emotional_jobs/", "review/", "receipt/")

    plain = [count(client, f"/responses/{own}/{page}") for page in pages]
    translated = [count(client, f"/responses/{other}/{page}") for page in pages]

    assert [more - few for more, few in zip(translated, plain, strict=True)] == [n_more] * 3


@pytest.mark.parametrize("language", ["en", "ar"])
def test_save_that_returns_a_mark_takes_no_query_for_translations(client, survey, language):
    write(survey, ARABIC)
    tab = Tab(client, begin(client, language), page="emotional_jobs")

    with CaptureQueriesContext(connection) as queries:
        tab.choose("EMO01_importance", "3")

    assert not [query["sql"] for query in queries if "surveys_translation" in query["sql"]]
    assert Response.objects.get().answers.count() == 1
