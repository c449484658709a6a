"""Regular expressions: regex_replace, regex_full_match, with patterns known while building and not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings import re2
from scopeflow.ops.strings.each import each, flat, scalar, shown


def _pattern(value: bytes | str) -> Any:
    pattern = value.encode() if isinstance(value, str) else value
    try:
        return re2.compiled(pattern)
    except re2.PatternError as error:
        raise invalid_argument(f"Invalid pattern: {shown(pattern)}, error: {error}") from None


# -- matching --------------------------------------------------------------------------------------


def _matches(strings: Any, pattern: bytes | str) -> np.ndarray:
    match = _pattern(pattern).fullmatch
    found = [match(re2.text_of(text)) is not None for text in flat(strings)]
    return np.array(found, np.bool_).reshape(np.shape(strings))


def _with_scalars(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    for tensor in inputs[1:]:
        rules.with_rank(tensor._dims, 0)
    return (inputs[0]._dims,)


def _one(value: Any, what: str) -> bytes:
    if np.ndim(value):
        raise invalid_argument(f"{what} must be scalar, but received {shape_of(value)}")
    return scalar(value)


@op("RegexFullMatch(input: string, pattern: string; ) -> (output: bool)",
    shape=_with_scalars, host=True)  # fmt: skip
def _regex_full_match(input, pattern):
    """Whether the pattern matches each whole string."""
    return _matches(input, _one(pattern, "Pattern"))


@op("StaticRegexFullMatch(input: string; pattern: string) -> (output: bool)",
    shape=rules.unchanged, host=True)  # fmt: skip
def _static_regex_full_match(input, *, pattern):
    """Whether the pattern matches each whole string."""
    return _matches(input, pattern)


def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    """Whether a pattern matches each whole string.

    Args:
      input: a string tensor.
      pattern: a regular expression in RE2's syntax: a string or a scalar string tensor.
      name: the wish for the node's name.

    Returns:
      A bool tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if the pattern is malformed.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.regex_full_match(["abc", "abcd"], "[a-c]+")).tolist()
    [True, False]

    ```
    """
    if isinstance(pattern, (str, bytes)):
        return _static_regex_full_match(input, pattern=pattern, name=name)
    return _regex_full_match(input, pattern, name=name)


# -- replacing -------------------------------------------------------------------------------------


def _rewriter(rewrite: bytes | str) -> tuple[Callable[[Any], str], bool]:
    """A function that makes of a match what stands in its place, and whether `rewrite` is well-formed."""
    text = re2.text_of(rewrite.encode() if isinstance(rewrite, str) else rewrite)
    parts: list[str | int] = []
    at, whole = 0, True
    while at < len(text):
        if text[at] != "\\":
            parts.append(text[at])
            at += 1
            continue
        following = text[at + 1 : at + 2]
        if following == "\\":
            parts.append("\\")
        elif following and following in "0123456789":
            parts.append(int(following))
        else:
            whole = False
            break
        at += 2

    def written(match: Any) -> str:
        groups = match.re.groups
        return "".join(
            part if isinstance(part, str) else (match[part] or "") if part <= groups else ""
            for part in parts
        )

    return written, whole


def _replaced(strings: Any, pattern: bytes | str, rewrite: bytes | str, all_: bool) -> np.ndarray:
    search = _pattern(pattern).search
    written, whole = _rewriter(rewrite)

    def first(value: bytes) -> bytes:
        text = re2.text_of(value)
        match = search(text) if whole else None
        if match is None:
            return value
        return re2.bytes_of(text[: match.start()] + written(match) + text[match.end() :])

    def every(value: bytes) -> bytes:
        text = re2.text_of(value)
        out: list[str] = []
        at, last_end = 0, -1
        while at <= len(text):
            match = search(text, at)
            if match is None:
                break
            start, end = match.span()
            out.append(text[at:start])
            if start == end == last_end:
                # nothing is found right behind what was found: go on one character later
                out.append(text[start : start + 1])
                at = start + 1
                continue
            out.append(written(match))
            at = last_end = end
        return re2.bytes_of("".join(out) + text[at:]) if last_end >= 0 else value

    return each(every if all_ else first, strings)


@op(
    "RegexReplace(input: string, pattern: string, rewrite: string; replace_global: bool = True) -> (output: string)",
    shape=_with_scalars,
    host=True,
)
def _regex_replace(input, pattern, rewrite, *, replace_global):
    """The strings with what the pattern matches replaced."""
    return _replaced(input, _one(pattern, "Pattern"), _one(rewrite, "Rewrite"), replace_global)


@op(
    "StaticRegexReplace(input: string; pattern: string, rewrite: string, replace_global: bool = True) "
    "-> (output: string)",
    shape=rules.unchanged,
    host=True,
)
def _static_regex_replace(input, *, pattern, rewrite, replace_global):
    """The strings with what the pattern matches replaced."""
    return _replaced(input, pattern, rewrite, replace_global)


def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    """Replaces what a pattern matches.

    Args:
      input: a string tensor.
      pattern: a regular expression in RE2's syntax: a string or a scalar string tensor.
      rewrite: what stands in its place; `\\0` is the match, `\\1` to `\\9` its groups.
      replace_global: replace every match rather than the first.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if the pattern is malformed.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.regex_replace("2019-10", "([0-9]+)-([0-9]+)", r"\\2/\\1"))
    b'10/2019'

    ```
    """
    if isinstance(pattern, (str, bytes)) and isinstance(rewrite, (str, bytes)):
        return _static_regex_replace(
            input, pattern=pattern, rewrite=rewrite, replace_global=replace_global, name=name
        )
    return _regex_replace(input, pattern, rewrite, replace_global=replace_global, name=name)
