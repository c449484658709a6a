"""ClusterSpec: the jobs of a cluster, and where their tasks are."""

from __future__ import annotations

from typing import Any


class ClusterSpec:
    """The jobs of a cluster: for each the addresses of its tasks.

    Args:
      cluster: a dict from job names to lists of addresses, or to dicts from task indices to addresses; or a ClusterDef
        proto, or another ClusterSpec.

    Raises:
      TypeError: if it is none of these.

    ```python
    >>> import scopeflow as tf
    >>> cluster = tf.train.ClusterSpec({"ps": ["a:1"], "worker": ["b:1", "c:1"]})
    >>> cluster.jobs, cluster.num_tasks("worker"), cluster.task_address("worker", 1)
    (['ps', 'worker'], 2, 'c:1')

    ```
    """

    def __init__(self, cluster: Any) -> None:
        self._cluster_spec: dict[str, dict[int, Any]]
        if isinstance(cluster, dict):
            self._cluster_spec = {job: _tasks(job, tasks) for job, tasks in cluster.items()}
        elif isinstance(cluster, ClusterSpec):
            self._cluster_spec = {job: dict(tasks) for job, tasks in cluster._cluster_spec.items()}
        elif type(cluster).__name__ == "ClusterDef":
            self._cluster_spec = {job.name: dict(job.tasks) for job in cluster.job}
        else:
            raise TypeError(
                "`cluster` must be a dictionary mapping one or more job names to lists of network addresses, "
                "or a `ClusterDef` protocol buffer"
            )
        self._cluster_def = self._make_cluster_def()

    def _make_cluster_def(self) -> Any:
        from tensorboard.compat.proto.cluster_pb2 import ClusterDef

        made = ClusterDef()
        for name, tasks in sorted(self._cluster_spec.items(), key=lambda item: str(item[0])):
            job = made.job.add()
            job.name = _text(name, f"Job name {name!r} must be bytes or unicode")
            for index, address in sorted(tasks.items()):
                job.tasks[index] = _text(
                    address, f"Task address {address!r} must be bytes or unicode"
                )
        return made

    def __bool__(self) -> bool:
        return bool(self._cluster_spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClusterSpec) and self._cluster_spec == other._cluster_spec

    __hash__ = None  # type: ignore[assignment]  # it equals others by its content

    def __str__(self) -> str:
        jobs = {job: self._listed(job) for job in sorted(self.jobs)}
        return f"ClusterSpec({jobs})"

    def as_dict(self) -> dict[str, Any]:
        """A dict from job names to lists of addresses; to dicts for jobs that leave out an index."""
        return {job: self._listed(job) for job in self._cluster_spec}

    def _listed(self, job: str) -> Any:
        tasks = self._cluster_spec[job]
        if set(tasks) == set(range(len(tasks))):
            return [tasks[index] for index in range(len(tasks))]
        return dict(tasks)

    def as_cluster_def(self) -> Any:
        """The ClusterDef proto."""
        return self._cluster_def

    @property
    def jobs(self) -> list[str]:
        """The names of the jobs."""
        return list(self._cluster_spec)

    def _tasks_of(self, job_name: str) -> dict[int, Any]:
        try:
            return self._cluster_spec[job_name]
        except KeyError:
            raise ValueError(f"No such job in cluster: {job_name!r}") from None

    def num_tasks(self, job_name: str) -> int:
        """How many tasks a job has.

        Raises:
          ValueError: if there is no such job.
        """
        return len(self._tasks_of(job_name))

    def task_indices(self, job_name: str) -> list[int]:
        """The indices of a job's tasks, in order.

        Raises:
          ValueError: if there is no such job.
        """
        return sorted(self._tasks_of(job_name))

    def task_address(self, job_name: str, task_index: int) -> Any:
        """The address of a task.

        Raises:
          ValueError: if there is no such job or task.
        """
        try:
            return self._tasks_of(job_name)[task_index]
        except KeyError:
            raise ValueError(f"No task with index {task_index!r} in job {job_name!r}") from None

    def job_tasks(self, job_name: str) -> list[Any]:
        """The addresses of a job's tasks by index; None where an index is left out.

        Raises:
          ValueError: if there is no such job.
        """
        tasks = self._tasks_of(job_name)
        return [tasks.get(index) for index in range(max(tasks, default=-1) + 1)]


def _tasks(job: Any, tasks: Any) -> dict[int, Any]:
    if isinstance(tasks, (list, tuple)):
        return dict(enumerate(tasks))
    if not isinstance(tasks, dict):
        raise TypeError(
            f"The tasks for job {job!r} must be a list or a dictionary from integers to strings."
        )
    for index in tasks:
        if not isinstance(index, int):
            raise TypeError(f"{index!r} has type {type(index).__name__}, but expected one of: int")
    return dict(tasks)


def _text(value: Any, refusal: str) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if not isinstance(value, str):
        raise TypeError(refusal)
    return value
