"""Measures scopeflow and, where there is one, TensorFlow 1.15 in turn: medians and ratios.

    make bench
    make bench BENCH_ARGS="--cases session,build --rounds 5 --json bench.json"
    make bench BENCH_ARGS="--page docs/benchmarks.md"

Each case runs in a process of its own; one round runs every case under both libraries, so that
whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import benchmarks.cases  # noqa: E402 - puts its cases into the table
import benchmarks.graph_cases  # noqa: E402, F401
from benchmarks.measuring import CASES  # noqa: E402
from tests.reference.live import interpreter  # noqa: E402

# How many times faster than TensorFlow 1.15 each measure is meant to be.
WANTED = {
    "import (s)": 8,
    "process start to first result (s)": 4,
    "add, graph of 20k (us)": 20,
    "gradients of 1,000 layers (s)": 12,
    "as_graph_def, 20k nodes (us per node)": 1.5,
    "import_graph_def, 20k nodes (us per node)": 5,
    "ResNet-50 graph with training (s)": 12,
    "add_summary (us)": 2,
    "add_graph, 20k nodes (us per node)": 2,
    "get_variable, create (us)": 15,
    "get_variable, reuse (us)": 8,
    "Session.run, scalar add with feeds (us)": 10,
    "Session.run, variable fetch (us)": 15,
    "LSTM 2 x 64, 50 steps, training step (ms)": 1,
    "save 100 x 2 MB (ms, by the clock)": 1,
    "restore 100 x 2 MB (ms, by the clock)": 1,
}
# Bounds on scopeflow's own value.
AT_MOST = {"memory per node (kB)": 2.0}

# Where the table stands in docs/benchmarks.md: all after it is written anew.
MARK = "<!-- measured -->"

Measures = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", default=",".join(CASES), help="names, separated by commas")
    parser.add_argument("--json", type=Path, help="also write everything measured to this file")
    parser.add_argument("--page", type=Path, help="put the table into this page, after its mark")
    parser.add_argument("--alone", action="store_true", help="leave TensorFlow 1.15 out")
    options = parser.parse_args()
    names = options.cases.split(",")
    if unknown := [name for name in names if name not in CASES]:
        parser.error(f"no case {unknown[0]!r}; there are {', '.join(CASES)}")
    libraries = {"scopeflow": sys.executable}
    reference = None if options.alone else interpreter()
    if reference is not None:
        libraries["tensorflow"] = str(reference)
    medians, rounds = measure(libraries, names, options.rounds)
    table = report(medians, options.rounds)
    print(table)
    if options.page:
        head, mark, _ = options.page.read_text().partition(MARK)
        options.page.write_text(f"{head}{mark}\n\n{table}\n")
    if options.json:
        result = {"machine": machine(), "medians": medians, "rounds": rounds}
        options.json.write_text(json.dumps(result, indent=1) + "\n")


def measure(
    libraries: dict[str, str], names: Sequence[str], rounds: int
) -> tuple[Measures, dict[str, Any]]:
    """The median of each measure, by measure and library, and all values behind it."""
    values: dict[str, Any] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds):
        for name in names:
            for library, python in libraries.items():
                print(f"round {number + 1}/{rounds}: {name}, {library}", file=sys.stderr)
                for measure, value in run_case(library, python, name).items():
                    values[measure][library].append(value)
    medians = {
        measure: {library: statistics.median(seen) for library, seen in by_library.items()}
        for measure, by_library in values.items()
    }
    return medians, {measure: dict(by_library) for measure, by_library in values.items()}


def run_case(library: str, python: str, name: str) -> dict[str, float]:
    """The measures of one case in one process; a case that fails has none and says why."""
    # modules are compiled once, as on any machine; the library is the one that is installed
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    command = [python, "-W", "ignore", "-m", "benchmarks.cases", library, name]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=HERE.parent)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"  {name} failed under {library}: {last}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def report(medians: Measures, rounds: int) -> str:
    """The medians as a Markdown table."""
    lines = [
        f"Medians of {rounds} rounds, processor time; {machine()}.",
        "",
        "| measure | scopeflow | TensorFlow 1.15 | ratio | wanted |",
        "|--|--:|--:|--:|--:|",
    ]
    for measure, by_library in medians.items():
        ours, theirs = by_library.get("scopeflow"), by_library.get("tensorflow")
        ratio = theirs / ours if ours and theirs else None
        lines.append(
            f"| {measure} | {shown(ours)} | {shown(theirs)} | {shown(ratio)} | {aim(measure)} |"
        )
    return "\n".join(lines)


def aim(measure: str) -> str:
    if measure in WANTED:
        return f">= {WANTED[measure]}"
    return f"at most {AT_MOST[measure]}" if measure in AT_MOST else ""


def shown(value: float | None) -> str:
    """A number with three digits that mean something."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
