"""Every page that a respondent may see, and the way there: a list to add new pages to.

`furnish` makes the surveys and responses that the addresses name. What a person does at an address
until the page shows is a function of the page and of the place's token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import override_settings
from django.utils import timezone

from surveys import links, questions
from surveys.models import Response, Survey
from surveys.responding import answering
from tests.surveys.builders import answer, make_response, make_survey

LONG = "Avoid feeling overwhelmed " * 12
ITEMS = [
    *("CTX01", "CTX02", "SIT01"),
    {"code": "S01M01", "heading": "Plan the upgrade"},
    {"code": "IDEAL01", "text": LONG},
    {"code": "EMO01", "heading": "Desired Emotions"},
    {"code": "EMO02", "heading": "Undesired Emotions", "text": LONG},
    "FIN01",
]
GERMAN = ("überhaupt nicht", "wenig", "einigermaßen", "sehr", "außerordentlich")
ARABIC = ("غير صعب على الإطلاق", "صعب قليلا", "صعب إلى حد ما", "صعب جدا", "في غاية الصعوبة")
TEXTS: dict[str, Any] = {
    "gate": "Do you decide what is bought?",
    "thanks": questions.THANKS,
    "consent": questions.CONSENT,
    "contact": "We send you what came out.",
    "allow_changes": True,
}
ANSWERS = {
    "CTX01_chosen": 2,
    "CTX02_chosen": 1,
    "SIT01_level": 4,
    **{
        f"{code}_{question}": content
        for code in ("S01M01", "IDEAL01", "EMO01", "EMO02", "FIN01")
        for question, content in (("importance", 3), ("difficulty", questions.NOT_APPLICABLE))
    },
}


@dataclass(frozen=True)
class Place:
    """A page: its name in reports, its address, and what is done there until it shows.

    `{token}` in the address stands for a response of `survey`, made for this place and this way of
    looking; `answers` and `status` are the response's. `needs_script` places do not show without.
    """

    name: str
    address: str
    act: Callable[[Any, str], None] | None = None
    survey: str = "pilot"
    status: str = Response.Status.IN_PROGRESS
    answers: tuple[tuple[str, Any], ...] = ()
    needs_script: bool = False


def furnish() -> None:
    """The surveys that the places are of, one for each stage."""
    long_scales = {
        questions.IMPORTANCE: [f"{degree} verbesserungsbedürftig" for degree in GERMAN],
        questions.DIFFICULTY: [f"{degree} بالنسبة إلى معظم المستخدمين" for degree in ARABIC],
    }
    parts = [{"code": f"SOC0{n}", "page": f"social_jobs-{n}"} for n in (1, 2)]
    soon = timezone.now() + timedelta(days=3)
    make_survey(items=ITEMS, **TEXTS)
    make_survey(items=["EMO01"], slug="five", scales=questions.SCALE_PRESETS["5"])
    make_survey(items=["EMO01", *parts], slug="long", title=LONG[:200], scales=long_scales)
    make_survey(items=ITEMS, slug="stopped", **TEXTS)
    make_survey(slug="draft", status=Survey.Status.DRAFT)
    make_survey(slug="closed", status=Survey.Status.CLOSED)
    make_survey(slug="paused", status=Survey.Status.PAUSED)
    make_survey(slug="scheduled")
    Survey.objects.filter(slug="scheduled").update(opens_at=soon)


def make_token(place: Place, language: str, mark: str) -> str:
    """A response for one visit of the place; returns its token."""
    token = f"{place.name}-{language}-{mark}".replace(" ", "-").replace(",", "")
    make_response(
        Survey.objects.get(slug=place.survey),
        status=place.status,
        answers=dict(place.answers),
        token_hash=links.token_hash(token),
        language=language,
        decision_maker=True if place.answers else None,
        parameters={"panel": "north" * 30} if place.status == Response.Status.SUBMITTED else {},
    )
    return token


def _press(*selectors: str) -> Callable[[Any, str], None]:
    def act(page: Any, token: str) -> None:
        del token
        for selector in selectors:
            page.locator(selector).click()

    return act


def _type_unknown_code(page: Any, token: str) -> None:
    page.locator("#code").fill(token[:20])
    page.locator("#action-find").click()
    page.locator("#code-error").wait_for()


def _leave_address(page: Any, token: str) -> None:
    del token
    page.locator("#address").fill("rita@example.org")
    page.locator("#agreed").check()
    page.locator("#action-contact").click()
    page.wait_for_url("**/done/?address=kept**")


def _tap(page: Any, token: str) -> None:
    del token
    page.locator("label[for=EMO01_importance_1]").click()
    page.locator("#EMO01_importance.is-saved").wait_for()


def _tap_in_vain(page: Any, token: str) -> None:
    del token
    page.route("**/save/", lambda route: route.abort())
    page.locator("label[for=EMO01_importance_1]").click()
    page.locator("#EMO01_importance.is-unsaved").wait_for()


def _answer_elsewhere(token: str) -> None:
    response = answering.response_of_token(token)
    assert response is not None
    for code in ("EMO01", "EMO02"):
        answer(response, f"{code}_importance", 3)


def _tap_after_another_window(page: Any, token: str) -> None:
    _answer_elsewhere(token)
    page.locator("label[for=EMO01_importance_1]").click()
    page.locator("#EMO01_importance_message").wait_for()


def _send_after_another_window(page: Any, token: str) -> None:
    _answer_elsewhere(token)
    page.route("**/save/", lambda route: route.abort())
    for code in ("EMO01", "EMO02"):
        page.locator(f"label[for={code}_importance_1]").click()
    page.locator("#action-next").click()
    page.locator("#problem").wait_for()


def _send_without_cookies(page: Any, token: str) -> None:
    del token
    page.context.clear_cookies()
    page.locator("#action-withdraw").click()
    page.locator("form").wait_for(state="detached")


def _withdraw(page: Any, token: str) -> None:
    del token
    page.locator("#action-withdraw").click()
    page.wait_for_url("**/withdrawn/**")


def _wait_in_line(page: Any, token: str) -> None:
    """Where one may start a minute, the second waits; of three, two are within a minute."""
    del token
    address = page.url
    with override_settings(STARTS_PER_MINUTE=1):
        for _nth in range(3):
            page.goto(address)
            page.locator("#consent").check()
            page.locator("#action-next").click()
            page.locator("#waiting, #answers").wait_for()
            if page.locator("#waiting").count():
                return
    raise AssertionError("nobody had to wait")


def _send_in_a_pause(page: Any, token: str) -> None:
    del token
    Survey.objects.filter(slug="stopped").update(status=Survey.Status.PAUSED)
    page.locator("label[for=SIT01_level_2]").click()
    page.locator("#action-next").click()
    page.locator("#action-again").wait_for()
    Survey.objects.filter(slug="stopped").update(status=Survey.Status.OPEN)


SENT = Response.Status.SUBMITTED
ALL = tuple(ANSWERS.items())
START = "/respond/{survey}/?lang={language}"
PAGE = "/responses/{token}/"
PLACES = (
    Place("start", START),
    Place("start, long", START, survey="long"),
    Place("start refused", START, _press("#action-next")),
    Place("declined", START, _press("#action-decline")),
    Place("waiting", START, _wait_in_line, survey="five"),
    *(Place(f"{stage} survey", START, survey=stage) for stage in ("draft", "scheduled")),
    *(Place(f"{stage} survey", START, survey=stage) for stage in ("paused", "closed")),
    Place("page while closed", f"{PAGE}emotional_jobs/", survey="closed"),
    Place("sent in a pause", f"{PAGE}situations/", _send_in_a_pause, survey="stopped"),
    Place("ticks", f"{PAGE}contexts/"),
    Place("ticks, answered", f"{PAGE}contexts/", answers=ALL),
    Place("levels", f"{PAGE}situations/"),
    Place("levels, answered", f"{PAGE}situations/", answers=ALL),
    Place("metrics", f"{PAGE}S01/"),
    Place("ideal states", f"{PAGE}ideal_states/", answers=ALL),
    Place("two headings", f"{PAGE}emotional_jobs/"),
    Place("two headings, answered", f"{PAGE}emotional_jobs/", answers=ALL),
    Place("five points", f"{PAGE}emotional_jobs/", survey="five"),
    Place("long labels", f"{PAGE}emotional_jobs/", survey="long"),
    Place("part of a section", f"{PAGE}social_jobs-2/", survey="long"),
    Place("costs", f"{PAGE}financial_metrics/", answers=ALL),
    Place("saved", f"{PAGE}emotional_jobs/", _tap, needs_script=True),
    Place("unsaved", f"{PAGE}emotional_jobs/", _tap_in_vain, needs_script=True),
    Place("overruled", f"{PAGE}emotional_jobs/", _tap_after_another_window, needs_script=True),
    Place("errors", f"{PAGE}emotional_jobs/", _send_after_another_window),
    Place("gate", f"{PAGE}purchase-decision/"),
    Place("gate, answered", f"{PAGE}purchase-decision/", answers=ALL),
    Place("review with gaps", f"{PAGE}review/", _press("summary >> nth=0")),
    Place("review complete", f"{PAGE}review/", answers=ALL),
    Place("done", f"{PAGE}done/", status=SENT, answers=ALL),
    Place("done, no contact", f"{PAGE}done/", status=SENT, survey="five"),
    Place("address refused", f"{PAGE}done/", _press("#action-contact"), status=SENT),
    Place("address kept", f"{PAGE}done/", _leave_address, status=SENT),
    Place("receipt", f"{PAGE}receipt/", status=SENT, answers=ALL),
    Place("receipt, nothing answered", f"{PAGE}receipt/"),
    Place("receipt of a closed survey", f"{PAGE}receipt/", status=SENT, survey="closed"),
    Place("find", "/receipt/?lang={language}"),
    Place("find, unknown", "/receipt/?lang={language}", _type_unknown_code),
    Place("withdraw", f"{PAGE}withdraw/", status=SENT),
    Place("withdraw, unsent", f"{PAGE}withdraw/"),
    Place("withdrawn", f"{PAGE}withdraw/", _withdraw, status=SENT),
    Place("try again", f"{PAGE}withdraw/", _send_without_cookies, status=SENT),
    Place("no such code", "/responses/none/receipt/"),
)


def visit(page: Any, base: str, place: Place, language: str, mark: str) -> None:
    """Go to the place as somebody of that language; `mark` sets visits apart."""
    token = make_token(place, language, mark) if "{token}" in place.address else ""
    page.unroute_all()
    page.goto(
        base + place.address.format(token=token, survey=place.survey, language=language),
        wait_until="load",
    )
    if place.act:
        place.act(page, token)
