"""Records the nodes that TensorFlow 1.15 makes for the expressions of `math_cases.py`, as `math.json`, and what it computes,
as `math_values.json`.

    python -m tests.reference.record_math
"""

from __future__ import annotations

from typing import Any

from tests.reference import math_cases, math_value_cases
from tests.reference.live import Local, Reference, record


def answers(library: Local | Reference) -> dict[str, dict[str, Any]]:
    """What building each expression does: {family: {expression: [outcome, nodes, last id]}}."""
    found: dict[str, dict[str, Any]] = {}
    for family, expressions in math_cases.FAMILIES.items():
        replies = library.run_many(
            [math_cases.program(text) for text in expressions], math_cases.PRELUDE
        )
        found[family] = {
            text: reply.result for text, reply in zip(expressions, replies, strict=True)
        }
    return found


def values(library: Local | Reference) -> dict[str, Any]:
    """The values of the expressions that are run."""
    programs = [math_value_cases.run_program(text) for text in math_value_cases.VALUES]
    replies = library.run_many(programs, math_cases.PRELUDE)
    return {
        text: [reply.error, reply.message] if reply.error else reply.result
        for text, reply in zip(math_value_cases.VALUES, replies, strict=True)
    }


if __name__ == "__main__":
    with Reference() as reference:
        record("math", answers(reference))
        record("math_values", values(reference))
