"""Trains the programs under either library, and keeps and finds what the reference's training gave.

python -m tests.models.running [NAME ...]                records
python -m tests.models.running --compare [NAME ...]      shows where scopeflow differs, live
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scopeflow.runner.alias import tensorflow_is_scopeflow
from tests.models.agreement import differences
from tests.reference.live import Answer, Local, Reference

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
RECORDS = HERE / "records"
STEPS = 6


def models() -> list[str]:
    """The names of the programs."""
    return sorted(path.stem for path in PROGRAMS.glob("*.py"))


def trained(library: Local | Reference, name: str, steps: int = STEPS) -> Answer:
    """What training a model shows under a library."""
    path = str(PROGRAMS / f"{name}.py")
    with tempfile.TemporaryDirectory() as folder:
        program = f"result = watch(tf, {path!r}, {folder!r}, {steps})"
        prelude = (HERE / "watching.py").read_text()
        if isinstance(library, Reference):
            return library.run(program, prelude)
        with tensorflow_is_scopeflow():
            return library.run(program, prelude)


def write_record(name: str, data: Any) -> None:
    """Keeps what the reference's training gave, packed, the same bytes for the same training."""
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    (RECORDS / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def read_record(name: str) -> Any:
    """What the reference's training of a model gave."""
    return json.loads(gzip.decompress((RECORDS / f"{name}.json.gz").read_bytes()))


def said(answer: Answer) -> Any:
    if answer.error is not None:
        raise SystemExit(f"{answer.error}: {answer.message}\n{answer.printed}")
    return answer.result


def record(names: list[str]) -> None:
    """Asks the reference and keeps its answers."""
    with Reference(timeout=300) as reference:
        for name in names or models():
            data = said(trained(reference, name))
            write_record(name, data)
            print(f"recorded {name}: {data['steps']}"[:300], file=sys.stderr)


def compare(names: list[str]) -> None:
    """Prints how the two libraries differ, live."""
    with Reference(timeout=300) as reference:
        for name in names or models():
            theirs = trained(reference, name)
            start = time.perf_counter()
            ours = trained(Local(), name)
            took = time.perf_counter() - start
            if theirs.error or ours.error:
                print(
                    name,
                    "reference",
                    theirs.error,
                    theirs.message,
                    "ours",
                    ours.error,
                    ours.message,
                )
                continue
            found = differences(ours.result, theirs.result)
            nodes = sum(len(graph["nodes"]) for graph in theirs.result["graphs"])
            print(
                f"{name}: {nodes} nodes, {took:.1f} s, {len(found) or 'no'} differences", flush=True
            )
            print(*(f"    {line[:1500]}" for line in found), sep="\n")
            print("   ", str(theirs.result["steps"])[:200])


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--compare"]:
        compare(arguments[1:])
    else:
        record(arguments)
