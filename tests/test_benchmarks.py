"""What `make bench` measures: every case runs, and the table says what was measured."""

from __future__ import annotations

import sys

import pytest

from benchmarks.measuring import CASES
from benchmarks.run import AT_MOST, WANTED, report, run_case


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, float]]:
    """What every case measures under scopeflow."""
    return {name: run_case("scopeflow", sys.executable, name) for name in CASES}


@pytest.mark.slow
def test_every_case_runs_under_scopeflow(measured: dict[str, dict[str, float]]) -> None:
    for name, measures in measured.items():
        assert measures, name
        assert all(value > 0 for value in measures.values()), name


@pytest.mark.slow
def test_every_aim_is_for_something_measured(measured: dict[str, dict[str, float]]) -> None:
    names = {name for measures in measured.values() for name in measures}
    assert not (set(WANTED) | set(AT_MOST)) - names


def test_a_case_that_fails_has_no_measures_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_case("no_such_library", sys.executable, "import_library") == {}
    assert "No module named 'no_such_library'" in capsys.readouterr().err


def test_the_table_shows_ratios_and_aims() -> None:
    medians = {
        "import (s)": {"scopeflow": 0.1, "tensorflow": 1.25},
        "memory per node (kB)": {"scopeflow": 1.5},
        "other (us)": {"tensorflow": 12345.6},
    }
    assert report(medians, rounds=3).splitlines()[4:] == [
        "| import (s) | 0.1 | 1.25 | 12.5 | >= 8 |",
        "| memory per node (kB) | 1.5 | - | - | at most 2.0 |",
        "| other (us) | - | 12,346 | - |  |",
    ]
