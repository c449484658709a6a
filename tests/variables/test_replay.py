"""Every recorded program about variables builds TensorFlow's nodes and gives its results and refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.reference import record_variables
from tests.reference.live import Reference, recorded

RECORD: dict[str, dict[str, Any]] = recorded("variables")


def _cases() -> Iterator[Any]:
    for group, programs in RECORD.items():
        for name in programs:
            yield pytest.param(group, name, id=f"{group}: {name}")


@pytest.fixture(scope="module")
def programs() -> dict[str, Any]:
    return {group: record_variables.programs(group, tf, np) for group in RECORD}


@pytest.mark.parametrize("group, name", list(_cases()))
def test_program_does_what_tensorflow_does(group: str, name: str, programs: dict[str, Any]) -> None:
    expected = RECORD[group][name]
    found = json.loads(json.dumps(record_variables.answer(tf, programs[group][name])))
    assert found["nodes"] == expected["nodes"]
    if "error" in expected:
        kind, sentence = expected["error"]
        assert found.get("error", [None])[0] == kind, found
        assert found["error"][1].startswith(sentence.split(". ")[0].rstrip("."))
    else:
        assert found.get("result", found.get("error")) == expected["result"]
    assert found["last_id"] == expected["last_id"]


def test_every_program_is_recorded(programs: dict[str, Any]) -> None:
    assert sorted(RECORD) == record_variables.groups()
    for group, known in programs.items():
        assert sorted(known) == sorted(RECORD[group])


@pytest.mark.reference
@pytest.mark.parametrize("group", sorted(RECORD))
def test_record_is_what_tensorflow_says(group: str, reference: Reference) -> None:
    here = record_variables.HERE
    source = f"import sys; sys.path.insert(0, {here!r}); import record_variables as r; result = r.ask({group!r}, tf, np)"
    answer = reference.run(source)
    assert answer.error is None, answer.message
    assert answer.result == RECORD[group]
