"""What a cell of a code x case matrix says: this person said so, did not, or was not asked."""

from __future__ import annotations

import re
from typing import Literal

from sos_sim.interviews.imports.grid import shown

Answer = Literal["said", "not said", "blank", "missing"]

YES = {"yes", "y", "x", "true", "present", "coded", "✓", "✔", "☑", "☒", "ja", "si", "sí", "oui"}
NO = {"no", "n", "false", "absent", "not coded", "-", "\u2013", "\u2014", "☐", "nein", "non"}
MISSING = {"na", "n/a", "#n/a", "nan", "missing", "not asked", "?", ".", "null", "none"}
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+|[.,][0-9]+")
_WHOLE_DECIMAL = re.compile(r"([0-9]+)[.,]0+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}")
ALLOWED = "0, 1 or a count of coded segments; yes, no or x; blank"


def read_cell(text: str) -> tuple[Answer | None, str]:
    """Read a cell, or say in words why it cannot be read.

    Args:
        text: what stands there, without spaces around it.

    Returns:
        The answer, None where there is none, and then what is wrong with the cell.
    """
    word = text.casefold()
    if not text:
        return "blank", ""
    if word in YES:
        return "said", ""
    if word in NO:
        return "not said", ""
    if word in MISSING:
        return "missing", ""
    whole = _WHOLE_DECIMAL.fullmatch(text)
    digits = whole[1] if whole else text
    if digits.isascii() and digits.isdigit():
        return ("said" if digits.strip("0") else "not said"), ""
    return None, _fault(text)


def _fault(text: str) -> str:
    if text.startswith("="):
        return f"a formula ({shown(text)}) where its value should be"
    if text.startswith("#"):
        return f"an error of the spreadsheet ({shown(text)})"
    if _DATE.fullmatch(text):
        return f"a date ({shown(text)}) where a count should be"
    if text[0] in "-\u2212" and (_DECIMAL.fullmatch(text[1:]) or text[1:].isdigit()):
        return f"a negative count ({shown(text)})"
    if text.endswith("%"):
        return f"a percentage ({shown(text)}) where a count should be; export absolute counts"
    if _DECIMAL.fullmatch(text):
        return f"a fraction ({shown(text)}) where a count should be; export absolute counts"
    return f"{shown(text)} is no answer"


def is_answer(text: str) -> bool:
    """Tell whether a cell can be read as an answer.

    Args:
        text: what stands there.
    """
    return read_cell(text)[0] is not None
