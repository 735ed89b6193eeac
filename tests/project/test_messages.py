"""The translations of the respondent's pages: whole, fresh, and watched over by tools.messages."""

import gettext
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from surveys.moments import minutes_words
from tools import messages

LANGUAGES = ("ar", "de", "es", "fr")


@pytest.fixture
def copy(tmp_path):
    """A root with one template of a respondent's and its German translation."""
    template = tmp_path / "templates" / "responding" / "page.html"
    template.parent.mkdir(parents=True)
    template.write_text("{% load i18n %}<p>{% translate 'Back' %}</p>", encoding="utf-8")
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(messages.LOCALE / "de" / "LC_MESSAGES" / "django.po", folder)
    messages.update(tmp_path)
    return tmp_path


def po_of(root: Path) -> Path:
    return root / "locale" / "de" / "LC_MESSAGES" / "django.po"


def add(root, words):
    """One more paragraph on the respondent's page."""
    template = root / "templates" / "responding" / "page.html"
    template.write_text(f"{template.read_text()}<p>{words}</p>", encoding="utf-8")


def test_every_string_of_the_respondents_pages_is_translated():
    assert messages.problems() == []


def test_every_language_of_the_settings_has_its_translations():
    spoken = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    there = {path.parent.parent.name for path in messages.LOCALE.glob("*/LC_MESSAGES/django.mo")}

    assert spoken == there == set(LANGUAGES) == set(messages.PLURALS)


def test_update_keeps_what_is_shown_and_drops_the_rest(copy):
    catalog = messages.read(po_of(copy))

    assert messages.problems(copy) == []
    assert {message.id: message.string for message in catalog if message.id} == {"Back": "Zurück"}


def test_update_writes_the_same_again(copy):
    paths = [po_of(copy), po_of(copy).with_suffix(".mo")]
    before = [path.read_bytes() for path in paths]

    messages.update(copy)

    assert [path.read_bytes() for path in paths] == before


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("{% translate 'A new sentence' %}", "'A new sentence'"),
        ("{% blocktranslate %}{{ n }} of 100 %{% endblocktranslate %}", "'%(n)s of 100 %%'"),
        (
            "{% blocktranslate count n=n %}{{ n }} g{% plural %}{{ n }} gs{% endblocktranslate %}",
            "('%(n)s g', '%(n)s gs')",
        ),
        (
            "{% blocktranslate trimmed %}\n  In two\n  lines\n{% endblocktranslate %}",
            "'In two lines'",
        ),
    ],
)
def test_new_string_is_named_until_it_is_translated(copy, words, id):
    add(copy, words)

    before = messages.problems(copy)
    messages.update(copy)
    after = messages.problems(copy)

    po = "locale/de/LC_MESSAGES/django.po"
    assert before == [f"{po}: not there: {id}"]
    assert [line.partition(": not translated")[0] for line in after] == [po]


def test_string_of_a_module_is_named_too(copy):
    (copy / "surveys" / "responding").mkdir(parents=True)
    source = (
        'a = _("One")\nb = ngettext("%(n)s day", "%(n)s " "days", 2)\nc = _(a)\nd = print("No")\n'
    )
    (copy / "surveys" / "responding" / "grids.py").write_text(source)

    named = [line.partition("not there: ")[2] for line in messages.problems(copy)]

    assert named == ["('%(n)s day', '%(n)s days')", "'One'"]


def test_string_no_longer_shown_is_named(copy):
    (copy / "templates" / "responding" / "page.html").write_text("")

    assert messages.problems(copy) == ["locale/de/LC_MESSAGES/django.po: no longer shown: 'Back'"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Zurück", "", "not translated: 'Back'"),
        ("Zurück", "Zurück %(n)s", "other placeholders than in 'Back'"),
        ("plural=(n != 1)", "plural=(n > 1)", "Plural-Forms are not the language's"),
        ("Zurück", "Retour", "not what the .po file says"),
    ],
)
def test_fault_in_a_translation_is_named(copy, old, new, fault):
    po = po_of(copy)
    po.write_text(po.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert fault in "\n".join(messages.problems(copy))


def test_missing_compiled_file_is_named(copy):
    po_of(copy).with_suffix(".mo").unlink()

    assert messages.problems(copy) == [
        "locale/de/LC_MESSAGES/django.mo: not what the .po file says"
    ]


def test_compiled_files_are_what_the_standard_library_reads():
    path = messages.LOCALE / "ar" / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        arabic = gettext.GNUTranslations(file)

    numbers = (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)
    forms = [arabic.ngettext("%(n)s open", "%(n)s open", n) for n in numbers]

    assert len(set(forms)) == 6
    assert forms[3] == forms[4] == forms[9]
    assert forms[5] == forms[6]
    assert forms[7] == forms[8]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 minute", "2 minutes", "2 to 3 minutes", "8 to 11 minutes"]),
        ("de", ["1 Minute", "2 Minuten", "2 bis 3 Minuten", "8 bis 11 Minuten"]),
        ("es", ["1 minuto", "2 minutos", "2 a 3 minutos", "8 a 11 minutos"]),
        ("fr", ["1 minute", "2 minutes", "2 à 3 minutes", "8 à 11 minutes"]),
        ("ar", ["دقيقة واحدة", "دقيقتين", "2 إلى 3 دقائق", "8 إلى 11 دقيقة"]),
    ],
)
def test_minutes_are_counted_as_each_language_counts(language, words):
    with translation.override(language):
        counted = [minutes_words(pair) for pair in ((1, 1), (2, 2), (2, 3), (8, 11))]

    assert counted == words
