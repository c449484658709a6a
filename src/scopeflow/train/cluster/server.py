"""Server: what sessions can share variables through, within this process."""

from __future__ import annotations

import itertools
import socket
import threading
from typing import Any

from scopeflow import errors
from scopeflow.engine import served
from scopeflow.formats.server_def import server_def as server_def_class
from scopeflow.platform import logging as tf_logging
from scopeflow.train.cluster.cluster_spec import ClusterSpec

_numbers = itertools.count()


class Server:
    """A target for sessions; all sessions of one server share their variables, queues and tables.

    It lives in this process and opens no port: sessions of other processes cannot reach it. Servers of one cluster that
    are made in one process work together: what a device places on another task of the cluster is there.

    Args:
      server_or_cluster_def: a ServerDef, or a ClusterSpec, or what makes one.
      job_name: the job of this server; needed if there are several.
      task_index: its task; needed if the job has several.
      protocol: "grpc", the only one.
      config: a ConfigProto, kept in the ServerDef.
      start: whether to start it at once.

    Raises:
      TypeError: if it is no description of a cluster.
      ValueError: if the job or task is not said, or there is none of that name.
      OpError: if the task or the protocol does not exist.

    ```python
    >>> import scopeflow as tf
    >>> server = tf.train.Server.create_local_server()
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=3.0)
    ...     with tf.Session(server.target) as sess:
    ...         sess.run(v.initializer)
    ...     with tf.Session(server.target) as sess:
    ...         print(sess.run(v))
    3.0

    ```
    """

    def __init__(
        self,
        server_or_cluster_def: Any,
        job_name: str | None = None,
        task_index: int | None = None,
        protocol: str | None = None,
        config: Any = None,
        start: bool = True,
    ) -> None:
        self._server_def = _completed(server_or_cluster_def, job_name, task_index, protocol, config)
        address = self._own_address()
        port = address.rpartition(":")[2]
        if not port.isdigit() or ":" not in address:
            raise errors.InvalidArgumentError(
                None, None, f'Could not parse port for local server from "{address}".'
            )
        fixed = port != "0"
        self._target = f"grpc://localhost:{port if fixed else _free_port()}"
        # a cluster whose ports are not fixed is no other server's
        self._key = (
            self._server_def.cluster.SerializeToString(deterministic=True)
            if fixed
            else next(_numbers)
        )
        if start:
            self.start()

    def _own_address(self) -> str:
        made = self._server_def
        for job in made.cluster.job:
            if job.name == made.job_name:
                if made.task_index in job.tasks:
                    return job.tasks[made.task_index]
                raise errors.InvalidArgumentError(
                    None, None, f'Task {made.task_index} was not defined in job "{made.job_name}"'
                )
        raise errors.InternalError(None, None, f'Job "{made.job_name}" was not defined in cluster')

    def start(self) -> None:
        """Starts the server; nothing if it is started."""
        made = self._server_def
        served.serve(self._target, (made.job_name, made.task_index), self._key, self)
        if sum(len(job.tasks) for job in made.cluster.job) > 1:
            tf_logging.info(
                "Tasks of the cluster that are in other processes cannot be reached: this process computes all that its "
                "sessions run."
            )

    def join(self) -> None:
        """Waits for ever, as a server does whose process only serves."""
        threading.Event().wait()

    @property
    def server_def(self) -> Any:
        """The ServerDef proto."""
        return self._server_def

    @property
    def target(self) -> str:
        """What `tf.Session` takes as `target`."""
        return self._target

    @staticmethod
    def create_local_server(config: Any = None, start: bool = True) -> Server:
        """A server of a cluster of its own.

        Args:
          config: a ConfigProto.
          start: whether to start it at once.
        """
        return Server({"local": ["localhost:0"]}, protocol="grpc", config=config, start=start)


def _completed(
    given: Any, job_name: str | None, task_index: int | None, protocol: str | None, config: Any
) -> Any:
    """The ServerDef that is meant."""
    made = server_def_class()()
    if type(given).__name__ == "ServerDef":
        made.CopyFrom(given)
        if job_name is not None:
            made.job_name = job_name
        if task_index is not None:
            made.task_index = task_index
        if protocol is not None:
            made.protocol = protocol
    else:
        try:
            cluster = ClusterSpec(given)
        except TypeError:
            raise TypeError(
                "Could not convert `server_or_cluster_def` to a `tf.train.ServerDef` or `tf.train.ClusterSpec`."
            ) from None
        if job_name is None:
            if len(cluster.jobs) != 1:
                raise ValueError("Must specify an explicit `job_name`.")
            job_name = cluster.jobs[0]
        if task_index is None:
            indices = cluster.task_indices(job_name)
            if len(indices) != 1:
                raise ValueError("Must specify an explicit `task_index`.")
            task_index = indices[0]
        made.cluster.CopyFrom(cluster.as_cluster_def())
        made.job_name, made.task_index = job_name, task_index
        made.protocol = "grpc" if protocol is None else protocol
    if config is not None:
        made.default_session_config.MergeFrom(config)
    if made.protocol != "grpc":
        raise errors.NotFoundError(
            None, None, f"No server factory registered for the given ServerDef: {made}"
        )
    return made


def _free_port() -> int:
    """A port that nobody listens on now: the target's number, as it would be on a real server."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
