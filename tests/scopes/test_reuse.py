"""The decision table for reuse, row by row."""

from __future__ import annotations

import pytest

from scopeflow.scopes.reuse import AUTO_REUSE, Decision, checked, decide, on_entering


@pytest.mark.parametrize(
    ("reuse", "exists", "decision"),
    [
        (False, True, Decision.REFUSE_EXISTING),
        (False, False, Decision.CREATE),
        (True, True, Decision.SHARE),
        (True, False, Decision.REFUSE_MISSING),
        (AUTO_REUSE, True, Decision.SHARE),
        (AUTO_REUSE, False, Decision.CREATE),
        (None, True, Decision.SHARE),
        (None, False, Decision.CREATE),
    ],
)
def test_the_store_decides_by_reuse_and_existence(
    reuse: object, exists: bool, decision: Decision
) -> None:
    assert decide(reuse, exists) is decision


@pytest.mark.parametrize("base", [False, True, None, AUTO_REUSE])
def test_false_and_none_inherit_and_the_others_replace(base: object) -> None:
    assert on_entering(checked(False), base) is base
    assert on_entering(checked(None), base) is base
    assert on_entering(checked(True), base) is True
    assert on_entering(checked(AUTO_REUSE), base) is AUTO_REUSE


@pytest.mark.parametrize("wrong", [0, 1, 1.0, "", "AUTO_REUSE", [], "True"])
def test_what_only_looks_like_a_bool_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"^The reuse parameter must be True or False or None\."):
        checked(wrong)
