"""What a respondent's link carries: the token that is the key, and the researcher's parameters."""

import base64
import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote

TOKEN_BYTES = 16
MAX_PARAMETERS = 20
MAX_PARAMETER_LENGTH = 200
PARAMETER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def new_token() -> str:
    """128 random bits as 26 lower-case letters and digits (RFC 4648 base32)."""
    return as_token(secrets.token_bytes(TOKEN_BYTES))


def as_token(key: bytes) -> str:
    """16 bytes as a token is written."""
    return base64.b32encode(key).decode().rstrip("=").lower()


def token_hash(token: str) -> str:
    """What the database keeps of a token, in whatever case it comes: 64 hexadecimal digits."""
    return hashlib.sha256(token.lower().encode()).hexdigest()


def receipt_code(token: str) -> str:
    """The token written readably: capitals in groups of four."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4)).upper()


# As people read them off capitals: base32 has no 0, 1 or 8.
_LOOK_ALIKES = str.maketrans({"0": "o", "1": "i", "8": "b"})
# Six groups of four and one of two, or all in one, whatever words were copied along.
_IN_GROUPS = re.compile(r"(?<![a-z0-9])(?:(?:[a-z2-7]{4} ){6}[a-z2-7]{2}|[a-z2-7]{26})(?![a-z0-9])")
_RESUME_LINK = re.compile(r"/responses/([^/\s?#]+)")


def read_receipt_code(typed: str) -> str:
    """The token that a person's receipt code, or the link they kept, stands for.

    Case, blanks, hyphens and the like do not matter; 0, 1 and 8 are read as O, I and B. What comes
    back is the token only if the code was right.
    """
    link = _RESUME_LINK.search(typed)
    plain = unicodedata.normalize("NFKC", link[1] if link else typed)
    words = "".join(char if char.isalnum() else " " for char in plain).lower().split()
    groups = " ".join(words).translate(_LOOK_ALIKES)
    code = _IN_GROUPS.search(groups)
    return (code[0] if code else groups).replace(" ", "")


# What stands around a link in a text, or is put around it by who quotes it.
_WRAPPINGS = " <>()[]{}\"'`*|\\.,;:!?…«»“”„\u2018\u2019\u201a\u2039\u203a"


def mended(part: str) -> str:
    """A part of an address without what mail programs and people add to it; all small letters.

    Blanks, invisible characters, closing marks, brackets, and signs still written as `%2E`.
    """
    plain = unicodedata.normalize("NFKC", unquote(part))
    seen = "".join(char for char in plain if char.isprintable() and not char.isspace())
    return seen.strip(_WRAPPINGS).lower()


def is_name(part: str) -> bool:
    """Whether it may be an address's part: ASCII letters, digits, hyphens, underscores."""
    return re.fullmatch(r"[a-z0-9_-]{1,100}", part) is not None


def kept_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """What a link carried, as far as it is kept: plain names, values without control characters.

    At most 20, names of letters, digits and `_ . -` up to 40 long, values up to 200.
    """
    plain = {
        name: "".join(char for char in value if char.isprintable())[:MAX_PARAMETER_LENGTH]
        for name, value in parameters.items()
        if PARAMETER_NAME.fullmatch(name)
    }
    return dict(list(plain.items())[:MAX_PARAMETERS])
