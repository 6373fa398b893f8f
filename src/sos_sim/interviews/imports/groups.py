"""Who respondents speak for: their own district, their own county office, or districts at large."""

from __future__ import annotations

import re

from sos_sim.interviews.imports.names import reduced
from sos_sim.interviews.instrument import Who

GROUP_COLUMNS = (
    "respondent group", "respondent type", "stakeholder group", "stakeholder type", "stakeholder", "group", "role",
    "respondent role", "organisation type", "organization type", "type of organisation", "type of organization",
    "type", "position", "affiliation", "document group",
)  # fmt: skip
"""Names of columns that say to which group a person belongs, the surest first."""

OTHER_COLUMNS = {
    "county", "region", "size", "enrolment", "enrollment", "gender", "sex", "age", "date", "interview date",
    "interviewer", "coder", "length", "duration", "words", "word count", "pages", "memo", "memos", "notes", "comment",
    "comments", "description", "year", "years", "years in role", "experience", "urbanicity", "district",
    "district name", "organisation", "organization", "name", "title", "resource creator", "resource date",
    "excerpt count", "excerpts", "color", "colour", "id", "number", "no", "upp", "cds code", "consent", "mode",
    "language", "weight",
}  # fmt: skip
"""Names of columns that describe people and are no codes."""

CASE_COLUMNS = {
    "case", "cases", "case name", "respondent", "respondents", "respondent id", "participant", "participants",
    "participant id", "interviewee", "interview", "interviews", "document", "documents", "document name", "media",
    "media title", "resource", "resource title", "file", "files", "file name", "name", "source", "sources",
    "transcript", "person", "id", "case id", "pseudonym",
}  # fmt: skip
CODE_COLUMNS = {
    "code", "codes", "code system", "codesystem", "code name", "codename", "theme", "themes", "node", "nodes",
}  # fmt: skip

WORDS: dict[Who, tuple[str, ...]] = {
    "county offices": ("county office", "county offices", "county office of education", "coe", "coes",
                       "county superintendent", "county education", "county"),
    "field": ("field", "state", "state agency", "state official", "state board", "sbe", "cde", "ccee", "legislature",
              "legislator", "policymaker", "policy maker", "provider", "technical assistance", "ta provider",
              "consultant", "researcher", "research", "academic", "university", "association", "advocate", "advocacy",
              "foundation",
              "funder", "philanthropy", "nonprofit", "union", "expert", "stakeholder"),
    "districts": ("district", "districts", "district leader", "superintendent", "assistant superintendent", "lea",
                  "leas", "local educational agency", "local education agency", "district administrator",
                  "district staff", "school district", "cabinet"),
}  # fmt: skip
"""Words by which a group is known."""

_PHRASES = sorted(
    ((word, who) for who, words in WORDS.items() for word in words), key=lambda pair: (-len(pair[0]), pair[0])
)
ALLOWED = (
    "districts (district, superintendent, LEA), county offices (county office, COE) or field (state, provider, "
    "researcher, association), as one of these words"
)


def column_name(text: str) -> str:
    """Reduce the name of a column that may describe people; packages put the name of a set before it.

    Args:
        text: name as exported, perhaps ``Person:Role`` or ``Descriptor: Role``.
    """
    return reduced(re.split(r"[:\\]", text)[-1]) or reduced(text)


def is_group_column(text: str) -> bool:
    """Tell whether a column says to which group a person belongs.

    Args:
        text: name as exported.
    """
    return column_name(text) in GROUP_COLUMNS


def is_attribute(text: str) -> bool:
    """Tell whether a column describes people, by its name.

    Args:
        text: name as exported.
    """
    return is_group_column(text) or column_name(text) in OTHER_COLUMNS


def who_of(text: str) -> Who | None:
    """Find whom a person of a group speaks for, or None when the words say nothing or more than one thing.

    Args:
        text: what the study calls the group.

    Example:
        >>> who_of("COE staff")
        'county offices'
    """
    words = f" {reduced(text)} "
    found: set[Who] = set()
    for phrase, who in _PHRASES:
        for form in (phrase, f"{phrase}s"):
            if f" {form} " in words:
                words = words.replace(f" {form} ", "  ")
                found.add(who)
    return found.pop() if len(found) == 1 else None
