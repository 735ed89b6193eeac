"""Keeps the tokens of respondents out of every log line."""

import logging
import re

TOKEN_PATH = re.compile(r"(/responses/)[^/\s\"'?]+")


class MaskingFormatter(logging.Formatter):
    """Writes a record, traceback included, with `/responses/<token>/` as `/responses/***/`."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of `record`, masked."""
        return TOKEN_PATH.sub(r"\1***", super().format(record))
