"""Runs one case under one library in a process of its own, with a cache of compiled programs of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import WARM

ROOT = Path(__file__).resolve().parent.parent


def run_case(
    library: str,
    python: str,
    name: str,
    dtype: str = "float32",
    device: str = "cpu",
    quick: bool = False,
) -> dict[str, Any]:
    """The measures of one case: with an empty cache and, where that is of interest, with a warm one."""
    with tempfile.TemporaryDirectory() as cache:
        variables = environment(device)
        variables["SCOPEFLOW_CACHE"] = cache
        if library == "jax":
            variables["JAX_COMPILATION_CACHE_DIR"] = cache
            variables["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
        arguments = [python, library, name, "--dtype", dtype, *["--quick"] * quick]
        found = run_process(variables, *arguments)
        if name not in WARM or not found:
            return found
        if library == "tensorflow":  # it has no such cache: the next start is as the first
            warm = {
                measure.replace("first step", "first step, warm cache"): value
                for measure, value in found.items()
                if "first step" in measure
            }
        else:
            warm = run_process(variables, *arguments, "--warm")
        return {**found, **warm}


def environment(device: str) -> dict[str, str]:
    """The variables of a process that measures on this device."""
    # modules are compiled once, as on any machine; the library is the one that is installed
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    variables = {key: value for key, value in os.environ.items() if key not in left_out}
    if device == "cpu":
        variables.update(JAX_PLATFORMS="cpu", CUDA_VISIBLE_DEVICES="")
    return variables


def run_process(
    variables: dict[str, str], python: str, library: str, name: str, *arguments: str
) -> dict[str, Any]:
    """What one case measures in one process; a case that fails has no measures and says why."""
    command = [python, "-W", "ignore", "-m", "benchmarks.cases", library, name, *arguments]
    variables = {**variables, "BENCH_STARTED": repr(time.time())}
    done = subprocess.run(command, capture_output=True, text=True, env=variables, cwd=ROOT)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"  {name} failed under {library}: {last}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.splitlines()[-1])
