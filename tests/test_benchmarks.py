"""What `make bench` measures: every case runs, losses are compared, and the table says what was measured."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import benchmarks.all_cases  # noqa: F401 - puts its cases into the tables
from benchmarks import run as bench
from benchmarks.measuring import CASES, IN_JAX, ONCE
from benchmarks.processes import ROOT, run_case
from benchmarks.run import MARKS, with_table
from benchmarks.table import AGREEMENT, Measured, report
from benchmarks.wanted import WANTED

# These take minutes; what is wanted of them is all that a test may not find measured.
LONG = sorted(ONCE)
OF_LONG = ("SGD over 1,000", "20 batch sizes")


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """What every case measures under scopeflow."""
    names = [name for name in CASES if name not in LONG]
    return {name: run_case("scopeflow", sys.executable, name, quick=True) for name in names}


@pytest.mark.slow
def test_every_case_runs_under_scopeflow(measured: dict[str, dict[str, Any]]) -> None:
    for name, measures in measured.items():
        assert measures, name
        assert all(value > 0 for what, value in measures.items() if what != "losses"), name


@pytest.mark.slow
def test_every_aim_is_for_something_measured(measured: dict[str, dict[str, Any]]) -> None:
    names = {name for measures in measured.values() for name in measures}
    left = set(WANTED) - names
    assert all(name.startswith(OF_LONG) for name in left), left


@pytest.mark.slow
@pytest.mark.parametrize("name", ["logistic", "mlp", "lstm", "word2vec", "sgd_10"])
def test_the_models_by_hand_lose_what_those_of_a_graph_lose(
    measured: dict[str, dict[str, Any]], name: str
) -> None:
    together = Measured()
    by_hand = run_case("jax", sys.executable, name, quick=True)
    assert len(by_hand["losses"]) == len(measured[name]["losses"]) == 5
    for library, found in (("scopeflow", measured[name]), ("jax", by_hand)):
        together.add(name, library, found, AGREEMENT["float32"])
    assert not any(together.apart(measure) for measure in together.values)


@pytest.mark.slow
def test_small_runs_by_hand_measure_what_those_of_a_session_do(
    measured: dict[str, dict[str, Any]],
) -> None:
    for name in ("session", "long_runs", "threads", "state", "first_result"):
        assert set(run_case("jax", sys.executable, name, quick=True)) == set(measured[name])


def test_what_is_in_jax_is_a_case() -> None:
    assert set(IN_JAX) < set(CASES)


def test_a_case_that_fails_has_no_measures_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_case("no_such_library", sys.executable, "import_library") == {}
    assert "No module named 'no_such_library'" in capsys.readouterr().err


def table(rounds: int = 3, kind: str | None = None, **found: Any) -> list[str]:
    """The rows for what each library measured."""
    measured = Measured()
    for library, measures in found.items():
        measured.add("one", library, measures, 1e-4)
    return report(measured, rounds, kind).splitlines()[2:]


def test_the_table_shows_ratios_aims_and_whether_they_are_met() -> None:
    rows = table(
        scopeflow={
            "import (s)": 0.1,
            "Session.run, counter (us)": 20.0,
            "memory per node (kB)": 2.5,
            "feeding 16 MB (us)": 9.0,
        },
        tensorflow={"import (s)": 1.25, "Session.run, counter (us)": 200.0, "other (us)": 12345.6},
        jax={"Session.run, counter (us)": 9.0},
    )
    assert rows[0] == (
        "| measure | scopeflow | TensorFlow 1.15 | JAX by hand | vs TensorFlow 1.15 | "
        "vs JAX by hand | wanted | met |"
    )
    assert rows[2:] == [
        "| import (s) | 0.1 | 1.25 | - | 12.5 | - | TF 8x | met |",
        "| Session.run, counter (us) | 20 | 200 | 9 | 10 | 0.45 | TF 8x, JAX 0.5x |"
        " **not met**: JAX |",
        "| memory per node (kB) | 2.5 | - | - | - | - | at most 2 | **not met**: bound |",
        "| feeding 16 MB (us) | 9 | - | - | - | - | TF 1x, JAX 1.2x | not measured: TF, JAX |",
        "| other (us) | - | 12,346 | - | - | - |  |  |",
    ]


def test_time_by_the_clock_stands_beside_processor_time() -> None:
    both = {"LSTM, step (ms)": 10.0, "LSTM, step (ms, by the clock)": 5.0}
    twice = {"LSTM, step (ms)": 20.0, "LSTM, step (ms, by the clock)": 6.0}
    rows = table(scopeflow=both, tensorflow=twice)
    assert rows[2:] == [
        "| LSTM, step (ms) | 10 / 5 | 20 / 6 | 2 / 1.2 | TF 1.8x, JAX 0.9x | not measured: JAX |"
    ]


def test_a_case_whose_losses_differ_does_not_count() -> None:
    ours = {"LSTM, step (ms)": 1.0, "losses": [2.0, 1.0]}
    near = {"LSTM, step (ms)": 2.0, "losses": [2.0001, 1.0]}
    far = {"LSTM, step (ms)": 2.0, "losses": [2.001, 1.0]}
    missing = {"LSTM, step (ms)": 2.0, "losses": [2.0, float("nan")]}
    assert "| met |" in table(scopeflow=ours, tensorflow=near, jax=near)[2]
    assert "does not count: losses differ by 5.0e-04" in table(scopeflow=ours, jax=far)[2]
    assert "does not count" in table(scopeflow=ours, jax=missing)[2]


def test_nothing_is_wanted_of_another_device() -> None:
    ours, by_hand = {"LSTM, step (ms)": 9.0}, {"LSTM, step (ms)": 3.0}
    assert table(kind="a GPU", scopeflow=ours, jax=by_hand)[2] == (
        "| LSTM, step (ms) | 9 | 3 | 0.333 |  |  |"
    )


def test_a_page_keeps_all_but_the_table_behind_its_mark() -> None:
    page = f"# Page\n\n{MARKS['cpu']}\n\nold\n\n## Next\n\n{MARKS['gpu']}\n\nold\n"
    page = with_table(page, MARKS["cpu"], "new")
    page = with_table(page, MARKS["gpu"], "fast")
    assert page == f"# Page\n\n{MARKS['cpu']}\n\nnew\n\n## Next\n\n{MARKS['gpu']}\n\nfast\n"
    with pytest.raises(SystemExit, match="no line"):
        with_table("# Page\n", MARKS["cpu"], "new")


def test_without_a_gpu_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "accelerator", lambda: None)
    monkeypatch.setattr(sys, "argv", ["run.py", "--device", "gpu"])
    with pytest.raises(SystemExit, match="no GPU"):
        bench.main()
    assert not capsys.readouterr().out


def test_the_script_lists_its_cases() -> None:
    command = [sys.executable, "-m", "benchmarks.run", "--list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == list(CASES)
