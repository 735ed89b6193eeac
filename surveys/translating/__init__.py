"""The texts of a survey in other languages: which there are, what is stored, what people read."""

from surveys.translating.built_in import keep_built_in
from surveys.translating.files import MAX_BYTES, read_file, translations_file
from surveys.translating.localizing import Translated, localize, localize_card, localize_title
from surveys.translating.storing import (
    Changes,
    Problem,
    Stored,
    TranslationError,
    TranslationsChangedError,
    UnknownLanguageError,
    changes_to,
    copy_translations,
    n_translated,
    problems_of,
    seen_mark,
    stored_translations,
    write_translations,
)
from surveys.translating.texts import (
    TEXT_LANGUAGE,
    Text,
    offered_languages,
    read_translation,
    translatable,
)

__all__ = [
    "MAX_BYTES",
    "TEXT_LANGUAGE",
    "Changes",
    "Problem",
    "Stored",
    "Text",
    "Translated",
    "TranslationError",
    "TranslationsChangedError",
    "UnknownLanguageError",
    "changes_to",
    "copy_translations",
    "keep_built_in",
    "localize",
    "localize_card",
    "localize_title",
    "n_translated",
    "offered_languages",
    "problems_of",
    "read_file",
    "read_translation",
    "seen_mark",
    "stored_translations",
    "translatable",
    "translations_file",
    "write_translations",
]
