"""Searches for op programs that the two libraries treat differently: `python -m tests.differential_ops.hunt`.

    python -m tests.differential_ops.hunt --seed 1000 --programs 5000 --keep
    python -m tests.differential_ops.hunt --families reductions --compiled

Programs are random calls of the public functions in recipes/, built and run in two processes; one that crashes or hangs is
found out by a watchdog.  What differs is grouped by kind, and the shortest program of each kind is printed; `--keep` writes
it and TensorFlow's answer to tests/reference/differential_ops/, where the test suite replays it.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.differential_ops.accepted import reason
from tests.differential_ops.compare import Difference, difference
from tests.differential_ops.generator import generate, recipes
from tests.differential_ops.programs import PRELUDE, Program, shrink, source
from tests.differential_ops.workers import Pair

CASES = Path(__file__).parents[1] / "reference" / "differential_ops"
SAMPLE = CASES.parent / "differential_ops.json.gz"
BATCH = 60


def differences(pair: Pair, programs: Sequence[Program]) -> list[Difference | None]:
    """For each program the first difference that is not accepted, or None."""
    theirs, ours = pair.ask([source(program) for program in programs], PRELUDE)
    found = [difference(p, a, b) for p, a, b in zip(programs, theirs, ours, strict=True)]
    return [
        None if d and reason("\n".join(p), f"{d.kind}\n{d.words}") else d
        for p, d in zip(programs, found, strict=True)
    ]


def smallest(pair: Pair, program: Program, kind: str) -> Program:
    """The shortest program that differs in the same way."""

    def first_that_differs(programs: list[Program]) -> int | None:
        found = differences(pair, programs)
        return next((i for i, d in enumerate(found) if d and d.kind == kind), None)

    return shrink(program, first_that_differs)


def keep(pair: Pair, program: Program) -> Path:
    """Writes a program and TensorFlow's answer where the tests replay it."""
    answer = pair.reference.run(source(program), PRELUDE)
    CASES.mkdir(exist_ok=True)
    text = "\n".join(program)
    path = CASES / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    path.write_text(json.dumps({"program": program, "result": answer.result}, indent=1) + "\n")
    return path


def hunt(
    seed: str, programs: int, families: list[str] | None, compiled: bool, keeping: bool
) -> int:
    """Runs many programs under both; returns how many kinds of differences there were."""
    kinds: collections.Counter[str] = collections.Counter()
    began = time.monotonic()
    with Pair(compiled) as pair:
        for start in range(0, programs, BATCH):
            made = [
                generate(random.Random(f"{seed}/{start + index}"), families)
                for index in range(min(BATCH, programs - start))
            ]
            for number, (program, found) in enumerate(
                zip(made, differences(pair, made), strict=True), start
            ):
                if found is None:
                    continue
                kinds[found.kind] += 1
                if kinds[found.kind] > 1:
                    continue
                small = smallest(pair, program, found.kind)
                again = differences(pair, [small])[0] or found
                text = "\n".join(small)
                print(f"\n##### {number}: {again.kind}\n{text}\n  {again.words[:1500]}", flush=True)
                if keeping:
                    print("kept as", keep(pair, small).name, flush=True)
            if start // BATCH % 10 == 0:
                spent = time.monotonic() - began
                print(
                    f"{start + len(made)} programs, {len(kinds)} kinds, {spent:.0f} s",
                    file=sys.stderr,
                )
    print()
    for kind, count in kinds.most_common():
        print(f"{count:6} {kind}")
    return len(kinds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(2**32)))
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--families", nargs="*", choices=sorted(recipes()))
    parser.add_argument("--compiled", action="store_true", help="compile every run of ours")
    parser.add_argument("--keep", action="store_true", help="record what was found as test cases")
    given = parser.parse_args()
    print(f"seed {given.seed}", file=sys.stderr)
    found = hunt(given.seed, given.programs, given.families, given.compiled, given.keep)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
