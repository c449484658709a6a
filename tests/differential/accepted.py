"""The differences from TensorFlow that are meant, each with its reason."""

from __future__ import annotations

import re
from typing import Any

# TensorFlow's errors (class and message, a regular expression) after which the rest of a program is
# not compared, each with the reason
LAST_ERRORS = (
    (
        r"KeyError: '[\w/]+'$",
        "A variable of one graph used while another is the default: TensorFlow's own bookkeeping "
        "fails in the middle, with half of the nodes made.",
    ),
    (
        r"IndexError: pop from empty list",
        "A scope manager entered in one thread while it stands entered in another: TensorFlow pops "
        "the other thread's default graph.",
    ),
    (
        r"\w+: ('\w+' object has no attribute 'startswith'|startswith first arg must be)",
        "A variable named by something that is no string, inside a template: TensorFlow's templates "
        "also track variables for object-based checkpoints, and that code meets the name first.",
    ),
    (
        r"RecursionError",
        "Getters and regularizers that call each other without end: how many nodes are made before "
        "Python gives up depends on how many frames a call takes.",
    ),
    (
        r"ValueError: Tensor(?: Tensor)?\(\"IsVariableInitialized",
        "TensorFlow wraps what is_variable_initialized gives, and does not see that the wrapped "
        "tensor is of another graph until it is too late.",
    ),
)

# (TensorFlow's class and message, ours, the reason); the first two are regular expressions
ERRORS = (
    (
        r"ValueError: Input '\w+' passed \w+ expected ref type while building NodeDef",
        r"ValueError: Input '\w+' passed \w+ expected ref type while building NodeDef",
        "The sentence goes on with TensorFlow's internal print of the op's definition.",
    ),
    (
        r"RuntimeError: \w*:? ?Conversion function <function",
        r"RuntimeError: \w*:? ?Conversion function <function",
        "The sentence names an internal function.",
    ),
    (
        r".*",
        r"ValueError: Tensor\(\"IsVariableInitialized.* must be from the same graph",
        "TensorFlow wraps what is_variable_initialized gives, and does not see that the wrapped "
        "tensor is of another graph.",
    ),
)


def ends_comparison(theirs: list[Any]) -> bool:
    """Whether TensorFlow's error leaves it in a state that nobody can rely on."""
    return any(re.match(pattern, f"{theirs[1]}: {theirs[2]}") for pattern, _ in LAST_ERRORS)


def torn_stack(message: str) -> bool:
    """Whether TensorFlow's own stack of default graphs fell apart, after which nothing can be said.

    Scopes entered by hand and never left give their graph back when they are collected, in any order.
    """
    return message.startswith(("Nesting violated", "pop from empty list"))


def accepted_error(theirs: list[Any], ours: list[Any]) -> str | None:
    """The reason why two errors may differ, or None."""
    for their_pattern, our_pattern, reason in ERRORS:
        if re.match(their_pattern, f"{theirs[1]}: {theirs[2]}") and re.match(
            our_pattern, f"{ours[1]}: {ours[2]}"
        ):
            return reason
    return None
