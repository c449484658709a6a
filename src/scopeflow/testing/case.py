"""`tf.test.TestCase`: a fresh graph with a fixed seed for each test, and sessions to run it."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow.formats.protos import proto
from scopeflow.graph.core import GRAPH_STACK, Graph
from scopeflow.ops.random.seeds import set_random_seed
from scopeflow.session import Session, get_default_session
from scopeflow.testing.arrays import ArrayAssertions
from scopeflow.testing.graphs import ProtoAssertions
from scopeflow.testing.places import get_temp_dir
from scopeflow.testing.raising import RaisingAssertions

# The graph-level seed that TensorFlow's tests run under.
SEED = 87654321


class TestCase(ArrayAssertions, RaisingAssertions, ProtoAssertions):
    """A test case for code that builds and runs graphs.

    Before each test the default graph is a new one with the graph-level seed 87654321, and the generators of `random` and
    NumPy are seeded.

    ```python
    >>> import scopeflow as tf
    >>> class SquareTest(tf.test.TestCase):
    ...     def test_square(self):
    ...         with self.session():
    ...             self.assertAllEqual([1, 4], tf.square([1, 2]))
    >>> test = SquareTest("test_square").run()
    >>> test.wasSuccessful()
    True

    ```
    """

    def __init__(self, methodName: str = "runTest") -> None:  # noqa: N803 - unittest's name
        super().__init__(methodName)
        self._threads: list[Any] = []
        self._tempdir: str | None = None
        self._cached_session: Any = None
        self._cached_settings: tuple[Any, Any, bool] | None = None

    def setUp(self) -> None:
        super().setUp()
        self._ClearCachedSession()
        random.seed(SEED)
        np.random.seed(SEED)
        GRAPH_STACK.items.clear()
        GRAPH_STACK.own = None
        set_random_seed(SEED)

    def tearDown(self) -> None:
        self._ClearCachedSession()
        super().tearDown()

    def _ClearCachedSession(self) -> None:  # noqa: N802 - TensorFlow's name
        if self._cached_session is not None:
            self._cached_session.close()
            self._cached_session = None

    def get_temp_dir(self) -> str:
        """A directory for this test, the same one at each call; it is removed when the program ends."""
        if self._tempdir is None:
            self._tempdir = tempfile.mkdtemp(dir=get_temp_dir())
        return self._tempdir

    # -- sessions ----------------------------------------------------------------------------------

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors, in the same structure, computed by the default session or the cached one."""
        session = get_default_session()
        if session is not None:
            return session.run(tensors)
        with self.test_session() as session:
            return session.run(tensors)

    @contextlib.contextmanager
    def session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = False, force_gpu: bool = False
    ) -> Iterator[Any]:
        """A context with a session of its own, which is closed at its end.

        Args:
          graph: the graph to run; the default graph if None.
          config: a ConfigProto.
          use_gpu: whether operations may be placed on a GPU; else they are asked to be on the processor.
          force_gpu: place operations on a GPU.

        Yields:
          The session, which is the default one, and its graph too.
        """
        with (
            self._create_session(graph, config) as session,
            self._placed(session, use_gpu, force_gpu),
        ):
            yield session

    @contextlib.contextmanager
    def cached_session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = False, force_gpu: bool = False
    ) -> Iterator[Any]:
        """A context with a session that this test keeps: the variables of one such context are there in the next.

        Args:
          graph: the graph to run; the default graph if None.
          config: a ConfigProto.
          use_gpu: whether operations may be placed on a GPU; else they are asked to be on the processor.
          force_gpu: place operations on a GPU.

        Yields:
          The session, which is the default one, and its graph too.

        Raises:
          ValueError: if the session was made with other arguments.
        """
        session = self._get_cached_session(graph, config, force_gpu, True)
        with self._placed(session, use_gpu, force_gpu) as cached:
            yield cached

    def test_session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = False, force_gpu: bool = False
    ) -> Any:
        """`cached_session` if no graph is given, else `session`; write the one that is meant.

        Args:
          graph: the graph to run.
          config: a ConfigProto.
          use_gpu: whether operations may be placed on a GPU; else they are asked to be on the processor.
          force_gpu: place operations on a GPU.

        Returns:
          A context manager that gives the session, which is the default one inside, and its graph too.
        """
        if self.id().endswith(".test_session"):
            # its name makes unittest take it for a test
            self.skipTest("Not a test.")
        if graph is not None:
            return self.session(graph, config, use_gpu, force_gpu)
        session = self._get_cached_session(graph, config, force_gpu, False)
        return self._placed(session, use_gpu, force_gpu)

    def _create_session(self, graph: Graph | None, config: Any) -> Session:
        return Session(graph=graph, config=_prepared(config))

    @contextlib.contextmanager
    def _placed(self, session: Any, use_gpu: bool, force_gpu: bool) -> Iterator[Any]:
        with session.graph.as_default(), session.as_default():
            if force_gpu:
                with session.graph.device("/device:GPU:0"):
                    yield session
            elif use_gpu:
                yield session
            else:
                with session.graph.device("/device:CPU:0"):
                    yield session

    def _get_cached_session(
        self, graph: Any, config: Any, force_gpu: bool, crash_if_inconsistent_args: bool
    ) -> Any:
        if self._cached_session is None:
            self._cached_session = self._create_session(graph, config)
            self._cached_settings = (graph, config, force_gpu)
        elif crash_if_inconsistent_args and self._cached_settings is not None:
            for what, given, before in zip(
                ("graph", "config", "force_gpu value"),
                (graph, config, force_gpu),
                self._cached_settings,
                strict=True,
            ):
                if given is not before:
                    raise ValueError(
                        f"The {what} used to get the cached session is different than the one that was used to create "
                        "the session. Maybe create a new session with self.session()"
                    )
        return self._cached_session

    # -- what a block writes -----------------------------------------------------------------------

    @contextlib.contextmanager
    def captureWritesToStream(self, stream: Any) -> Iterator[Any]:
        """A context that catches what its body writes to a stream such as `sys.stderr`.

        Yields:
          An object whose `contents()` gives the text.
        """
        stream.flush()
        number = stream.fileno()
        kept = os.dup(number)
        path = os.path.join(self.get_temp_dir(), f"captured_{number}")
        with open(path, "w+b") as file:
            os.dup2(file.fileno(), number)
            try:
                yield _Captured(path)
            finally:
                stream.flush()
                os.dup2(kept, number)
                os.close(kept)


class _Captured:
    """What was written to a stream so far."""

    def __init__(self, path: str) -> None:
        self._path = path

    def contents(self) -> str:
        """The text."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        with open(self._path, encoding="utf-8") as file:
            return file.read()


def _prepared(config: Any) -> Any:
    """The configuration of a test's session."""
    made = proto("ConfigProto")()
    if config is not None:
        made.CopyFrom(config)
    else:
        made.allow_soft_placement = True
        made.device_count["CPU"] = 1
    return made
