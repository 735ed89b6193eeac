"""What the tests against the shipped server share: more surveys on the site, a person's copies."""

import re
from dataclasses import replace

from tools.respondent import Respondent

CHECKED = re.compile(r'<input type="radio"[^>]*\bname="(\w+)"[^>]*\bvalue="(\w+)"[^>]*\schecked')
# Surveys of one page: their items are made of the first of the demo survey's.
ONE_PAGE = """
from surveys.models import Survey, SurveyItem
for slug, n_items in {sizes}.items():
    survey = Survey.objects.get(slug="demo")
    revision = survey.revisions.get()
    item = revision.items.filter(page="emotional_jobs").first()
    survey.pk, survey.slug = None, slug
    survey.save(force_insert=True)
    revision.pk, revision.survey = None, survey
    revision.save(force_insert=True)
    item.revision, items = revision, []
    for position in range(1, n_items + 1):
        fields = {{field.attname: getattr(item, field.attname) for field in item._meta.fields}}
        fields |= {{"id": None, "code": f"EMO{{position:03d}}", "position": position}}
        items.append(SurveyItem(**fields))
    SurveyItem.objects.bulk_create(items)
"""
PAGE = "emotional_jobs"
ROWS = """
SELECT r.token_hash, i.code || '_' || a.question, a.state, a.value, a.version
FROM surveys_answer a
JOIN surveys_response r ON r.id = a.response_id
JOIN surveys_surveyitem i ON i.id = a.item_id
"""


def offer_pages(place, **sizes):
    """Open surveys of one page, PAGE, by address and number of items: EMO001 and so on."""
    place.run(ONE_PAGE.format(sizes=sizes))


def begun(place, survey):
    """Somebody who has the page of such a survey before them."""
    person = Respondent(place.port, survey=survey, pages=(PAGE,))
    person.begin()
    return person


def another_tab(person, **changes):
    """The same person once more, with a connection of its own and nothing loaded yet."""
    return replace(person, connection=None, seen={}, values={}, counter=1, **changes)


def cells_at(place, person):
    """What the database holds for the person: value or state by field name, past the application.

    A cell that was cleared or never touched is left out.
    """
    return {
        name: str(value) if state == "answered" else state
        for name, state, value, _version in rows_of(place, person)
        if state != "cleared"
    }


def versions_at(place, person):
    """How often each cell of the person was written, by field name."""
    return {name: version for name, _state, _value, version in rows_of(place, person)}


def rows_of(place, person):
    """The person's cells past the application: field name, state, value, version."""
    rows = place.query(ROWS)
    return [row for token_hash, *row in rows if token_hash == person.token_hash]


def ticked(reply):
    """The values that a page shows ticked, by field name."""
    return dict(CHECKED.findall(reply.body))
