"""Threads that keep queues full: a QueueRunner holds a queue's enqueue operations and runs each in a thread."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.formats import messages
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.platform import logging as tf_logging
from scopeflow.session import Session, get_default_session
from scopeflow.train.coordinator import Coordinator


class QueueRunner:
    """What fills a queue: operations, each of which a thread of its own runs until it fails or is stopped.

    Args:
      queue: a queue.
      enqueue_ops: a list of operations; one that stands in it twice gets two threads.
      close_op: what closes the queue; made if None.
      cancel_op: what closes it and cancels those who wait for room; made if None.
      queue_closed_exception_types: a tuple of the exceptions that mean that there is nothing more to enqueue.
      queue_runner_def: what `to_proto` gave, instead of all these.
      import_scope: the scope under which that one's nodes now stand.

    Raises:
      ValueError: if there is no queue or there are no operations, or there are two sources of them.
      TypeError: if the exceptions are no tuple of exception classes of tf.errors.
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Sequence[Any] | None = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: Any = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if queue_runner_def is not None:
            if queue is not None or enqueue_ops:
                raise ValueError("queue_runner_def and queue are mutually exclusive.")
            self._read(queue_runner_def, import_scope)
        else:
            self._make(queue, enqueue_ops, close_op, cancel_op, queue_closed_exception_types)
        self._lock = threading.Lock()
        self._running: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._exceptions_raised: list[BaseException] = []

    def _make(
        self, queue: Any, enqueue_ops: Any, close_op: Any, cancel_op: Any, types: Any
    ) -> None:
        if queue is None or not enqueue_ops:
            raise ValueError("Must provide queue and enqueue_ops.")
        self._queue = queue
        self._enqueue_ops = list(enqueue_ops)
        if types is None:
            types = (errors.OutOfRangeError,)
        elif not (
            isinstance(types, tuple)
            and types
            and all(isinstance(kind, type) and issubclass(kind, errors.OpError) for kind in types)
        ):
            raise TypeError(
                "queue_closed_exception_types, when provided, must be a tuple of tf.error types, "
                f"but saw: {types}"
            )
        self._queue_closed_exception_types = types
        self._close_op = queue.close() if close_op is None else close_op
        self._cancel_op = (
            queue.close(cancel_pending_enqueues=True) if cancel_op is None else cancel_op
        )

    def _read(self, given: Any, import_scope: str | None) -> None:
        graph = get_default_graph()

        def element(name: str) -> Any:
            return graph.as_graph_element(f"{import_scope}/{name}" if import_scope else name)

        self._queue = element(given.queue_name)
        self._enqueue_ops = [element(name) for name in given.enqueue_op_name]
        self._close_op = element(given.close_op_name)
        self._cancel_op = element(given.cancel_op_name)
        self._queue_closed_exception_types = tuple(
            errors.exception_type_from_error_code(code)
            for code in given.queue_closed_exception_types
        ) or (errors.OutOfRangeError,)

    @property
    def queue(self) -> Any:
        """The queue."""
        return self._queue

    @property
    def enqueue_ops(self) -> list[Any]:
        """The operations that the threads run."""
        return self._enqueue_ops

    @property
    def close_op(self) -> Any:
        """What closes the queue."""
        return self._close_op

    @property
    def cancel_op(self) -> Any:
        """What closes the queue and cancels those who wait for room."""
        return self._cancel_op

    @property
    def queue_closed_exception_types(self) -> tuple[type, ...]:
        """The exceptions that mean that there is nothing more to enqueue."""
        return self._queue_closed_exception_types

    @property
    def exceptions_raised(self) -> list[BaseException]:
        """What went wrong in threads without a coordinator."""
        return self._exceptions_raised

    @property
    def name(self) -> str:
        """The name of the queue's node."""
        return self._queue.name

    def create_threads(
        self, sess: Any, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """Threads that run the operations: one for each, and with a coordinator one that waits for the stop.

        Args:
          sess: the session in which they run.
          coord: stops the threads, and is told of their exceptions.
          daemon: whether the program may end while they run.
          start: whether to start them.

        Returns:
          The threads; none if those of an earlier call still run in the session.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self._enqueue_ops)
            self._exceptions_raised = []
        prefix = f"QueueRunnerThread-{self.name}-"
        threads = [
            threading.Thread(
                target=self._run, args=(sess, op, coord), name=prefix + op.name, daemon=daemon
            )
            for op in self._enqueue_ops
        ]
        if coord is not None:
            threads.append(
                threading.Thread(
                    target=self._close_on_stop,
                    args=(sess, coord),
                    name=prefix + "close_on_stop",
                    daemon=daemon,
                )
            )
            for thread in threads:
                coord.register_thread(thread)
        if start:
            for thread in threads:
                thread.start()
        return threads

    def _run(self, sess: Any, op: Any, coord: Coordinator | None) -> None:
        """Runs one operation until there is nothing more; the last to end closes the queue."""
        try:
            enqueue = sess.make_callable(op)
            if coord is not None and hasattr(sess, "_give_up_when"):
                # closing the queue wakes only those who wait for that queue
                sess._give_up_when(coord.should_stop)
            while coord is None or not coord.should_stop():
                try:
                    enqueue()
                except self._queue_closed_exception_types:
                    self._one_less(sess, close=True)
                    return
        except Exception as error:
            if coord is not None:
                coord.request_stop(error)
            else:
                tf_logging.error("Exception in QueueRunner: %s", error)
                with self._lock:
                    self._exceptions_raised.append(error)
        self._one_less(sess, close=False)

    def _one_less(self, sess: Any, close: bool) -> None:
        with self._lock:
            self._running[sess] = left = self._running.get(sess, 1) - 1
        if close and left == 0:
            self._run_quietly(sess, self._close_op)

    def _close_on_stop(self, sess: Any, coord: Coordinator) -> None:
        coord.wait_for_stop()
        self._run_quietly(sess, self._cancel_op)

    def _run_quietly(self, sess: Any, op: Any) -> None:
        """Runs an operation of the end, whose failure means that the queue is closed already."""
        try:
            sess.run(op)
        except Exception as error:
            tf_logging.debug("Ignored exception: %s", error)

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The names of what this is made of, as a QueueRunnerDef.

        Args:
          export_scope: a scope to leave off the names.

        Returns:
          A message, or None if the queue stands outside that scope.
        """
        if export_scope is not None and not self.name.startswith(export_scope):
            return None
        made = messages.message("QueueRunnerDef")()
        made.queue_name = _below(self.name, export_scope)
        made.enqueue_op_name.extend(_below(op.name, export_scope) for op in self._enqueue_ops)
        made.close_op_name = _below(self._close_op.name, export_scope)
        made.cancel_op_name = _below(self._cancel_op.name, export_scope)
        made.queue_closed_exception_types.extend(
            errors.error_code_from_exception_type(kind)
            for kind in self._queue_closed_exception_types
        )
        return made

    @staticmethod
    def from_proto(queue_runner_def: Any, import_scope: str | None = None) -> QueueRunner:
        """The runner that `to_proto` described, of nodes of the default graph."""
        return QueueRunner(queue_runner_def=queue_runner_def, import_scope=import_scope)


def _below(name: str, scope: str | None) -> str:
    return name if scope is None else name.removeprefix(scope.rstrip("/") + "/")


def add_queue_runner(qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS) -> None:
    """Puts a runner where `start_queue_runners` finds it.

    Args:
      qr: a QueueRunner.
      collection: the name of the collection.
    """
    get_default_graph().add_to_collection(collection, qr)


def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Starts the threads of all runners of the graph.

    Args:
      sess: the session in which they run; the default one if None.
      coord: stops the threads, and is told of their exceptions.
      daemon: whether the program may end while they run.
      start: whether to start them, or only make them.
      collection: the name of the collection of the runners.

    Returns:
      The threads.

    Raises:
      ValueError: if there is no session.
      TypeError: if it is none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     number = tf.train.range_input_producer(3, shuffle=False).dequeue()
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print([int(sess.run(number)) for _ in range(4)])
    ...     coord.request_stop()
    ...     coord.join(threads)
    [0, 1, 2, 0]

    ```
    """
    if sess is None:
        sess = get_default_session()
        if sess is None:
            raise ValueError(
                "Cannot start queue runners: No default session is registered. Use `with sess.as_default()` "
                "or pass an explicit session to tf.start_queue_runners(sess=sess)"
            )
    if not isinstance(sess, Session) and not hasattr(sess, "make_callable"):
        if type(sess).__name__ in ("MonitoredSession", "SingularMonitoredSession"):
            # it has started them itself
            return []
        raise TypeError(f"sess must be a `tf.Session` object. Given class: {type(sess)}")
    runners = sess.graph.get_collection(collection)
    if not runners:
        tf_logging.warning(
            "`tf.train.start_queue_runners()` was called when no queue runners were defined."
        )
    with sess.graph.as_default():
        return [
            thread
            for runner in runners
            for thread in runner.create_threads(sess, coord=coord, daemon=daemon, start=start)
        ]
