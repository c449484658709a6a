"""Runs one program in NumPy and compiled, each in a graph and a session of its own, and holds the two together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Island

# What is fetched, and what is fed.
Program = Callable[[], tuple[Any, dict[Any, Any]]]


class Outcome(NamedTuple):
    """What the runs of a program gave.

    Attributes:
      results: per run the fetched values, or the class and first sentence of its failure.
      variables: per run the variables' values after it.
      compiled: whether every island with a loop was compiled in every run.
    """

    results: list[Any]
    variables: list[list[Any]]
    compiled: bool


@contextmanager
def tier(compiled: bool) -> Iterator[None]:
    """All plans that can be compiled are, or none."""
    with mock.patch.object(tiers, "FORCED", compiled):
        yield


def run(program: Program, compiled: bool, runs: int = 2) -> Outcome:
    """Runs a program in a graph of its own, its variables initialized in NumPy."""
    results: list[Any] = []
    variables = []
    with tf.Graph().as_default():
        tf.set_random_seed(7)
        fetches, feeds = program()
        initializer, made = tf.global_variables_initializer(), tf.global_variables()
        with tf.Session() as session:
            with tier(compiled=False):
                session.run(initializer)
            before = set(session._plans)
            plan: Any = None
            with tier(compiled):
                for _ in range(runs):
                    try:
                        results.append(session.run(fetches, feeds))
                    except tf.errors.OpError as error:
                        results.append((type(error).__name__, _sentence(error)))
                    if plan is None:
                        (made_now,) = set(session._plans) - before
                        plan = session._plans[made_now].plan
                    variables.append([_value_of(session, variable) for variable in made])
            return Outcome(results, variables, _was_compiled(plan))


def _value_of(session: Any, variable: Any) -> Any:
    with tier(compiled=False):
        return session.run(variable)


def _sentence(error: tf.errors.OpError) -> str:
    """The first sentence, without the numbers that make arrays' names unique."""
    return re.sub(r"(TensorArray\w*)_\d+", r"\1", error.message.split("\n")[0])


def _was_compiled(plan: Any) -> bool:
    islands = [s for s in plan.segments if isinstance(s, Island)]
    with_loops = [i for i in islands if any(type(call) is Loop for call in i.calls)]
    return all(i.compiled is not None and not i.compiled.refused for i in with_loops)


def hold(program: Program, compiled: bool | None = True, runs: int = 2) -> list[Any]:
    """Runs a program on both tiers and compares; gives what it gave.

    Args:
      program: builds the graph.
      compiled: whether it must be compiled, or must not be; None if either will do.
      runs: how often it is run.
    """
    wanted, got = run(program, False, runs), run(program, True, runs)
    for theirs, ours in zip(wanted.results, got.results, strict=True):
        if isinstance(theirs, tuple) and isinstance(theirs[0], str):
            assert ours == theirs
        else:
            assert not (isinstance(ours, tuple) and isinstance(ours[0], str)), ours
            _compare(ours, theirs)
    for theirs, ours in zip(wanted.variables, got.variables, strict=True):
        _compare(ours, theirs)
    if compiled is not None:
        assert got.compiled is compiled
    return got.results


def _compare(ours: Any, theirs: Any) -> None:
    if isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            _compare(one, other)
        return
    if hasattr(theirs, "_asdict") or theirs is None:
        assert type(ours) is type(theirs)
        return
    one, other = np.asarray(ours), np.asarray(theirs)
    assert one.shape == other.shape
    assert one.dtype == other.dtype
    if other.dtype.kind != "f":
        np.testing.assert_array_equal(one, other)
        return
    # a trip's rounding goes into the next one
    size = np.max(np.abs(other), initial=0.0)
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5 * float(size))
