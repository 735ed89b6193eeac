"""A page's markup as tests compare it: blanks only where they show."""

import re

# Elements in and around which a blank does not show.
BLOCKS = (
    "html|head|body|title|meta|link|script|main|header|footer|nav|section|article|aside|div|form"
    "|p|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td|fieldset|legend|label"
    "|details|summary|button|input|textarea|select|option|svg|path|text|progress"
)


def markup(html: str | bytes) -> str:
    """The page on one line, however its templates are laid out."""
    text = html.decode() if isinstance(html, bytes) else html
    one_line = re.sub(r"\s+", " ", text)
    tight = re.sub(r"<[^<>]*>", lambda tag: tag[0].replace(" >", ">"), one_line)
    return re.sub(rf" ?(</?(?:{BLOCKS})\b[^<>]*>) ?", r"\1", tight)
