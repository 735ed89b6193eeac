"""The researcher's pages of translations: languages, one language, its file there and back."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.models import Survey, SurveyRevision, Translation
from tests.markup import markup
from tests.surveys.builders import make_response, make_survey, make_user
from tests.surveys.offers import make_draft, make_offer
from tests.surveys.pages import text_of, url
from tests.surveys.translations import ARABIC, ITEMS, OWN, rows, write

pytestmark = pytest.mark.django_db
LIST = "/surveys/pilot/translations/"
PAGE = f"{LIST}ar/"
FILE = f"{LIST}ar.csv"


@pytest.fixture
def rita(client):
    rita = make_user("rita")
    client.force_login(rita)
    return rita


@pytest.fixture
def survey(rita):
    return make_survey(rita, items=ITEMS, **OWN)


class Form:
    """The page of a language as somebody has it open."""

    def __init__(self, client, address=PAGE, reply=None):
        self.client = client
        self.address = address
        self.reply = reply or client.get(address)
        html = self.reply.content.decode()
        self.seen = re.search(r'name="seen" value="([^"]*)"', html)[1]
        fields = re.findall(
            r'<textarea[^>]*name="text-([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.DOTALL
        )
        self.texts = {key: text.replace("&#x27;", "'") for key, text in fields}

    def save(self, **changes):
        """Send the whole form with some texts typed anew; keys with `_` for the dot."""
        texts = self.texts | {key.replace("_", ".", 1): text for key, text in changes.items()}
        data = {f"text-{key}": text for key, text in texts.items()}
        data |= {"seen": self.seen, "action": "save"}
        self.reply = self.client.post(self.address, data)
        return self.reply

    def upload(self, *lines, data=None):
        """Send a file of `lines`: key, source, translation."""
        out = io.StringIO(newline="")
        csv.writer(out).writerows([("key", "source", "translation"), *lines])
        file = SimpleUploadedFile("ar.csv", out.getvalue().encode() if data is None else data)
        self.reply = self.client.post(self.address, {"action": "upload", "file": file})
        return self.reply


def tag_of(reply, key):
    """The opening tag of a text's field."""
    found = re.search(rf'<textarea[^>]*name="text-{re.escape(key)}"[^>]*>', reply.content.decode())
    return found[0]


# The languages


def test_list_says_how_much_of_each_language_is_done(client, survey):
    write(survey, {"title": "تجربة", "stem": "عند"})

    reply = client.get(LIST)

    found = re.findall(r'id="done-(\w+)">([^<]+)<', markup(reply.content))
    assert found == [
        (code, f"{n} of 21 texts") for code, n in [("de", 0), ("es", 0), ("fr", 0), ("ar", 2)]
    ]
    links = re.findall(r'href="(/surveys/pilot/translations/\w+/[^"]*)"', reply.content.decode())
    assert links == [f"{LIST}{code}/?revision=1" for code in ("de", "es", "fr", "ar")]
    assert "http://testserver/respond/pilot/?lang=ar" in text_of(reply)


def test_survey_page_leads_to_its_translations(client, survey):
    assert f'href="{LIST}"' in client.get(url("survey_detail")).content.decode()


@pytest.mark.parametrize("address", [LIST, PAGE, FILE])
def test_pages_of_other_peoples_surveys_are_not_found(client, survey, address):
    client.force_login(make_user("otto"))

    reply = client.get(address)

    assert (reply.status_code, "Pilot" in reply.content.decode()) == (404, False)


@pytest.mark.parametrize("code", ["en", "nl", "xx", "AR"])
def test_languages_that_are_not_offered_are_not_found(client, survey, code):
    reply = client.post(f"{LIST}{code}/", {"text-title": "x", "seen": "", "action": "save"})

    assert (reply.status_code, client.get(f"{LIST}{code}.csv").status_code) == (404, 404)
    assert not Translation.objects.exists()


@pytest.mark.parametrize("address", [LIST, PAGE, FILE])
def test_revisions_that_are_not_there_are_not_found(client, survey, address):
    assert client.get(f"{address}?revision=7").status_code == 404


# One language


def test_page_shows_each_text_beside_its_field(client, survey):
    write(survey, {"title": "تجربة"})

    form = Form(client)

    assert form.texts == dict.fromkeys(ARABIC, "") | {"title": "تجربة"}
    html = form.reply.content.decode()
    sources = re.findall(r'class="pair-text" id="text-([\w-]+)_source">([^<]+)', html)
    assert sources[5:7] == [("importance-3", "Wow"), ("difficulty-1", "Easy")]
    tag = tag_of(form.reply, "consent")
    assert re.findall(r'(lang|dir|maxlength)="(\w+)"', tag) == [
        ("lang", "ar"), ("dir", "rtl"), ("maxlength", "4000"),
    ]  # fmt: skip
    assert 'dir="ltr"' in tag_of(client.get(f"{LIST}de/"), "consent")
    assert "1 of 21 texts" in text_of(form.reply)
    preview = "/surveys/pilot/preview/?revision=1&amp;lang=ar"
    assert f'<a href="{preview}">Preview</a>' in html


def test_missing_texts_lead_to_the_next_one_missing(client, survey):
    missing = {"consent", "importance.3", "difficulty.1", "thanks"}
    write(survey, {key: text for key, text in ARABIC.items() if key not in missing})

    html = client.get(PAGE).content.decode()

    assert re.findall(r'<a href="#(text-[^"]+)">(\w+) missing</a>', html) == [
        ("text-importance-3", "Next"),
        ("text-thanks", "Next"),
        ("text-consent", "First"),
    ]
    assert html.count("Not translated") == 4


def test_saved_texts_are_stored_and_counted(client, survey):
    write(survey, {"title": "تجربة", "stem": "عند"})

    reply = Form(client).save(
        title="اختبار", stem="  ", SIT01_text="ميزانية\r\nكبيرة", welcome="أ\r\nب "
    )

    assert reply.headers["Location"] == f"{PAGE}?revision=1"
    assert rows() == {"title": "اختبار", "SIT01.text": "ميزانية\nكبيرة", "welcome": "أ\nب"}
    assert "Saved: 2 new, 1 changed, 1 removed." in text_of(client.get(PAGE))


def test_form_with_a_text_too_long_comes_back_as_it_was_filled_in(client, survey):
    reply = Form(client).save(title="x" * 201, stem="عند")

    assert reply.status_code == 422
    assert "First page, Title: It has 201 characters; 200 are the most." in text_of(reply)
    assert 'aria-invalid="true"' in tag_of(reply, "title")
    again = Form(client, reply=reply)
    assert (again.texts["title"], again.texts["stem"]) == ("x" * 201, "عند")
    assert not Translation.objects.exists()
    again.save(title="تجربة")
    assert rows() == {"title": "تجربة", "stem": "عند"}


def test_second_editor_of_a_text_is_told_and_may_replace_it(client, survey):
    write(survey, {"stem": "عند"})
    first, second = Form(client), Form(client)
    first.save(title="اختبار", stem="حين")

    reply = second.save(title="تجربة")

    assert reply.status_code == 409
    assert "Changed by somebody else" in text_of(reply)
    assert "Stored: اختبار" in text_of(reply)
    assert rows() == {"title": "اختبار", "stem": "حين"}
    Form(client, reply=reply).save()
    assert rows() == {"title": "تجربة", "stem": "حين"}


def test_text_that_has_gone_from_the_draft_is_named(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01", "SOC01")
    form = Form(client)
    survey.revisions.get().items.filter(code="SOC01").delete()

    reply = form.save(SOC01_text="أن يراني الناس", stem="عند")

    assert reply.status_code == 422
    assert "SOC01.text: The survey has no such text." in text_of(reply)
    assert not Translation.objects.exists()


def test_translations_of_what_a_text_read_before_are_shown_beside_it(client, survey):
    write(survey, {"thanks": "مع السلامة."})
    SurveyRevision.objects.update(thanks="Goodbye.")

    form = Form(client)

    assert form.texts["thanks"] == ""
    assert "The text was “Bye.” and translated as: مع السلامة." in text_of(form.reply)


# Which revision


def test_draft_is_translated_in_the_catalogs_words_of_today(client, rita):
    journey = make_offer()
    make_draft(journey, rita, "EMO01", "SIT01")
    journey.emotional_jobs.filter(code="EMO01").update(name="Feel secure")

    form = Form(client)

    assert "Feel secure" in text_of(form.reply)
    assert "This revision is open" not in text_of(form.reply)
    form.save(EMO01_text="الأمان")
    assert Translation.objects.get().source == "Feel secure"


def test_open_revision_keeps_what_people_answered_with(client, survey):
    write(survey, {"title": "تجربة"})
    before = client.get(PAGE)
    make_response(survey, language="ar")

    form = Form(client)

    assert "until somebody answers in this language" in text_of(before)
    assert "People have answered in this language." in text_of(form.reply)
    assert "readonly" in tag_of(form.reply, "title")
    assert "readonly" not in tag_of(form.reply, "stem")
    reply = form.save(title="اختبار", stem="عند")
    assert reply.status_code == 422
    assert "The next revision can change it." in text_of(reply)
    form.save(stem="عند")
    assert rows() == {"title": "تجربة", "stem": "عند"}


def test_draft_of_the_next_revision_comes_first_and_leads_to_the_others(client, survey):
    first = survey.revisions.get()
    SurveyRevision.objects.create(
        survey=survey, number=2, journey_name="x", licence="x", attribution="x", stem="When buying"
    )

    draft, opened = client.get(PAGE), client.get(f"{PAGE}?revision=1")

    assert "Revision 2, the draft." in text_of(draft)
    assert 'href="?revision=1"' in draft.content.decode()
    assert "Revision 1, opened on March 2, 2026." in text_of(opened)
    Form(client, f"{PAGE}?revision=1").save(title="تجربة")
    assert Translation.objects.get().revision == first


# The file


def test_download_is_the_file_of_this_language(client, survey):
    write(survey, {"title": "=تجربة"})

    reply = client.get(f"{FILE}?bom=1")

    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    assert reply["Content-Disposition"] == 'attachment; filename="pilot-1-ar.csv"'
    assert reply.content.decode().startswith(
        "\ufeffkey,source,translation\r\ntitle,Pilot,'=تجربة\r\n"
    )
    assert not client.get(FILE).content.startswith(b"\xef\xbb\xbf")


def test_upload_shows_what_it_would_change_and_saves_nothing(client, survey):
    write(survey, {"title": "تجربة", "stem": "عند", "thanks": "مع السلامة."})
    lines = [
        ("title", "Pilot", "اختبار"),
        ("stem", "When upgrading a solution", "عند"),
        ("thanks", "Bye.", ""),
        ("gate", "Do you buy?", "هل تشتري؟"),
        ("EMO01.text", "Feel sure", "'=الثقة"),
    ]

    reply = Form(client).upload(*lines)

    assert "The file: 2 new, 1 changed, 1 removed. Nothing is saved yet." in text_of(reply)
    assert text_of(reply).count("Not saved yet") == 4
    assert "Stored: تجربة" in text_of(reply)
    assert "data-unsaved" in reply.content.decode()
    assert rows() == {"title": "تجربة", "stem": "عند", "thanks": "مع السلامة."}
    Form(client, reply=reply).save()
    assert rows() == {
        "title": "اختبار", "stem": "عند", "gate": "هل تشتري؟", "EMO01.text": "=الثقة",
    }  # fmt: skip


def test_file_that_went_out_comes_back_without_a_change(client, survey):
    write(survey, ARABIC)

    reply = Form(client).upload(data=client.get(f"{FILE}?bom=1").content)

    assert "The file changes nothing." in text_of(reply)
    assert "data-unsaved" not in reply.content.decode()


def test_edit_made_since_the_upload_is_not_overwritten(client, survey):
    uploaded = Form(client).upload(
        ("title", "Pilot", "تجربة"), ("stem", "When upgrading a solution", "عند")
    )
    Form(client).save(title="اختبار")

    reply = Form(client, reply=uploaded).save()

    assert reply.status_code == 409
    assert rows() == {"title": "اختبار"}


def test_bad_file_is_answered_by_line_and_key(client, survey):
    reply = Form(client).upload(("title", "Pilot", "x" * 201), ("nope", "x", "<b>y"), ("", "z", ""))

    assert reply.status_code == 422
    problems = re.findall(r'<li><a href="#file">([^<]+)</a>', reply.content.decode())
    assert problems == [
        "Line 2, title: It has 201 characters; 200 are the most.",
        "Line 3, nope: The survey has no such text.",
        "Line 4, –: The survey has no such text.",
    ]
    assert not Translation.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"file": "no file"}])
def test_upload_without_a_file_says_so(client, survey, sent):
    reply = client.post(PAGE, {"action": "upload"} | sent)

    assert reply.status_code == 422
    assert "The file is empty." in text_of(reply)


# Queries


@pytest.mark.parametrize("n_items", [1, 3])
@pytest.mark.parametrize(("address", "n_queries"), [(LIST, 6), (PAGE, 7), (FILE, 7)])
def test_pages_take_as_many_queries_at_any_size(
    client, rita, django_assert_num_queries, n_items, address, n_queries
):
    survey = make_survey(rita, items=[f"SIT0{number}" for number in range(1, n_items + 1)])
    write(survey, {"title": "تجربة", "SIT01.text": "الميزانية"})

    with django_assert_num_queries(n_queries):
        client.get(address)


@pytest.mark.parametrize("n_items", [1, 3])
def test_saving_takes_as_many_queries_at_any_size(client, rita, django_assert_num_queries, n_items):
    make_survey(rita, items=[f"EMO0{number}" for number in range(1, n_items + 1)])
    form = Form(client)

    with django_assert_num_queries(12):
        form.save(**{f"EMO0{number}_text": "ثقة" for number in range(1, n_items + 1)})

    assert len(rows()) == n_items
    assert Survey.objects.get().title == "Upgrading a solution"
