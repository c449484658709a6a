"""Array functions, contexts and conditionals make TensorFlow's very nodes, and refuse what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference import array_programs
from tests.reference.live import Local, recorded

RECORD = recorded("array")
CASES = [
    (family, case)
    for family in array_programs.families()
    for case in array_programs.programs(family)
]


@pytest.fixture(scope="module")
def ours() -> dict[str, dict[str, Any]]:
    found = {}
    for family in array_programs.families():
        programs = array_programs.programs(family)
        replies = Local().run_many(list(programs.values()), array_programs.PRELUDE)
        found[family] = dict(zip(programs, replies, strict=True))
    return found


@pytest.mark.parametrize(("family", "case"), CASES)
def test_program_makes_the_recorded_nodes(ours: Any, family: str, case: str) -> None:
    reply = ours[family][case]
    assert reply.error is None, reply.message
    outcome, nodes, last_id = reply.result
    recorded_outcome, recorded_nodes, recorded_id = RECORD[family][case]
    if recorded_outcome[1]:
        assert outcome == recorded_outcome
    else:  # an assertion without words of its own
        assert outcome[0] == recorded_outcome[0]
    assert nodes == recorded_nodes
    assert last_id == recorded_id
