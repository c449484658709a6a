"""Times the steps of the models under tests/models/programs, and how long each needs until its first step is done.

    python benchmarks/models.py [--steps 60] [--rounds 2] [NAME ...]

Each model is trained in a process of its own, under scopeflow and, where there is one, under TensorFlow 1.15, in turn.
Of the steps the fastest of the second half counts, in wall time: what else the machine does only adds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.models.running import PROGRAMS, models  # noqa: E402
from tests.reference.live import interpreter  # noqa: E402

CHILD = """
import sys, json, tempfile, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, {watching!r})
import watching
def go():
    import tensorflow as tf
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.FATAL)
    with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default():
        print(json.dumps(watching.pace({path!r}, folder, {steps})))
if {ours}:
    from scopeflow.runner.alias import tensorflow_is_scopeflow
    with tensorflow_is_scopeflow():
        go()
else:
    go()
"""


def pace(python: str, name: str, steps: int, ours: bool) -> dict[str, float] | None:
    """Milliseconds of building with starting, of the first step and of the best later one."""
    program = CHILD.format(
        watching=str(HERE.parent / "tests/models"),
        path=str(PROGRAMS / f"{name}.py"),
        steps=steps,
        ours=ours,
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    done = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, env=environment, timeout=600
    )
    if done.returncode:
        print(name, done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    start, first, *later = (seconds * 1000 for seconds in json.loads(done.stdout.splitlines()[-1]))
    later = later[: steps - 1]
    return {"start": start, "first": first, "best": min(later[len(later) // 2 :])}


def best(python: str, name: str, steps: int, ours: bool, rounds: int) -> dict[str, float] | None:
    """The best of several processes."""
    seen = [found for _ in range(rounds) if (found := pace(python, name, steps, ours))]
    return {key: min(one[key] for one in seen) for key in seen[0]} if seen else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    reference = interpreter()
    print("milliseconds, scopeflow / TensorFlow 1.15; ratio: how many times faster scopeflow is")
    print(f"{'model':24}{'build, start':>17}{'first step':>17}{'a step':>19}{'ratio':>8}")
    for name in options.names or models():
        mine = best(sys.executable, name, options.steps, True, options.rounds)
        other = reference and best(str(reference), name, options.steps, False, options.rounds)
        if not mine:
            continue
        columns = [
            f"{mine[key]:.{digits}f} / {other[key]:.{digits}f}"
            if other
            else f"{mine[key]:.{digits}f}"
            for key, digits in (("start", 0), ("first", 0), ("best", 2))
        ]
        ratio = f"{other['best'] / mine['best']:.2f}" if other else "-"
        print(f"{name:24}{columns[0]:>17}{columns[1]:>17}{columns[2]:>19}{ratio:>8}", flush=True)


if __name__ == "__main__":
    main()
