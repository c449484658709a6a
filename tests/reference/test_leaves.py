"""The record of dtypes, shapes, devices, keys and errors is what the reference says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.reference import leaf_cases, record_leaves
from tests.reference.live import interpreter

LEAVES = Path(record_leaves.LEAVES)


@pytest.mark.parametrize("group", leaf_cases.GROUPS)
def test_every_case_is_recorded(group: str) -> None:
    recorded = json.loads((LEAVES / f"{group}.json").read_text())
    assert {
        name: list(dict.fromkeys(cases)) for name, cases in leaf_cases.GROUPS[group].items()
    } == {name: list(answers) for name, answers in recorded.items()}


@pytest.mark.reference
def test_the_reference_says_what_is_recorded(tmp_path: Path) -> None:
    command = [str(interpreter()), record_leaves.__file__, str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for group in leaf_cases.GROUPS:
        name = f"{group}.json"
        assert json.loads((tmp_path / name).read_text()) == json.loads((LEAVES / name).read_text())
