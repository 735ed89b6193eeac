"""A release that rewords every default changes nothing of what an open survey's people read."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils.translation import trans_real

from journeys.models import Journey
from surveys import questions
from surveys.analysing.pooling import pooled_answers
from surveys.designing import drafts, lifecycle, revisions
from surveys.models import SurveyRevision, Translation
from surveys.translating import keep_built_in
from tests.surveys.browsing import Tab
from tests.surveys.offers import ALL_CODES, make_offer, make_researcher

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    *("contexts", "situations", "S01", "S02", "ideal_states", "emotional_jobs", "social_jobs"),
    *("related_jobs", "purchase-decision", "financial_metrics", "review"),
]
# Chance and secrets, which differ from page load to page load.
CHANCE = re.compile(
    r'(name="(?:csrfmiddlewaretoken|page_load|ticket)" value="|"X-CSRFToken": ")[^"]+|[?]lang=\w+'
)


def opened_survey(**changes):
    """A survey with every kind of item and every default, open."""
    journey = Journey.objects.first() or make_offer()
    content = replace(drafts.default_content(journey), codes=tuple(sorted(ALL_CODES)), **changes)
    owner = make_researcher() if not SurveyRevision.objects.exists() else None
    owner = owner or SurveyRevision.objects.first().survey.owner
    survey = drafts.create_survey(journey=journey, owner=owner, content=content)
    lifecycle.open_survey(survey)
    return survey


def begun(client, survey, language):
    """The address of the pages of somebody who has just begun in this language."""
    start = f"/respond/{survey.slug}/?lang={language}"
    sent = client.post(start, {"consent": "yes", "action": "next"})
    token = sent.headers["Location"].split("/")[2]
    client.post(f"/responses/{token}/purchase-decision/", {"decision_maker": "1"})
    return f"/responses/{token}/"


def read(client, survey, begun_at):
    """All that people read, by language and page, with chance and secrets masked."""
    found = {}
    for language, pages in begun_at.items():
        addresses = [f"/respond/{survey.slug}/?lang={language}", *(pages + p + "/" for p in PAGES)]
        for address in addresses:
            reply = client.get(address)
            assert reply.status_code == 200
            found[language, address] = CHANCE.sub(r"\1", reply.content.decode())
    return found


@pytest.fixture
def release(monkeypatch):
    """Call it, and every default reads otherwise, in every language."""

    def reword():
        old = {*questions.default_words().values(), questions.CONSENT, questions.THANKS}
        old |= {questions.GATE, questions.WELCOME_WITHOUT_JOB, *questions.COMMON_WORDS.values()}
        old |= {
            label
            for scales in questions.SCALE_PRESETS.values()
            for labels in scales.values()
            for label in labels
        }
        for language in LANGUAGES:
            for catalog in trans_real.translation(language)._catalog._catalogs:
                for text in old & {*catalog}:
                    monkeypatch.setitem(catalog, text, "reworded in translation")
        kinds = tuple(
            replace(
                kind,
                label="Reworded kind",
                stem=kind.stem and "Reworded stem",
                asks=tuple(replace(one, label="Reworded", lead="Reworded") for one in kind.asks),
            )
            for kind in questions.KINDS
        )
        monkeypatch.setattr(questions, "KINDS", kinds)
        monkeypatch.setattr(questions, "KIND", {kind.value: kind for kind in kinds})
        for name in ("CONSENT", "THANKS", "GATE", "WELCOME", "WELCOME_WITHOUT_JOB"):
            monkeypatch.setattr(questions, name, "reworded text")
        common = dict.fromkeys(questions.COMMON_WORDS, "reworded word")
        monkeypatch.setattr(questions, "COMMON_WORDS", common)
        presets = {
            points: {code: [f"reworded {n}" for n, _ in enumerate(ls)] for code, ls in one.items()}
            for points, one in questions.SCALE_PRESETS.items()
        }
        monkeypatch.setattr(questions, "SCALE_PRESETS", presets)

    return reword


@pytest.mark.unmeasured
def test_release_that_rewords_every_default_leaves_an_open_survey_as_it_was(client, release):
    survey = opened_survey()
    begun_at = {language: begun(client, survey, language) for language in LANGUAGES}
    before = read(client, survey, begun_at)
    assert len(before) == len(LANGUAGES) * (len(PAGES) + 1)

    release()

    assert read(client, survey, begun_at) == before
    other = begun(client, opened_survey(slug="next"), "de")
    page = client.get(f"{other}emotional_jobs/").content.decode()
    assert "reworded 0" in page
    assert "Reworded" in page


def test_words_of_the_page_are_in_its_language_once_it_is_open(client):
    page = begun(client, opened_survey(), "de")

    emotional = client.get(f"{page}emotional_jobs/").content.decode()
    situations = client.get(f"{page}situations/").content.decode()

    for words in ("Wie wichtig ist es, dass", "Nicht wichtig", "Trifft nicht zu"):
        assert words in emotional
    assert "das letzte Mal" in situations


def test_card_that_a_clearing_returns_is_in_the_page_s_language(client):
    page = begun(client, opened_survey(), "de")
    tab = Tab(client, page.split("/")[2], page="emotional_jobs")
    tab.choose("EMO01_importance", "2")

    card = tab.clear("EMO01_importance").content.decode()

    assert "Nicht wichtig" in card
    assert "Trifft nicht zu" in card
    assert 'bdi lang="en"' not in card.partition("Feel EMO01")[0]


def test_next_revision_shows_what_a_release_reworded_and_takes_it(client, release):
    survey = opened_survey()
    release()
    revisions.begin_next_revision(survey)
    draft = drafts.draft_of(survey)

    changes = revisions.revision_changes(survey, draft)

    assert any(change.after.startswith("Reworded kind · ") for change in changes.texts)
    assert not changes.is_empty
    assert revisions.open_next_revision(survey, seen=changes.fingerprint)
    newest = survey.revisions.latest("number")
    assert newest.words["emotional_jobs.title"] == "Reworded kind"


def test_translation_that_somebody_wrote_is_not_replaced_by_the_programs(client):
    survey = opened_survey()
    revision = survey.revisions.get()
    row = Translation.objects.filter(revision=revision, language="de", key="importance.1")
    assert row.get().text == "Nicht wichtig"
    row.update(text="Egal")

    keep_built_in(revision, revision.items.all())

    assert row.get().text == "Egal"


@pytest.mark.parametrize("kind", ["emotional_jobs", "situations", "contexts"])
def test_label_reworded_by_a_release_makes_a_row_of_its_own(client, release, kind):
    survey = opened_survey()
    release()
    revisions.begin_next_revision(survey)
    changes = revisions.revision_changes(survey, drafts.draft_of(survey))
    revisions.open_next_revision(survey, seen=changes.fingerprint)

    pooled = pooled_answers(list(survey.revisions.order_by("number")))

    assert {one.is_reworded for one in pooled.items if one.item.kind == kind} == {True}
