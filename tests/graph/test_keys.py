"""GraphKeys: TensorFlow 1.15's names, and its warning for the old one."""

from __future__ import annotations

import logging

import pytest

from scopeflow.graph.keys import GraphKeys
from tests.graph.replay import differences, sections
from tests.reference.record_leaves import describe

RECORD = sections("keys")


def test_keys_answer_as_the_reference() -> None:
    assert differences(RECORD["names and values"]) == {}


def test_the_old_name_warns_once_for_each_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tensorflow"):
        for _ in range(3):
            assert GraphKeys.VARIABLES == "variables"
        assert GraphKeys().VARIABLES == "variables"
    assert len(caplog.messages) == 2
    assert f"From {__file__}:" in caplog.messages[0]


def test_the_warning_is_that_of_the_reference(caplog: pytest.LogCaptureFixture) -> None:
    ((kind, theirs),) = RECORD["warning"].values()
    with caplog.at_level(logging.WARNING, "tensorflow"):
        assert GraphKeys.VARIABLES == "variables"
    assert [kind, theirs] == ["value", describe(caplog.messages[0])]


def test_other_names_do_not_warn(caplog: pytest.LogCaptureFixture) -> None:
    names = [name for name in dir(GraphKeys) if name.isupper() and name != "VARIABLES"]
    values = [getattr(GraphKeys, name) for name in names]
    assert len(set(map(str, values))) == len(values) > 30
    assert caplog.messages == []
