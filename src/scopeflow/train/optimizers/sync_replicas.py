"""SyncReplicasOptimizer: gradients of several workers, gathered into one step of another optimizer."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import int32
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.control.grouping import group, no_op
from scopeflow.ops.queues.accumulators import ConditionalAccumulator, SparseConditionalAccumulator
from scopeflow.ops.queues.queue import FIFOQueue
from scopeflow.ops.scoping import name_scope
from scopeflow.platform import logging as tf_logging
from scopeflow.train.hooks.base import SessionRunHook
from scopeflow.train.monitored.session_manager import model_is_ready
from scopeflow.train.optimizers.base import Optimizer
from scopeflow.train.queue_runner import QueueRunner
from scopeflow.variables.assigning import assign
from scopeflow.variables.initialization import report_uninitialized_variables
from scopeflow.variables.queries import global_variables
from scopeflow.variables.variable import Variable


class SyncReplicasOptimizer(Optimizer):
    """Applies the mean of the gradients of several replicas, once for all of them.

    A replica's step gives its gradients to accumulators, and waits for a token. A thread of the chief waits until enough
    gradients of the current step have come, applies their mean, and gives out the tokens of the next step. Gradients that
    come too late are left out.

    Args:
      opt: the optimizer that applies them.
      replicas_to_aggregate: how many gradients one step takes.
      total_num_replicas: how many replicas there are; as many if None. More than that are spare ones.
      variable_averages: an ExponentialMovingAverage that each step updates.
      variables_to_average: its variables.
      use_locking: as for all optimizers.
      name: the name scope.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=[1.0, 2.0])
    ...     plain = tf.train.GradientDescentOptimizer(0.25)
    ...     opt = tf.train.SyncReplicasOptimizer(plain, replicas_to_aggregate=1)
    ...     step = opt.minimize(tf.reduce_sum(v * v), tf.train.get_or_create_global_step())
    ...     with tf.train.MonitoredTrainingSession(hooks=[opt.make_session_run_hook(True)]) as sess:
    ...         # the token of the second step says that the first was applied
    ...         _ = sess.run(step), sess.run(step)
    ...         print(sess.run(v)[0] <= 0.5)
    True

    ```
    """

    def __init__(
        self,
        opt: Any,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:
        if total_num_replicas is None:
            total_num_replicas = replicas_to_aggregate
        super().__init__(use_locking, name)
        tf_logging.info(
            "SyncReplicasV2: replicas_to_aggregate=%s; total_num_replicas=%s",
            replicas_to_aggregate,
            total_num_replicas,
        )
        self._opt = opt
        self._replicas_to_aggregate = replicas_to_aggregate
        self._gradients_applied = False
        self._variable_averages = variable_averages
        self._variables_to_average = variables_to_average
        self._total_num_replicas = total_num_replicas
        self._tokens_per_step = max(total_num_replicas, replicas_to_aggregate)
        self._global_step: Any = None
        self._sync_token_queue: Any = None
        self._chief_queue_runner: QueueRunner | None = None
        # (accumulator, device) of each variable
        self._accumulator_list: list[tuple[Any, str]] = []

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        """What the inner optimizer computes; see `Optimizer.compute_gradients`."""
        return self._opt.compute_gradients(*args, **kwargs)

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Operation:
        """An operation that gives the gradients to the accumulators and waits for the token of the next step.

        Args:
          grads_and_vars: pairs of gradient and variable.
          global_step: the global step; needed, to know which gradients are stale.
          name: unused: the nodes are named after this optimizer.

        Raises:
          ValueError: if one of the first two is missing.
        """
        if not grads_and_vars:
            raise ValueError("Must supply at least one variable")
        if global_step is None:
            raise ValueError("Global step is required to check staleness")
        self._global_step = global_step
        graph = get_default_graph()
        with graph.colocate_with(no_op()):
            self._local_step = Variable(
                initial_value=0,
                trainable=False,
                collections=[GraphKeys.LOCAL_VARIABLES],
                dtype=global_step.dtype.base_dtype,
                name="sync_rep_local_step",
            )
        self.local_step_init_op = assign(self._local_step, global_step)
        initial = [self.local_step_init_op]
        self.ready_for_local_init_op = report_uninitialized_variables(global_variables())
        with name_scope(None, self._name):
            given, averaged = self._gathered(grads_and_vars)
            with graph.device(global_step.device), name_scope(""):
                update = self._opt.apply_gradients(averaged, global_step)
                train_op = self._tokens(update, given)
            for accumulator, device in self._accumulator_list:
                with graph.device(device):
                    initial.append(accumulator.set_global_step(global_step, name="SetGlobalStep"))
            self.chief_init_op = group(*initial)
        self._gradients_applied = True
        return train_op

    def _gathered(self, grads_and_vars: Any) -> tuple[list[Operation], list[tuple[Any, Any]]]:
        """Operations that give gradients to accumulators, and (what is taken from them, variable)."""
        given: list[Operation] = []
        averaged: list[tuple[Any, Any]] = []
        for grad, var in grads_and_vars:
            with get_default_graph().device(var.device):
                if grad is None:
                    averaged.append((None, var))
                    continue
                name = var.name + "/grad_accum"
                if isinstance(grad, Tensor):
                    dense = ConditionalAccumulator(grad.dtype, shape=var.shape, shared_name=name)
                    given.append(dense.apply_grad(grad, local_step=self._local_step))
                    averaged.append((dense.take_grad(self._replicas_to_aggregate), var))
                    self._accumulator_list.append((dense, var.device))
                    continue
                if not isinstance(grad, IndexedSlices):
                    raise ValueError("Unknown grad type!")
                rows = SparseConditionalAccumulator(grad.dtype, shape=(), shared_name=name)
                given.append(rows.apply_indexed_slices_grad(grad, local_step=self._local_step))
                averaged.append((rows.take_indexed_slices_grad(self._replicas_to_aggregate), var))
                self._accumulator_list.append((rows, var.device))
        return given, averaged

    def _tokens(self, update: Operation, given: list[Operation]) -> Operation:
        """The queue of tokens: what a replica waits for, and what the chief's thread gives out after `update`."""
        graph, step = get_default_graph(), self._global_step
        self._sync_token_queue = FIFOQueue(
            -1, step.dtype.base_dtype, shapes=(), name="sync_token_q", shared_name="sync_token_q"
        )
        # a queue runner needs a queue of its own to close
        dummy = FIFOQueue(1, int32, shapes=(), name="dummy_queue", shared_name="dummy_queue")
        with graph.control_dependencies(given):
            token = self._sync_token_queue.dequeue()
        train_op = assign(self._local_step, token)
        with graph.control_dependencies([update]):
            tokens = fill([self._tokens_per_step], step)
            sync_op = self._sync_token_queue.enqueue_many((tokens,))
        if self._variable_averages is not None:
            with graph.control_dependencies([sync_op]), name_scope(""):
                sync_op = self._variable_averages.apply(self._variables_to_average)
        self._chief_queue_runner = QueueRunner(dummy, [sync_op])
        return train_op

    def get_chief_queue_runner(self) -> Any:
        """The QueueRunner whose thread the chief must start.

        Raises:
          ValueError: before `apply_gradients`.
        """
        if not self._gradients_applied:
            raise ValueError("Should be called after apply_gradients().")
        return self._chief_queue_runner

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        """A slot of the inner optimizer."""
        return self._opt.get_slot(*args, **kwargs)

    def variables(self) -> list[Any]:
        """The variables of the inner optimizer."""
        return self._opt.variables()

    def get_slot_names(self, *args: Any, **kwargs: Any) -> list[str]:
        """The names of the inner optimizer's slots."""
        return self._opt.get_slot_names(*args, **kwargs)

    def get_init_tokens_op(self, num_tokens: int = -1) -> Operation:
        """An operation that the chief runs once, which gives out the tokens of the first step.

        Args:
          num_tokens: how many; as many as a step takes gradients if -1.

        Raises:
          ValueError: before `apply_gradients`, or if the replicas could never finish a step with so few.
        """
        if not self._gradients_applied:
            raise ValueError("get_init_tokens_op() should be called after apply_gradients().")
        needed = self._replicas_to_aggregate - self._total_num_replicas
        if num_tokens == -1:
            num_tokens = self._replicas_to_aggregate
        elif num_tokens < needed:
            raise ValueError(
                f"Too few tokens to finish the first step: {num_tokens} (given) vs {needed} (needed)"
            )
        if num_tokens <= 0:
            return no_op(name="no_init_tokens")
        with get_default_graph().device(self._global_step.device), name_scope(""):
            tokens = fill([num_tokens], self._global_step)
            return self._sync_token_queue.enqueue_many((tokens,))

    def make_session_run_hook(self, is_chief: bool, num_tokens: int = -1) -> SessionRunHook:
        """A hook for a monitored session that initializes all this, and starts the chief's thread.

        Args:
          is_chief: whether this process is the chief.
          num_tokens: see `get_init_tokens_op`.
        """
        return _SyncReplicasOptimizerHook(self, is_chief, num_tokens)


class _SyncReplicasOptimizerHook(SessionRunHook):
    """What a SyncReplicasOptimizer needs at the start of a session."""

    def __init__(
        self, sync_optimizer: SyncReplicasOptimizer, is_chief: bool, num_tokens: int
    ) -> None:
        self._sync_optimizer = sync_optimizer
        self._is_chief = is_chief
        self._num_tokens = num_tokens

    def begin(self) -> None:
        opt = self._sync_optimizer
        if not opt._gradients_applied:
            raise ValueError(
                "SyncReplicasOptimizer.apply_gradient should be called before using the hook."
            )
        self._q_runner = opt.get_chief_queue_runner() if self._is_chief else None
        self._init_tokens_op = opt.get_init_tokens_op(self._num_tokens) if self._is_chief else None
        self._local_init_op = opt.chief_init_op if self._is_chief else opt.local_step_init_op

    def after_create_session(self, session: Any, coord: Any) -> None:
        is_ready, reason = model_is_ready(
            self._sync_optimizer.ready_for_local_init_op,
            session,
            "Model is not ready for SyncReplicasOptimizer local init.",
        )
        if not is_ready:
            raise RuntimeError(
                "Init operations did not make model ready for SyncReplicasOptimizer local_init. Init op: "
                f"{self._local_init_op.name}, error: {reason}"
            )
        session.run(self._local_init_op)
        if self._init_tokens_op is not None:
            session.run(self._init_tokens_op)
        if self._q_runner is not None:
            self._q_runner.create_threads(session, coord=coord, daemon=True, start=True)
