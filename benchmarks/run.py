"""Measures scopeflow, TensorFlow 1.15 (where there is one) and hand-written JAX in turn.

    make bench
    make bench BENCH_ARGS="--cases session,mlp --rounds 5 --json bench.json"
    make bench BENCH_ARGS="--page docs/benchmarks.md"
    make bench BENCH_ARGS="--device gpu"              scopeflow beside JAX on an accelerator
    python -m benchmarks.run --cases mlp --rounds 1 --libraries scopeflow,jax

One round runs every case under every library, each in a process of its own (processes.py), so that
whatever else the machine does falls on all. `--list` names the cases.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import benchmarks.all_cases  # noqa: E402, F401 - puts its cases into the tables
from benchmarks.measuring import CASES, IN_JAX, ONCE  # noqa: E402
from benchmarks.processes import environment, run_case  # noqa: E402
from benchmarks.table import AGREEMENT, Measured, machine, report  # noqa: E402
from tests.reference.live import interpreter  # noqa: E402

# Where the tables stand in docs/benchmarks.md: what is after a mark, up to the next heading, is written anew.
MARKS = {"cpu": "<!-- measured -->", "gpu": "<!-- measured on a GPU -->"}
LIBRARIES = ("scopeflow", "tensorflow", "jax")
ON_GPU = ("session", "mlp", "lenet", "resnet20", "lstm", "transformer")


def main() -> None:
    options = command_line()
    if options.list:
        print("\n".join(CASES))
        return
    gpu = options.device == "gpu"
    wanted = ["scopeflow"] if options.alone else options.libraries.split(",")
    libraries = interpreters([name for name in wanted if not (gpu and name == "tensorflow")])
    kind = accelerator() if gpu else None
    if gpu and kind is None:
        raise SystemExit("JAX finds no GPU on this machine: nothing was measured")
    dtypes = ("float32", "bfloat16") if gpu else ("float32",)
    measured = measure(libraries, options.cases.split(","), options.rounds, dtypes, options.device)
    table = report(measured, options.rounds, kind)
    print(table)
    if options.page:
        page = options.page.read_text()
        options.page.write_text(with_table(page, MARKS[options.device], table))
    if options.json:
        result = {
            "machine": machine(kind),
            "medians": measured.medians(),
            "rounds": measured.values,
            "losses": measured.losses,
        }
        options.json.write_text(json.dumps(result, indent=1) + "\n")


def command_line() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", help="names, separated by commas")
    parser.add_argument("--list", action="store_true", help="name the cases and leave")
    parser.add_argument("--json", type=Path, help="also write everything measured to this file")
    parser.add_argument("--page", type=Path, help="put the table into this page, after its mark")
    parser.add_argument("--libraries", default=",".join(LIBRARIES), help="which to measure")
    parser.add_argument("--alone", action="store_true", help="leave the other libraries out")
    parser.add_argument("--device", choices=MARKS, default="cpu")
    options = parser.parse_args()
    options.cases = options.cases or ",".join(CASES if options.device == "cpu" else ON_GPU)
    if unknown := [name for name in options.cases.split(",") if name not in CASES]:
        parser.error(f"no case {unknown[0]!r}; there are {', '.join(CASES)}")
    if unknown := [name for name in options.libraries.split(",") if name not in LIBRARIES]:
        parser.error(f"no library {unknown[0]!r}; there are {', '.join(LIBRARIES)}")
    return options


def interpreters(wanted: Sequence[str]) -> dict[str, str]:
    """The Python of each library that is here; that of TensorFlow 1.15 may be missing."""
    known = {"scopeflow": sys.executable, "tensorflow": interpreter(), "jax": sys.executable}
    found = {name: str(known[name]) for name in LIBRARIES if name in wanted and known[name]}
    if "tensorflow" in wanted and "tensorflow" not in found:
        print("no TensorFlow 1.15 is set up here (docs/reference.md)", file=sys.stderr)
    return found


def accelerator() -> str | None:
    """What kind of GPU JAX finds, asked in another process: this one must not hold its memory."""
    program = "import jax; print(jax.devices('gpu')[0].device_kind)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment("gpu")
    )
    return done.stdout.strip() if done.returncode == 0 else None


def measure(
    libraries: dict[str, str],
    names: Sequence[str],
    rounds: int,
    dtypes: Sequence[str] = ("float32",),
    device: str = "cpu",
) -> Measured:
    """All values, round by round, and the losses of the first."""
    measured = Measured()
    runs = [(name, dtype) for name in names for dtype in dtypes]
    for number in range(rounds):
        for name, dtype in runs:
            # (what is no model has no dtype of its own, and what takes long is measured once)
            if (number and name in ONCE) or (dtype != "float32" and name == "session"):
                continue
            for library, python in libraries.items():
                if library == "jax" and name not in IN_JAX:
                    continue
                print(f"round {number + 1}/{rounds}: {name}, {library}, {dtype}", file=sys.stderr)
                found = run_case(library, python, name, dtype, device)
                measured.add(f"{name} {dtype}", library, found, AGREEMENT[dtype])
    return measured


def with_table(page: str, mark: str, table: str) -> str:
    """The page with this table behind the mark, and all else as it was."""
    head, found, rest = page.partition(mark)
    if not found:
        raise SystemExit(f"the page has no line {mark}")
    _, heading, tail = rest.partition("\n## ")
    return f"{head}{mark}\n\n{table}\n{heading}{tail}"


if __name__ == "__main__":
    main()
