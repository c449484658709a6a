"""replica_device_setter: variables on parameter servers, one after the other, and all else on the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph.device import DeviceSpec
from scopeflow.platform import logging as tf_logging
from scopeflow.train.cluster.cluster_spec import ClusterSpec

# What is placed on parameter servers.
STANDARD_PS_OPS = (
    "Variable",
    "VariableV2",
    "AutoReloadVariable",
    "MutableHashTable",
    "MutableHashTableV2",
    "MutableHashTableOfTensors",
    "MutableHashTableOfTensorsV2",
    "MutableDenseHashTable",
    "MutableDenseHashTableV2",
    "VarHandleOp",
    "BoostedTreesEnsembleResourceHandleOp",
    "BoostedTreesQuantileStreamResourceHandleOp",
    "ResourceConditionalAccumulator",
)


class _RoundRobinStrategy:
    """Gives the tasks' indices in turn.

    Args:
      num_tasks: how many tasks there are.
    """

    def __init__(self, num_tasks: int) -> None:
        self._num_tasks = num_tasks
        self._next_task = 0

    def __call__(self, unused_op: Any) -> int:
        task = self._next_task
        self._next_task = (task + 1) % self._num_tasks
        return task


class _ReplicaDeviceChooser:
    """The device function that `replica_device_setter` gives; the arguments are its own."""

    def __init__(
        self,
        ps_tasks: int,
        ps_device: str | None,
        worker_device: str | None,
        merge_devices: bool,
        ps_ops: Sequence[str],
        ps_strategy: Callable[[Any], int],
    ) -> None:
        self._ps_tasks = ps_tasks
        self._ps_device = ps_device
        self._worker_device = worker_device
        self._merge_devices = merge_devices
        self._ps_ops = ps_ops
        self._ps_strategy = ps_strategy

    def device_function(self, op: Any) -> str:
        """The device of an operation: what it has said itself counts most."""
        if not self._merge_devices and op.device:
            return op.device
        said = DeviceSpec.from_string(op.device or "")
        if self._ps_tasks and self._ps_device and op.type in self._ps_ops:
            chosen = DeviceSpec.from_string(self._ps_device)
            if chosen.job and (not said.job or said.job == chosen.job):
                chosen = chosen.replace(task=self._ps_strategy(op))
        else:
            chosen = DeviceSpec.from_string(self._worker_device or "")
        return chosen.make_merged_spec(said).to_string()


def replica_device_setter(
    ps_tasks: int = 0,
    ps_device: str | None = "/job:ps",
    worker_device: str | None = "/job:worker",
    merge_devices: bool = True,
    cluster: Any = None,
    ps_ops: Sequence[str] | None = None,
    ps_strategy: Callable[[Any], int] | None = None,
) -> Any:
    """A device function for `tf.device` that spreads variables over parameter servers.

    Args:
      ps_tasks: how many tasks the servers' job has.
      ps_device: the servers' device.
      worker_device: the device of all else.
      merge_devices: whether devices within are merged with these, rather than replace them.
      cluster: a ClusterSpec, or what makes one, which says how many tasks there are.
      ps_ops: the types of nodes that are placed on servers.
      ps_strategy: gives the index of the task for a node; by default each gets its turn.

    Returns:
      A function of an operation; None if there are no servers.

    Raises:
      TypeError: if `cluster` or `ps_strategy` is of the wrong type.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.device(tf.train.replica_device_setter(ps_tasks=2)):
    ...     v, w = tf.Variable(1.0), tf.Variable(2.0)
    ...     print(v.device, w.device, (v + w).device)
    /job:ps/task:0 /job:ps/task:1 /job:worker

    ```
    """
    if cluster is not None:
        jobs = ClusterSpec(cluster).as_dict()
        job = DeviceSpec.from_string(ps_device).job
        if job is None or jobs.get(job) is None:
            return None
        ps_tasks = len(jobs[job])
    if ps_tasks == 0:
        return None
    if not merge_devices:
        tf_logging.warning(
            "DEPRECATION: It is recommended to set merge_devices=true in replica_device_setter"
        )
    if ps_strategy is None:
        ps_strategy = _RoundRobinStrategy(ps_tasks)
    if not callable(ps_strategy):
        raise TypeError("ps_strategy must be callable")
    chooser = _ReplicaDeviceChooser(
        ps_tasks,
        ps_device,
        worker_device,
        merge_devices,
        STANDARD_PS_OPS if ps_ops is None else ps_ops,
        ps_strategy,
    )
    return chooser.device_function
