"""The graphs that TensorFlow 1.15 is to import: every op sample, and whole programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scopeflow as tf
from tests.interchange.exchange import Job, Run, import_and_run
from tests.ops.calls import SAMPLES, core
from tests.ops.inputs import KNOWLEDGE, knowing
from tests.ops.samples import all_samples, feeds, fetches

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

LAYERS = """
with tf.variable_scope("net", initializer=tf.truncated_normal_initializer(stddev=0.5, seed=3)):
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    for size in (3, 2):
        with tf.variable_scope(None, "layer"):
            w = tf.get_variable("w", [x.shape[1].value, size])
            b = tf.get_variable("b", [size], initializer=tf.zeros_initializer())
            x = tf.sigmoid(tf.matmul(x, w) + b)
total = tf.reduce_sum(x, name="total")
"""
RESOURCES = """
with tf.variable_scope("r", use_resource=True):
    v = tf.get_variable("v", initializer=[1.0, 2.0, 3.0])
    n = tf.get_variable("n", initializer=5, trainable=False)
changed = v.assign_add([1.0, 1.0, 1.0], read_value=False)
with tf.control_dependencies([changed]):
    after = tf.multiply(v.read_value(), tf.cast(n, tf.float32), name="after")
"""
PARTITIONED = """
with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
    v = tf.get_variable("v", [5, 2], initializer=tf.random_uniform_initializer(seed=7))
    whole = tf.identity(v, name="whole")
"""
PROGRAMS = {"layers": LAYERS, "resources": RESOURCES, "partitioned": PARTITIONED}


# Ops that are not imported into TensorFlow: it has removed them from graphs of this version.
LEFT_OUT = {"RandomPoisson"}


def imported_samples() -> Iterator[tuple[str, Any]]:
    """(name, call) of the samples of the basic ops; the nodes of the other families are compared by op_programs."""
    for name, call in all_samples():
        kind = name.rpartition("_")[0]
        if kind not in LEFT_OUT and (kind in core.SAMPLES or kind not in SAMPLES):
            yield name, call


def samples(known: str) -> tuple[list[str], Job]:
    """One graph with every sample in a name scope of its own; a run initializes, then one run a sample.

    Args:
      known: what is known of the inputs while building.

    Returns:
      The samples' names, and the job; its first run is the initialization.
    """
    made = {}
    with tf.Graph().as_default() as graph, knowing(known):
        for name, call in imported_samples():
            with tf.name_scope(name):
                made[name] = call()
        tf.variables_initializer(tf.global_variables(), name="initialize")
    runs = [Run(ops=["initialize"])]
    for op in made.values():
        wanted = [tensor.name for tensor in fetches(op)]
        given = {tensor.name: value.tolist() for tensor, value in feeds(op).items()}
        runs.append(Run(wanted, [] if wanted else [op.name], given))
    return list(made), Job(graph, runs)


def programs() -> dict[str, Job]:
    """The programs of examples/ and those above: initialized, then every result and variable."""
    sources = {path.stem: path.read_text() for path in sorted(EXAMPLES.glob("*.py"))}
    sources["scoping_python2"] = _without_session(sources["scoping_python2"])
    return {name: _program(source) for name, source in {**sources, **PROGRAMS}.items()}


def _without_session(source: str) -> str:
    """The part of a Python 2 program that builds its graph, in Python 3."""
    source = source[: source.index("with tf.Session()")]
    return re.sub(r"^( *)print (.*)$", r"\1pass", source, flags=re.MULTILINE)


def _is_result(op: tf.Operation) -> bool:
    """Whether it computes something that nothing uses, and that no assignment of the run can change."""
    if not op.outputs or op.outputs[0].consumers():
        return False
    return op.type not in ("Assign", "VarHandleOp", "ReadVariableOp")


def _program(source: str) -> Job:
    source = source.replace("import tensorflow as tf", "")
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(17)
        exec(source, {"tf": tf, "print": lambda *values: None})
        results = [op.outputs[0].name for op in graph.get_operations() if _is_result(op)]
        variables = [variable.value().name for variable in tf.global_variables()]
        tf.global_variables_initializer()
    return Job(graph, [Run(ops=["init"]), Run(results), Run(variables)])


def ask(folder: Path) -> dict[str, Any]:
    """TensorFlow's answers to all of them.

    Args:
      folder: an empty folder for files.

    Returns:
      {"samples": {name: answer}, "programs": {name: answers}, "shapes": {what is known: {name: shapes}}}.
    """
    made = [samples(known) for known in KNOWLEDGE]
    known_programs = programs()
    jobs = [*(job for _, job in made), *known_programs.values()]
    answers = import_and_run(jobs, folder)
    by_name = []
    for (names, _), (initialized, *rest) in zip(made, answers, strict=False):
        assert not isinstance(initialized, str), initialized
        by_name.append(dict(zip(names, rest, strict=True)))
    return {
        "samples": by_name[0],
        "programs": dict(zip(known_programs, answers[len(made) :], strict=True)),
        "shapes": {
            known: {
                name: answer if isinstance(answer, str) else answer[0]
                for name, answer in named.items()
            }
            for known, named in zip(KNOWLEDGE[1:], by_name[1:], strict=True)
        },
    }
