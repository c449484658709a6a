"""Scaffold: the nodes that a training session needs beside the model: initializers, readiness, summaries, a Saver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.control.grouping import group
from scopeflow.ops.tables import tables_initializer
from scopeflow.platform import logging as tf_logging
from scopeflow.summary.build import merge_all
from scopeflow.train.monitored.resources import (
    initialize_resources,
    local_resources,
    report_uninitialized_resources,
    shared_resources,
)
from scopeflow.train.saver import Saver
from scopeflow.variables.initialization import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
)
from scopeflow.variables.queries import global_variables


class Scaffold:
    """Holds, and makes where they are missing, the nodes by which a session is initialized, checked and saved.

    `finalize` makes what was not given: it is taken from the graph's collections, or added to the graph.

    Args:
      init_op: what initializes the variables.
      init_feed_dict: values for tensors in that run.
      init_fn: a function of (scaffold, session) that is called after it.
      ready_op: a string vector of the names of what is not initialized; empty if the model is ready.
      ready_for_local_init_op: the same of what `local_init_op` needs.
      local_init_op: what initializes local variables and tables; run in each session.
      summary_op: the merged summaries.
      saver: a Saver.
      copy_from_scaffold: a Scaffold that gives what is not given here.

    Raises:
      TypeError: if `copy_from_scaffold` is no Scaffold.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.0)
    ...     scaffold = tf.train.Scaffold(init_fn=lambda scaffold, sess: v.load(7.0, sess))
    ...     with tf.train.MonitoredTrainingSession(scaffold=scaffold) as sess:
    ...         print(sess.run(v))
    7.0

    ```
    """

    def __init__(
        self,
        init_op: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Scaffold, Any], Any] | None = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        local_init_op: Any = None,
        summary_op: Any = None,
        saver: Any = None,
        copy_from_scaffold: Scaffold | None = None,
    ) -> None:
        other = copy_from_scaffold
        if other is not None and not isinstance(other, Scaffold):
            raise TypeError("copy_from_scaffold is not a Scaffold instance.")

        def chosen(given: Any, name: str) -> Any:
            return getattr(other, name) if given is None and other is not None else given

        self._init_op = chosen(init_op, "init_op")
        self._init_feed_dict = chosen(init_feed_dict, "init_feed_dict")
        self._user_init_fn = chosen(init_fn, "_user_init_fn")
        self._ready_op = chosen(ready_op, "ready_op")
        self._ready_for_local_init_op = chosen(ready_for_local_init_op, "ready_for_local_init_op")
        self._local_init_op = chosen(local_init_op, "local_init_op")
        self._summary_op = chosen(summary_op, "summary_op")
        self._saver = chosen(saver, "saver")
        self._init_fn: Callable[[Any], Any] | None = None
        if self._user_init_fn is not None:
            self._init_fn = lambda sess: self._user_init_fn(self, sess)

    def finalize(self) -> Scaffold:
        """Makes what is missing, and finalizes the graph.

        Returns:
          The scaffold.

        Raises:
          RuntimeError: if a collection does not say which of several items to take.
        """
        made = self.get_or_default
        if self._init_op is None:
            self._init_op = made("init_op", GraphKeys.INIT_OP, _default_init_op)
        if self._ready_op is None:
            self._ready_op = made("ready_op", GraphKeys.READY_OP, _default_ready_op)
        if self._ready_for_local_init_op is None:
            self._ready_for_local_init_op = made(
                "ready_for_local_init_op",
                GraphKeys.READY_FOR_LOCAL_INIT_OP,
                _default_ready_for_local_init_op,
            )
        if self._local_init_op is None:
            self._local_init_op = made(
                "local_init_op", GraphKeys.LOCAL_INIT_OP, self.default_local_init_op
            )
        if self._summary_op is None:
            self._summary_op = made("summary_op", GraphKeys.SUMMARY_OP, merge_all)
        if self._saver is None:
            self._saver = saver_or_default()
        self._saver.build()
        get_default_graph().finalize()
        tf_logging.info("Graph was finalized.")
        return self

    @property
    def init_fn(self) -> Any:
        """A function of a session, which calls the given one with the scaffold too; or None."""
        return self._init_fn

    @property
    def init_op(self) -> Any:
        """What initializes the variables."""
        return self._init_op

    @property
    def ready_op(self) -> Any:
        """What names that which is not initialized."""
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        """What names that which `local_init_op` needs and is not initialized."""
        return self._ready_for_local_init_op

    @property
    def local_init_op(self) -> Any:
        """What initializes local variables and tables."""
        return self._local_init_op

    @property
    def summary_op(self) -> Any:
        """The merged summaries, or None."""
        return self._summary_op

    @property
    def saver(self) -> Any:
        """The Saver."""
        return self._saver

    @property
    def init_feed_dict(self) -> Any:
        """Values for tensors when `init_op` runs."""
        return self._init_feed_dict

    @staticmethod
    def get_or_default(
        arg_name: str, collection_key: str, default_constructor: Callable[[], Any]
    ) -> Any:
        """The only item of a collection; if it is empty, a new one, which is added unless it is None.

        Args:
          arg_name: the scaffold's argument, for the message.
          collection_key: the collection.
          default_constructor: makes the item.

        Raises:
          RuntimeError: if there are several items.
        """
        found = get_default_graph().get_collection(collection_key)
        if len(found) > 1:
            raise RuntimeError(
                f'More than one item in the collection "{collection_key}". Please indicate which one to use by passing it '
                f"to the tf.Scaffold constructor as:  tf.Scaffold({arg_name}=item to use)"
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            get_default_graph().add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Operation:
        """An operation that initializes the local variables, the tables and the local resources."""
        return group(
            local_variables_initializer(),
            tables_initializer(),
            initialize_resources(local_resources()),
        )


def _default_init_op() -> Operation:
    return group(global_variables_initializer(), initialize_resources(shared_resources()))


def _default_ready_op() -> Tensor:
    return concat([report_uninitialized_variables(), report_uninitialized_resources()], 0)


def _default_ready_for_local_init_op() -> Tensor:
    return concat(
        [
            report_uninitialized_variables(global_variables()),
            report_uninitialized_resources(shared_resources()),
        ],
        0,
    )


def saver_or_default() -> Any:
    """The only Saver of the collection `GraphKeys.SAVERS`; if it is empty, a new one of all variables.

    Raises:
      RuntimeError: if there are several.
    """
    found = get_default_graph().get_collection(GraphKeys.SAVERS)
    if len(found) > 1:
        raise RuntimeError(
            f"More than one item in collection {GraphKeys.SAVERS}. Please indicate which one to use by passing it to the constructor."
        )
    if found:
        return found[0]
    saver = Saver(sharded=True, allow_empty=True)
    get_default_graph().add_to_collection(GraphKeys.SAVERS, saver)
    return saver
