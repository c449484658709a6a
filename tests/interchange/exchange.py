"""Hands our GraphDefs to TensorFlow 1.15 and takes back what it makes of them: one process for many."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

import scopeflow as tf
from tests.reference.live import interpreter

IMPORTER = Path(__file__).with_name("import_graph.py")


@dataclass
class Run:
    """One `Session.run`: names of tensors and operations to fetch, and plain values to feed."""

    fetches: list[str] = field(default_factory=list)
    ops: list[str] = field(default_factory=list)
    feeds: dict[str, Any] = field(default_factory=dict)


@dataclass
class Job:
    """A graph and the runs of one session over it, in order."""

    graph: tf.Graph
    runs: list[Run]


@dataclass
class Outcome:
    """What one run gave.

    Attributes:
      shapes: the static shape of each fetched tensor: None or a list of int and None.
      values: its value.
      error: the exception's class and message, where there is one.
    """

    shapes: list[Any] = field(default_factory=list)
    values: list[np.ndarray] = field(default_factory=list)
    error: str | None = None


def import_and_run(jobs: Sequence[Job], folder: Path) -> list[list[Any]]:
    """What TensorFlow 1.15 makes of the jobs: per job and run an answer that JSON can hold.

    Args:
      jobs: what to run.
      folder: an empty folder for the files that the two processes exchange.
    """
    listed = []
    for number, job in enumerate(jobs):
        name = f"{number}.pb"
        (folder / name).write_bytes(job.graph.as_graph_def().SerializeToString())
        listed.append({"graph": name, "runs": [vars(run) for run in job.runs]})
    (folder / "jobs.json").write_text(json.dumps(listed))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(interpreter()), "-W", "ignore", str(IMPORTER), str(folder)],
        env={**environment, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answers = json.loads((folder / "answers.json").read_text())
    assert len(answers) == len(jobs)
    return answers


def outcome(answer: Any) -> Outcome:
    """An answer, with arrays."""
    if isinstance(answer, str):
        return Outcome(error=answer)
    return Outcome(answer[0], [array(*value) for value in answer[1]])


def array(dtype: str, shape: list[int], data: Any) -> np.ndarray:
    """The array of a dtype's name, a shape, and its bytes in hexadecimal, or a list of strings."""
    if dtype == "string":
        made = np.empty(len(data), object)
        made[:] = [text.encode("latin-1") for text in data]
        return made.reshape(shape)
    kind = np.dtype(ml_dtypes.bfloat16) if dtype == "bfloat16" else np.dtype(dtype)
    return np.frombuffer(bytes.fromhex(data), kind).reshape(shape)


def run_here(job: Job) -> list[Outcome]:
    """What we make of a job."""
    outcomes = []
    with tf.Session(graph=job.graph) as session:
        for run in job.runs:
            tensors = [job.graph.get_tensor_by_name(name) for name in run.fetches]
            try:
                values, _ = session.run([tensors, run.ops], run.feeds)
            except tf.errors.OpError as error:
                outcomes.append(Outcome(error=f"{type(error).__name__}: {error.message}"))
                continue
            shapes = [None if t.shape.ndims is None else t.shape.as_list() for t in tensors]
            outcomes.append(Outcome(shapes, [np.asarray(value) for value in values]))
    return outcomes
