"""What the tests of translations share: texts of a survey, and putting translations there."""

from surveys import translating
from surveys.models import Translation

# What `asked` asks: one text of each sort that can be translated.
OWN = {
    "title": "Pilot",
    "welcome": "Welcome, all.\n\nThank you.",
    "consent": "We keep your answers.",
    "gate": "Do you buy?",
    "thanks": "Bye.",
    "contact": "To send you the results.",
    "scales": {"importance": ["Meh", "Neutral", "Wow"], "difficulty": ["Easy", "Fair", "Hard"]},
}
ITEMS = [
    {"code": "SIT01", "text": "Budget", "low_anchor": "None", "high_anchor": "Ample"},
    {"code": "S01M01", "text": "settle it", "heading": "Plan it"},
    {"code": "S01M02", "text": "settle more", "heading": "Plan it"},
    {"code": "EMO01", "text": "Feel sure", "heading": "Desired"},
    {"code": "FIN01", "text": "Spend less"},
]
# The same in Arabic: every key that there is, in the order asked.
ARABIC = {
    "title": "تجربة",
    "welcome": "أهلا بكم.\n\nمع الشكر.",
    "consent": "نحتفظ بإجاباتكم.",
    "stem": "عند ترقية حل",
    "importance.1": "لا",
    "importance.3": "نعم جدا",
    "difficulty.1": "يسير",
    "difficulty.2": "متوسط",
    "difficulty.3": "عسير",
    "SIT01.text": "الميزانية",
    "SIT01.low_anchor": "لا شيء",
    "SIT01.high_anchor": "وافرة",
    "S01M01.heading": "خطط له",
    "S01M01.text": "حسم الأمر",
    "S01M02.text": "حسم المزيد",
    "EMO01.heading": "مرغوبة",
    "EMO01.text": "الشعور بالثقة",
    "gate": "هل تشتري؟",
    "FIN01.text": "إنفاق أقل",
    "thanks": "مع السلامة.",
    "contact": "لإرسال النتائج.",
}


def texts_of(survey):
    """The survey's newest revision, and its texts."""
    revision = survey.revisions.latest("number")
    return revision, translating.translatable(revision, revision.items.order_by("position"))


def write(survey, given, language="ar", seen=None):
    """Store translations as an editor would who has just opened the page."""
    revision, texts = texts_of(survey)
    if seen is None:
        stored = translating.stored_translations(revision, language, texts)
        seen = translating.seen_mark(texts, stored)
    return translating.write_translations(
        revision=revision, language=language, texts=texts, given=given, seen=seen
    )


def rows(language="ar"):
    """Everything stored for a language, by key."""
    return dict(Translation.objects.filter(language=language).values_list("key", "text"))
