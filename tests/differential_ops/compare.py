"""The first difference between what two libraries did with one op program, in words and by kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tests.ops.same_programs import same_words, value_difference
from tests.reference.live import Answer


@dataclass(frozen=True)
class Difference:
    """What differs: `kind` groups differences that are probably one."""

    kind: str
    words: str


_NO_TWO_RUNS_SHARE = (
    (re.compile(r"0x[0-9a-f]+"), "0x"),
    (re.compile(r"<(class ')?(tensorflow|scopeflow)[\w.]*\.(?=\w)"), r"<\1"),
    (re.compile(r"numpy\.dtypes\.\w+DType"), "numpy.dtype"),
    (re.compile(r"a real number, not"), "a number, not"),
    (re.compile(r"CustomGradient-\d+"), "CustomGradient"),
    (re.compile(r"\b_arg_(\w+)_\d+_\d+\b"), r"\1"),  # what a fed placeholder becomes
)


def _plain(value: Any) -> Any:
    """An answer without what no two runs share."""
    if isinstance(value, str):
        for pattern, stands_for in _NO_TWO_RUNS_SHARE:
            value = pattern.sub(stands_for, value)
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def difference(program: tuple[str, ...], theirs: Answer, ours: Answer) -> Difference | None:
    """The first difference, or None."""
    if theirs.error or ours.error:
        if theirs.error == ours.error and theirs.error != "Crash":
            return None
        words = f"reference {theirs.error} {theirs.message}, ours {ours.error} {ours.message}"
        return Difference(f"program {theirs.error} / {ours.error}", words)
    calls = [line for line in program if "= step(" in line]
    a, b = _plain(theirs.result), _plain(ours.result)
    for call, their_step, our_step in zip(calls, a["steps"], b["steps"], strict=False):
        # messages say shapes and names, which the kind leaves out
        if not same_words(our_step["outcome"], their_step["outcome"]):
            kind = (
                "outcome "
                + _sorted_out(their_step["outcome"])
                + " / "
                + _sorted_out(our_step["outcome"])
            )
            words = f"outcome: reference {their_step['outcome']}\n  ours      {our_step['outcome']}"
            return Difference(f"{_function(call)}: {kind}", words)
    found = _nodes(a["nodes"], b["nodes"])
    if found:
        return found
    if a["ids"] != b["ids"]:
        return Difference("ids", f"ids: reference {a['ids']}, ours {b['ids']}")
    types = [node.split(" = ", 1)[1].split("(", 1)[0] for node in a["nodes"]]
    for call, their_step, our_step in zip(calls, a["steps"], b["steps"], strict=True):
        kind, words = _run(types, their_step, our_step)
        if kind:
            return Difference(f"{_function(call)}: {kind}", words)
    return None


def _nodes(theirs: list[str], ours: list[str]) -> Difference | None:
    for a, b in zip_longest(theirs, ours):
        if a != b:
            type_name = re.sub(r".* = (\w+)\(.*", r"\1", a or b)
            apart = "shape" if a and b and a.split(" -> ")[0] == b.split(" -> ")[0] else "node"
            return Difference(f"{apart} of {type_name}", f"reference {a}\n  ours      {b}")
    return None


def _run(types: list[str], theirs: dict[str, Any], ours: dict[str, Any]) -> tuple[str, str]:
    failures = theirs.get("failure"), ours.get("failure")
    if any(failures):
        if failures[0] and failures[1] and same_words(failures[1], failures[0]):
            return "", ""
        words = f"run: reference {failures[0] or theirs.get('values')}\n  ours      {failures[1] or ours.get('values')}"
        return f"failure {_sorted_out(failures[0])} / {_sorted_out(failures[1])}", words
    for index, (a, b) in enumerate(zip_longest(theirs.get("values", ()), ours.get("values", ()))):
        wrong = value_difference(types, b, a)
        if wrong:
            return "value", f"value {index}: {wrong}"
    return "", ""


def _sorted_out(outcome: Any) -> str:
    """An outcome without the names and numbers that differ from program to program."""
    if not outcome or not outcome[0]:
        return "fine"
    return f"{outcome[0]} {re.sub(r'[0-9]+', '#', str(outcome[1]))[:60]}"


def _function(line: str) -> str:
    found = re.search(r"lambda: (?:\w+\()?(tf\.[\w.]+|.{,12})", line)
    return found.group(1) if found else line[:30]
