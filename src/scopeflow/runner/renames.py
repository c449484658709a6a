"""Which tensors a command means, and what it calls them: globs, regular expressions and maps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class BadRule(Exception):
    """A rule cannot be followed; the message is one line that says why."""


class Rule(NamedTuple):
    """What one rule does: names that all of `pattern` matches become what `target` says."""

    text: str
    pattern: re.Pattern[str]
    target: str


def glob(pattern: str) -> re.Pattern[str]:
    """What a glob means: `*` and `?` stay within one part of a name, `**` does not; `scope/` is all that is in it."""
    if pattern.endswith("/"):
        pattern += "**"
    pieces = {"**": "(.*)", "*": "([^/]*)", "?": "([^/])"}
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    return re.compile("".join(pieces.get(part, re.escape(part)) for part in parts), re.DOTALL)


def from_glob(pattern: str, target: str) -> Rule:
    """A rule whose target has, in order, the wildcards of its pattern.

    Raises:
      BadRule: if it has others.
    """
    text = f"{pattern} -> {target}"
    if pattern.endswith("/") and target.endswith("/"):
        pattern, target = pattern + "**", target + "**"
    wild = re.findall(r"\*\*|\*|\?", pattern)
    parts = re.split(r"(\*\*|\*|\?)", target)
    if parts[1::2] != wild:
        raise BadRule(
            f"{text}: the new name must have the wildcards of the old one, in their order"
        )
    groups = iter(range(1, len(wild) + 1))
    made = [f"\\g<{next(groups)}>" if at % 2 else part for at, part in enumerate(parts)]
    return Rule(text, glob(pattern), "".join(_plain(m, at) for at, m in enumerate(made)))


def _plain(text: str, at: int) -> str:
    return text if at % 2 else text.replace("\\", r"\\")


def from_regex(pattern: str, target: str) -> Rule:
    r"""A rule of a regular expression that matches whole names; `\1` in the target is its first group.

    Raises:
      BadRule: if it is none.
    """
    text = f"{pattern} -> {target}"
    try:
        made = re.compile(pattern)
    except re.error as error:
        raise BadRule(f"{pattern}: no regular expression ({error})") from None
    return Rule(text, made, target)


def from_file(path: str) -> list[Rule]:
    """The rules of a map: a JSON object from old names to new ones, or lines `old new`.

    A name that ends in a slash is a scope, as in the map of `tf.train.init_from_checkpoint`.

    Raises:
      BadRule: if it cannot be read or is no such file.
    """
    try:
        text = Path(path).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRule(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if text.lstrip().startswith("{"):
        try:
            pairs = json.loads(text)
        except ValueError as error:
            raise BadRule(f"{path}: no JSON ({error})") from None
    else:
        lines = [line.split() for line in text.splitlines() if line.strip()]
        bad = [line for line in lines if len(line) != 2]
        if bad:
            raise BadRule(f"{path}: a line must be an old name and a new one: {' '.join(bad[0])}")
        pairs = {old: new for old, new in lines}
    if not all(isinstance(new, str) for new in pairs.values()):
        raise BadRule(f"{path}: a JSON object from old names to new ones is wanted")
    return [_named(old, new) for old, new in pairs.items()]


def _named(old: str, new: str) -> Rule:
    scope = old.endswith("/") and new.endswith("/")
    tail, group = ("(.*)", r"\g<1>") if scope else ("", "")
    start, target = ("" if name == "/" else name for name in (old, new))
    pattern = re.compile(re.escape(start) + tail, re.DOTALL)
    return Rule(f"{old} -> {new}", pattern, target.replace("\\", r"\\") + group)


def renamed(names: Sequence[str], rules: Sequence[Rule]) -> dict[str, str]:
    """From each new name to the old one; the first rule that matches a name counts, and one without a rule stays.

    Raises:
      BadRule: if a rule matches nothing, or two tensors would have one name.
    """
    made: dict[str, str] = {}
    used: set[int] = set()
    for name in names:
        new = name
        for at, rule in enumerate(rules):
            found = rule.pattern.fullmatch(name)
            if found:
                used.add(at)
                new = _expanded(found, rule)
                break
        if new in made:
            raise BadRule(f"{made[new]} and {name} would both be called {new}")
        if not new:
            raise BadRule(f"{name} would have no name")
        made[new] = name
    for at, rule in enumerate(rules):
        if at not in used:
            raise BadRule(f"{rule.text}: no name matches")
    return made


def _expanded(found: re.Match[str], rule: Rule) -> str:
    try:
        return found.expand(rule.target)
    except (re.error, IndexError) as error:
        raise BadRule(f"{rule.text}: {error}") from None


def chosen(names: Iterable[str], match: Sequence[str], drop: Sequence[str] = ()) -> list[str]:
    """The names that one of the globs `match` matches, or all if there are none, without those of `drop`.

    Raises:
      BadRule: if a glob matches nothing.
    """
    left = sorted(names)
    for patterns, keep in ((match, True), (drop, False)):
        compiled = {text: glob(text) for text in patterns}
        for text, pattern in compiled.items():
            if not any(pattern.fullmatch(name) for name in left):
                raise BadRule(f"{text}: no name matches")
        if patterns:
            left = [n for n in left if keep is any(p.fullmatch(n) for p in compiled.values())]
    return left


def changes(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(old, new) of the names that change, sorted by the old."""
    return sorted((old, new) for new, old in names.items() if old != new)
