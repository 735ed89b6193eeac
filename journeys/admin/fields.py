"""Form fields for what a row keeps as data: a person writes lines, `key: words`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class LinesField(forms.CharField):
    """A text, or texts by key, one on a line: `low: Nowhere at all`.

    With `several`, each key has a list, its texts apart by semicolons: `digital: a login; a file`.
    """

    widget = forms.Textarea

    def __init__(self, *, keys: Sequence[str], several: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.keys = keys
        self.several = several

    def prepare_value(self, value: Any) -> Any:
        """The lines for what is stored."""
        if not isinstance(value, dict):
            return value
        texts = {k: "; ".join(v) if self.several else v for k, v in value.items()}
        return "\n".join(f"{key}: {texts[key]}" for key in self.keys if texts.get(key))

    def to_python(self, value: Any) -> Any:
        """What is stored for the lines: nothing, one text, or texts by key."""
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        keyed = [self._parts(line) for line in lines]
        if not any(key for key, _text in keyed) and not self.several:
            return " ".join(lines)
        for line, (key, text) in zip(lines, keyed, strict=True):
            if not (key and text):
                known = ", ".join(f"{key}:" for key in self.keys)
                sentence = _("“%(line)s” begins with none of %(known)s.")
                raise forms.ValidationError(sentence % {"line": line, "known": known})
        return {key: self._value(text) for key, text in keyed}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines say something else than what is stored."""
        try:
            return bool((self.to_python(data) or None) != (initial or None))
        except forms.ValidationError:
            return True

    def _parts(self, line: str) -> tuple[str, str]:
        key, _colon, text = line.partition(":")
        return (key.strip(), text.strip()) if key.strip() in self.keys else ("", line)

    def _value(self, text: str) -> str | list[str]:
        if not self.several:
            return text
        return [part.strip() for part in text.split(";") if part.strip()]
