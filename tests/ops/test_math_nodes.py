"""The mathematical functions make TensorFlow's very nodes, and refuse what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference import math_cases
from tests.reference.live import Local, recorded

CASES = [
    (family, text) for family, expressions in math_cases.FAMILIES.items() for text in expressions
]
RECORD = recorded("math")


@pytest.fixture(scope="module")
def ours() -> dict[tuple[str, str], Any]:
    replies = Local().run_many([math_cases.program(text) for _, text in CASES], math_cases.PRELUDE)
    return {case: reply for case, reply in zip(CASES, replies, strict=True)}


@pytest.mark.parametrize(("family", "text"), CASES)
def test_expression_makes_the_recorded_nodes(ours: Any, family: str, text: str) -> None:
    reply = ours[family, text]
    assert reply.error is None, reply.message
    outcome, nodes, last_id = reply.result
    recorded_outcome, recorded_nodes, recorded_id = RECORD[family][text]
    assert outcome == recorded_outcome
    assert nodes == recorded_nodes
    assert last_id == recorded_id
