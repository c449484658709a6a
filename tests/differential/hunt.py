"""Searches for programs that the two libraries treat differently: `python -m tests.differential.hunt`.

    python -m tests.differential.hunt --seed 1000 --programs 5000 --keep

Prints each difference with the shortest program that shows it; `--keep` writes that program and
TensorFlow's answer to tests/reference/differential/, where the test suite replays it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.differential.compare import difference
from tests.differential.generator import generate
from tests.differential.programs import PRELUDE, Statement, shrink, source
from tests.reference.live import Local, Reference

CASES = Path(__file__).parents[1] / "reference" / "differential"
SAMPLE = CASES.parent / "differential.json.gz"
BATCH = 40


def differences(reference: Reference, local: Local, sources: Sequence[str]) -> list[str | None]:
    """For each program: the first difference in words, or None."""
    theirs = reference.run_many(sources, PRELUDE)
    ours = local.run_many(sources, PRELUDE)
    return [difference(a, b) for a, b in zip(theirs, ours, strict=True)]


def smallest(
    reference: Reference, local: Local, program: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    def first_that_differs(programs: list[tuple[Statement, ...]]) -> int | None:
        found = differences(reference, local, [source(candidate) for candidate in programs])
        return next((index for index, text in enumerate(found) if text), None)

    return shrink(program, first_that_differs)


def keep(reference: Reference, text: str) -> Path:
    """Writes a program and TensorFlow's answer where the tests replay it."""
    answer = reference.run(text, PRELUDE)
    CASES.mkdir(exist_ok=True)
    path = CASES / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    case = {
        "program": text.split("\n"),
        "result": answer.result,
        "error": answer.error,
        "message": answer.message,
    }
    path.write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")
    return path


def hunt(seed: int, programs: int, length: int, stop_after: int, keeping: bool) -> int:
    """Runs many programs under both; returns how many differed."""
    local = Local()
    found = 0
    began = time.monotonic()
    with Reference() as reference:
        for start in range(0, programs, BATCH):
            made = [
                generate(random.Random(f"{seed}/{start + index}"), 1 + (start + index) % length)
                for index in range(min(BATCH, programs - start))
            ]
            for program, text in zip(
                made, differences(reference, local, [source(p) for p in made]), strict=True
            ):
                if text is None:
                    continue
                found += 1
                small = smallest(reference, local, program)
                words = differences(reference, local, [source(small)])[0]
                if words is None:
                    print(f"\n##### gone when made smaller: {text}\n{source(program)}", flush=True)
                    continue
                print(f"\n##### difference {found}: {words}\n{source(small)}", flush=True)
                if keeping:
                    print("kept as", keep(reference, source(small)).name, flush=True)
                if found >= stop_after:
                    return found
            done = start + len(made)
            if done % 1600 == 0:
                reference.close()  # the next question starts a fresh one: the old one has grown
            if done % 1000 < BATCH:
                print(
                    f"{done} programs, {found} differences, {time.monotonic() - began:.0f} s",
                    file=sys.stderr,
                )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--length", type=int, default=16, help="the longest program, in statements")
    parser.add_argument("--stop-after", type=int, default=10, help="how many differences to show")
    parser.add_argument("--keep", action="store_true", help="record what was found as test cases")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"seed {given.seed}", file=sys.stderr)
    sys.exit(
        1 if hunt(given.seed, given.programs, given.length, given.stop_after, given.keep) else 0
    )


if __name__ == "__main__":
    main()
