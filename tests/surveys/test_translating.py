"""The texts of a survey in other languages: which there are, stored, copied, changed, as a file."""

import csv
import io
from threading import Thread
from time import sleep

import pytest
from django.db import connection

from surveys import questions, translating
from surveys.models import Survey, SurveyItem, SurveyRevision, Translation
from surveys.responding import answering
from surveys.responding.assignment import whole
from surveys.translating import storing
from tests.surveys.builders import make_response, make_survey
from tests.surveys.translations import ARABIC, ITEMS, OWN, rows, texts_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return make_survey(items=ITEMS, **OWN)


def next_revision(survey, *, without=(), **changes):
    """A second revision of the survey, a draft: a copy of its first with some texts changed."""
    first = survey.revisions.get(number=1)
    items = list(first.items.exclude(code__in=without).order_by("position"))
    second = survey.revisions.get(number=1)
    second.pk, second.number, second.opened_at = None, 2, None
    for name, value in changes.items():
        setattr(second, name, value)
    second.save()
    for item in items:
        item.pk, item.revision = None, second
    SurveyItem.objects.bulk_create(items)
    return second


# Which texts there are


def test_texts_are_what_somebody_wrote_in_the_order_asked(survey):
    _revision, texts = texts_of(survey)

    assert [text.key for text in texts] == list(ARABIC)
    assert [text.source for text in texts][-3:] == [
        "Spend less",
        "Bye.",
        "To send you the results.",
    ]
    places = [(text.part, text.place) for text in texts]
    assert places[0] == ("First page", "Title")
    assert places[10:13] == [
        ("Situations", "SIT01, at 1"),
        ("Situations", "SIT01, at 5"),
        ("Performance metrics: Plan it", "Heading"),
    ]


def test_defaults_and_preset_labels_are_not_among_them():
    stem = "When upgrading a solution"
    survey = make_survey(
        items=["EMO01", "FIN01"],
        welcome=questions.default_welcome(stem),
        consent=questions.CONSENT,
        gate=questions.GATE,
        thanks=questions.THANKS,
        scales=questions.SCALE_PRESETS["5"],
    )

    assert [text.key for text in texts_of(survey)[1]] == [
        "title", "stem", "EMO01.text", "FIN01.text",
    ]  # fmt: skip


def test_stem_labels_and_gate_are_left_out_where_nobody_reads_them():
    survey = make_survey(items=["CTX01"], **OWN | {"contact": "", "welcome": " "})

    assert [text.key for text in texts_of(survey)[1]] == [
        "title", "consent", "CTX01.text", "thanks",
    ]  # fmt: skip


# Stored


def test_written_translations_are_stored_with_what_they_translate(survey):
    changes = write(survey, ARABIC)

    assert changes.new == tuple(ARABIC)
    assert rows() == ARABIC
    row = Translation.objects.get(key="EMO01.text")
    assert (row.language, row.source, row.revision) == ("ar", "Feel sure", survey.revisions.get())


def test_empty_text_removes_and_one_not_given_stays(survey):
    write(survey, {"title": "تجربة", "thanks": "شكرا", "stem": "عند"})

    changes = write(survey, {"title": "", "stem": "حين"})

    assert (changes.new, changes.changed, changes.removed) == ((), ("stem",), ("title",))
    assert rows() == {"thanks": "شكرا", "stem": "حين"}


def test_share_is_counted_by_language(survey):
    write(survey, {"title": "Versuch", "stem": "Beim Umstieg"}, "de")
    write(survey, {"title": "Essai"}, "fr")
    Translation.objects.filter(key="stem").update(source="something else")
    Translation.objects.filter(text="Essai").update(language="nl")
    revision, texts = texts_of(survey)

    assert translating.n_translated(revision, texts) == {"de": 1, "es": 0, "fr": 0, "ar": 0}


@pytest.mark.parametrize("language", ["en", "nl", "", "de-at"])
def test_languages_that_are_not_offered_are_refused(survey, language):
    with pytest.raises(translating.UnknownLanguageError):
        write(survey, {"title": "x"}, language)

    assert not Translation.objects.exists()


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("SOC09.text", "x", "no such text"),
        ("EMO01.position", "x", "no such text"),
        ("importance.2", "x", "no such text"),
        ("title", "x" * 201, "201 characters; 200"),
        ("SIT01.low_anchor", "x" * 201, "201 characters; 200"),
        ("S01M01.heading", "x" * 161, "161 characters; 160"),
        ("consent", "x" * 4001, "4001 characters; 4000"),
        ("stem", "a\x00b", "cannot be stored"),
    ],
)
def test_nothing_is_written_where_one_text_is_wrong(survey, key, text, words):
    with pytest.raises(translating.TranslationError) as refusal:
        write(survey, {"thanks": "شكرا", key: text})

    assert [problem.key for problem in refusal.value.problems] == [key]
    assert words in refusal.value.problems[0].words
    assert not Translation.objects.exists()


def test_translation_of_what_a_text_read_before_is_kept_but_does_not_fit(survey):
    write(survey, {"thanks": "مع السلامة.", "title": "تجربة"})
    SurveyRevision.objects.update(thanks="Goodbye.")
    revision, texts = texts_of(survey)

    stored = translating.stored_translations(revision, "ar", texts)

    assert stored.fitting == {"title": "تجربة"}
    assert stored.outdated == {"thanks": ("Bye.", "مع السلامة.")}
    write(survey, {"thanks": "وداعا."})
    assert rows() == {"thanks": "وداعا.", "title": "تجربة"}


def test_heading_keeps_its_translation_when_its_first_item_goes(survey):
    write(survey, {"S01M01.heading": "خطط له"})
    SurveyItem.objects.filter(code="S01M01").delete()
    revision, texts = texts_of(survey)

    stored = translating.stored_translations(revision, "ar", texts)
    assert stored.fitting == {"S01M02.heading": "خطط له"}
    write(survey, {"S01M02.heading": "خطط"})
    assert rows() == {"S01M02.heading": "خطط"}


# Frozen


def test_open_revision_takes_new_translations_and_keeps_what_people_answered_with(survey):
    write(survey, {"title": "تجربة"})
    make_response(survey, language="ar")

    with pytest.raises(translating.TranslationError, match="next revision can change it"):
        write(survey, {"title": "", "stem": "عند"})
    write(survey, {"title": "تجربة", "stem": "عند"})

    assert rows() == {"title": "تجربة", "stem": "عند"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_answers_in_another_language_freeze_nothing(survey, language):
    write(survey, {"title": "تجربة"})
    make_response(survey, language=language)

    write(survey, {"title": "اختبار"})

    assert rows() == {"title": "اختبار"}


def test_translations_go_with_their_revision():
    survey = make_survey(items=ITEMS, status=Survey.Status.DRAFT, **OWN)
    write(survey, ARABIC)

    survey.delete()

    assert not Translation.objects.exists()


# Two editors


def test_edits_of_different_texts_are_both_kept(survey):
    write(survey, {"title": "تجربة", "stem": "عند"})
    revision, texts = texts_of(survey)
    stored = translating.stored_translations(revision, "ar", texts)
    seen = translating.seen_mark(texts, stored)

    write(survey, {"title": "اختبار", "stem": "عند"}, seen=seen)
    changes = write(survey, {"title": "تجربة", "stem": "حين"}, seen=seen)

    assert changes.changed == ("stem",)
    assert rows() == {"title": "اختبار", "stem": "حين"}


def test_edit_of_a_text_that_somebody_else_has_changed_writes_nothing(survey):
    _revision, texts = texts_of(survey)
    seen = translating.seen_mark(texts, translating.Stored())
    write(survey, {"title": "اختبار"}, seen=seen)

    with pytest.raises(translating.TranslationsChangedError) as change:
        write(survey, {"title": "تجربة", "stem": "عند", "thanks": ""}, seen=seen)

    assert change.value.keys == ("title",)
    assert change.value.meant == {"title": "تجربة", "stem": "عند"}
    assert rows() == {"title": "اختبار"}


def test_translation_of_a_source_changed_meanwhile_writes_nothing(survey):
    _revision, texts = texts_of(survey)
    seen = translating.seen_mark(texts, translating.Stored())
    SurveyRevision.objects.update(thanks="Goodbye.")

    with pytest.raises(translating.TranslationsChangedError):
        write(survey, {"thanks": "مع السلامة."}, seen=seen)

    assert rows() == {}


@pytest.mark.django_db(transaction=True)
def test_editors_at_once_lose_nothing(monkeypatch):
    survey = make_survey(items=ITEMS, **OWN)
    _revision, texts = texts_of(survey)
    seen = translating.seen_mark(texts, translating.Stored())
    refused = []
    write_rows = storing._write
    monkeypatch.setattr(storing, "_write", lambda *args: (sleep(0.2), write_rows(*args)))

    def edit(said):
        try:
            write(survey, {"title": said}, seen=seen)
        except translating.TranslationsChangedError as change:
            refused.append((said, change.keys))
        finally:
            connection.close()

    editors = [Thread(target=edit, args=(said,)) for said in ("اختبار", "تجربة", "محاولة")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    stored = rows()["title"]
    others = {"اختبار", "تجربة", "محاولة"} - {stored}
    assert sorted(refused) == sorted((said, ("title",)) for said in others)


@pytest.mark.django_db(transaction=True)
def test_response_that_is_just_beginning_waits_for_the_write(monkeypatch):
    survey = make_survey(items=ITEMS, **OWN)
    write(survey, {"title": "تجربة"})
    begun, begun_meanwhile = [], []

    def begin():
        answering.start_response(given=whole(survey.revisions.get()), language="ar", parameters={})
        begun.append(True)
        connection.close()

    person = Thread(target=begin)
    write_rows = storing._write

    def write_slowly(*args):
        person.start()
        person.join(0.5)
        begun_meanwhile.extend(begun)
        write_rows(*args)

    monkeypatch.setattr(storing, "_write", write_slowly)
    write(survey, {"title": "اختبار"})
    person.join()

    assert (begun_meanwhile, begun, rows()) == ([], [True], {"title": "اختبار"})


# The next revision


def test_copy_takes_what_reads_the_same(survey):
    write(survey, ARABIC)
    write(survey, {"title": "Versuch"}, "de")
    second = next_revision(survey, without=["S01M01"], thanks="Goodbye.")
    SurveyItem.objects.filter(revision=second, code="EMO01").update(text="Feel safe")

    n_copied = translating.copy_translations(survey.revisions.get(number=1), second)

    gone = {"thanks", "EMO01.text", "S01M01.text", "S01M01.heading"}
    kept = {key: text for key, text in ARABIC.items() if key not in gone}
    copied = Translation.objects.filter(revision=second)
    assert dict(copied.filter(language="ar").values_list("key", "text")) == kept | {
        "S01M02.heading": "خطط له"
    }
    assert n_copied == copied.count() == len(kept) + 2


@pytest.mark.parametrize("n_items", [1, 3])
def test_copying_takes_as_many_queries_at_any_size(django_assert_num_queries, n_items):
    survey = make_survey(items=[f"EMO0{number}" for number in range(1, n_items + 1)])
    write(survey, {"title": "تجربة", "EMO01.text": "ثقة"})
    write(survey, {"title": "Versuch"}, "de")
    first, second = survey.revisions.get(number=1), next_revision(survey)

    with django_assert_num_queries(3):
        n_copied = translating.copy_translations(first, second)

    assert n_copied == 3


# As a file


def file_of(survey, **options):
    revision, texts = texts_of(survey)
    stored = translating.stored_translations(revision, "ar", texts)
    return translating.translations_file(texts, stored, **options)


def read(survey, data):
    revision, texts = texts_of(survey)
    stored = translating.stored_translations(revision, "ar", texts)
    return translating.read_file(data, texts, stored)


def made_file(*lines, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([("key", "source", "translation"), *lines])
    return out.getvalue().encode(encoding)


def test_file_has_a_line_for_each_text(survey):
    write(survey, {"welcome": "أهلا.\n\nمع الشكر."})

    data = file_of(survey)

    lines = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert lines[:4] == [
        ["key", "source", "translation"],
        ["title", "Pilot", ""],
        ["welcome", "Welcome, all.\n\nThank you.", "أهلا.\n\nمع الشكر."],
        ["consent", "We keep your answers.", ""],
    ]
    assert len(lines) == 1 + len(ARABIC)
    assert data.count(b"\r\n") == len(lines)
    assert file_of(survey, with_bom=True) == b"\xef\xbb\xbf" + data


HOSTILE = [
    "=1+1", "'=1+1", "''=1+1", "+49 30", "-", "@SUM(A1)", "'", "'quoted'", '"', 'a,"b";c',
    "a;b", "a\nb", "=a\nb", "＝fullwidth", "\u202eabc", "a\u00a0b", "<script>", "{{ x }}", "%(x)s",
    "مرحبا",
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize("with_bom", [False, True])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_cells_come_back_as_they_went(hostile, with_bom):
    survey = make_survey(items=["EMO01"], **OWN | {"welcome": f"{hostile} here", "thanks": hostile})
    write(survey, {"welcome": hostile, "consent": f"{hostile} "})
    before = rows()

    data = file_of(survey, with_bom=with_bom)
    given = read(survey, data)

    cells = [cell for line in csv.reader(io.StringIO(data.decode(), newline="")) for cell in line]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝")]
    assert {key: text for key, text in given.items() if text} == before
    assert set(given) == {text.key for text in texts_of(survey)[1]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_make_of_a_file_is_read(survey, delimiter, encoding):
    lines = [("stem", "When upgrading  a\tsolution ", "عند, ترقية; حل"), ("", "", "")]

    given = read(survey, made_file(*lines, delimiter=delimiter, encoding=encoding))

    assert given == {"stem": "عند, ترقية; حل"}


def test_columns_may_stand_in_any_order_with_others_between(survey):
    data = "Note, Translation ,KEY,source\r\nwhy,وداعا,thanks,Bye.\r\n".encode()

    assert read(survey, data) == {"thanks": "وداعا"}


def test_file_is_refused_by_line_and_key(survey):
    write(survey, {"title": "تجربة"})
    make_response(survey, language="ar")
    lines = [
        ("title", "Pilot", "اختبار"),
        ("welcome", "Welcome, all.\n\nThank you.", "أهلا"),
        ("nothing", "x", "y"),
        ("thanks", "Goodbye.", "وداعا"),
        ("stem", "When upgrading a solution", "x" * 201),
        ("stem", "When upgrading a solution", "again"),
    ]

    with pytest.raises(translating.TranslationError) as refusal:
        read(survey, made_file(*lines))

    found = [(problem.line, problem.key) for problem in refusal.value.problems]
    assert found == [(2, "title"), (6, "nothing"), (7, "thanks"), (8, "stem"), (9, "stem")]
    assert rows() == {"title": "تجربة"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"key;translation\r\n", "first line"),
        ("key,source,translation\r\ntitle,Pilot,Grün\r\n".encode("latin-1"), "UTF-8"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b'key,source,translation\r\ntitle,Pilot,"' + b"x" * 200_000 + b'"\r\n', "Line 2"),
    ],
)
def test_file_that_cannot_be_read_is_refused_as_a_whole(survey, data, words):
    with pytest.raises(translating.TranslationError) as refusal:
        read(survey, data)

    (problem,) = refusal.value.problems
    assert (problem.line, problem.key) == (0, "")
    assert words in problem.words
