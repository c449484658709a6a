"""Holds scopeflow's answers to a subject's cases against the reference's."""

from __future__ import annotations

from typing import Any

from tests.reference.live import Local
from tests.reference.record_session import answers
from tests.session.accepted import ACCEPTED


def differences(subject: str, theirs: dict[str, Any]) -> list[str]:
    """What scopeflow answers otherwise and is not accepted, as text."""
    found = differing_places(subject, theirs)
    return [
        f"{place}\n  TensorFlow {_shown(their)}\n  scopeflow  {_shown(our)}"
        for place, (their, our) in found.items()
        if place not in ACCEPTED
    ]


def differing_places(subject: str, theirs: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{case[index of the question]: (TensorFlow's answer, scopeflow's)} where they differ."""
    ours = answers(subject, Local())
    return {
        place: pair
        for case, wanted in theirs.items()
        for place, pair in _pairs(wanted, ours[case], case)
        if not _same(*pair)
    }


def _pairs(theirs: Any, ours: Any, place: str) -> list[tuple[str, tuple[Any, Any]]]:
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [
            pair
            for index, (their, our) in enumerate(zip(theirs, ours, strict=True))
            for pair in _pairs(their, our, f"{place}[{index}]")
        ]
    return [(place, (theirs, ours))]


def _same(theirs: Any, ours: Any) -> bool:
    if theirs == ours:
        return True
    refused = (
        isinstance(theirs, dict)
        and isinstance(ours, dict)
        and {"refused"} < set(theirs) & set(ours)
    )
    if not refused or theirs["refused"] != ours["refused"]:
        return False
    return ours["says"].startswith(first_sentence(theirs["says"]))


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, or the end of the line."""
    line = text.strip().split("\n", 1)[0]
    return line.split(". ", 1)[0].rstrip(".")


def _shown(answer: Any) -> str:
    if isinstance(answer, dict) and "refused" in answer:
        return f"{answer['refused']}: {answer['says']}"
    return str(answer)
