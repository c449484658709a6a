"""Programs of every family of ops make TensorFlow's nodes and give its values, and fail as it fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ops.same_programs import differences
from tests.reference import op_programs
from tests.reference.live import Local

CASES = [
    (family, case) for family in op_programs.families() for case in op_programs.programs(family)
]
_records: dict[str, Any] = {}


# (what TensorFlow leaves unsaid is said in warnings, which are no part of an answer)
@pytest.mark.filterwarnings("ignore::scopeflow.ScopeWarning")
@pytest.mark.parametrize(("family", "case"), CASES)
def test_program_does_what_was_recorded(family: str, case: str) -> None:
    if family not in _records:
        _records[family] = op_programs.read_record(family)
    ours = op_programs.answers(Local(), family, (case,))
    assert not differences(ours[case], _records[family][case])
