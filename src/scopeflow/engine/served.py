"""What sessions of one server share: variables and named resources outlive them, as on TensorFlow's servers.

Servers of one cluster that are made in one process share too: a variable whose device names a job and task is kept there,
any other where its session's server is.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from scopeflow import errors
from scopeflow.engine.aliases import Variable
from scopeflow.engine.execute import Engine
from scopeflow.engine.resources import Resources
from scopeflow.engine.store import Slot, Store
from scopeflow.graph.device import DeviceSpec

Task = tuple[str, int]


class Cluster:
    """The variables and resources of all servers of a cluster in this process."""

    def __init__(self) -> None:
        self.store = Store()
        self.resources = Resources()
        self.sessions: weakref.WeakSet[Any] = weakref.WeakSet()


class _TaskStore(Store):
    """The variables of a cluster, seen from one of its tasks."""

    def __init__(self, cluster: Cluster, task: Task) -> None:
        self.guard, self.mutex = cluster.store.guard, cluster.store.mutex
        self._all: dict[Any, Slot] = cluster.store._slots
        self._packs = cluster.store._packs
        self._task = task

    def _place(self, variable: Variable) -> Any:
        device = DeviceSpec.from_string(variable.op.device or "")
        job, index = self._task
        if device.job is not None and device.job != job:
            job, index = device.job, 0
        return (*variable.key, job, index if device.task is None else device.task)

    def slot(self, variable: Variable) -> Slot:
        """The variable's slot, made at first use."""
        place = self._place(variable)
        found = self._all.get(place)
        if found is None:
            with self.mutex:
                found = self._all.setdefault(place, Slot(variable.key))
        return found

    def is_born(self, variable: Variable) -> bool:
        """Whether the variable has a value."""
        found = self._all.get(self._place(variable))
        return found is not None and found.value is not None

    def has_resources(self, container: str) -> bool:
        """Whether a resource variable in this container has a value."""
        return any(
            place[0] == "resource" and place[1] == container and slot.value is not None
            for place, slot in list(self._all.items())
        )


class _SharedResources(Resources):
    """Named resources are those of the cluster; what a node has without a name is the session's own."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self._shared = cluster.resources

    def find_or_make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The object under `key`, made by `make` if there is none."""
        if _is_named(key):
            return self._shared.find_or_make(key, make)
        return super().find_or_make(key, make)

    def find(self, key: Hashable) -> Any:
        """The object under `key`, or None."""
        return self._shared.find(key) if _is_named(key) else super().find(key)

    def remove(self, key: Hashable) -> bool:
        """Forgets the object under `key`; whether there was one."""
        return self._shared.remove(key) if _is_named(key) else super().remove(key)


def _is_named(key: Any) -> bool:
    """Whether a resource has a name of its own: kind, container and name, rather than kind and node."""
    return isinstance(key, tuple) and len(key) == 3


_lock = threading.Lock()
_clusters: dict[Hashable, Cluster] = {}
_targets: dict[str, tuple[Cluster, Task]] = {}
_owners: weakref.WeakValueDictionary[str, Any] = weakref.WeakValueDictionary()


def serve(target: str, task: Task, cluster_key: Hashable, owner: Any) -> None:
    """Makes a target known to sessions.

    Args:
      target: the target.
      task: the server's job and index.
      cluster_key: servers of equal keys share.
      owner: the server; while it lives no other gets this target.

    Raises:
      UnknownError: if another server has it.
    """
    with _lock:
        if _owners.get(target, owner) is not owner:
            raise errors.UnknownError(
                None,
                None,
                f"Could not start gRPC server. Another server of this process has the target {target}.",
            )
        cluster = _clusters.setdefault(cluster_key, Cluster())
        _targets[target] = (cluster, task)
        _owners[target] = owner


def _found(target: bytes) -> tuple[Cluster, Task]:
    found = _targets.get(target.decode())
    if found is None:
        raise errors.NotFoundError(
            None,
            None,
            f'No session factory registered for the given session options: {{target: "{target.decode()}" config: }} '
            "Registered factories are {DIRECT_SESSION}. Only the servers of this process can be reached: the targets "
            f"{sorted(_targets)}.",
        )
    return found


def engine_for(target: bytes, session: Any, alone: bool = False) -> Engine:
    """The engine of a session: one of its own, or for a server's target one that shares.

    Args:
      target: the session's target.
      session: the session.
      alone: whether it shares nothing in any case.

    Raises:
      NotFoundError: if no server of this process has this target.
    """
    engine = Engine()
    if target:
        cluster, task = _found(target)
        cluster.sessions.add(session)
        if alone:
            return engine
        engine.store = _TaskStore(cluster, task)
        engine.resources = _SharedResources(cluster)
    return engine


def task_of(target: bytes) -> Task:
    """The job and index of the server with this target; those of a process by itself without one."""
    return _found(target)[1] if target else ("localhost", 0)


def reset(target: bytes, containers: Iterable[Any] | None = None) -> list[Any]:
    """Forgets what the sessions of a target share.

    Args:
      target: the target; nothing is shared without one.
      containers: the containers to forget; all if None or empty.

    Returns:
      The sessions that are lost by that.

    Raises:
      NotFoundError: if no server of this process has this target.
    """
    if not target:
        return []
    cluster, _ = _found(target)
    names = {name.decode() if isinstance(name, bytes) else name for name in containers or ()}
    with cluster.store.mutex:
        for place in list(cluster.store._slots):
            if not names or place[1] in names:
                del cluster.store._slots[place]
    shared = cluster.resources
    with shared._lock:
        keys = [k for k in shared._found if not names or (isinstance(k, tuple) and k[1] in names)]
        forgotten = [shared._found.pop(key) for key in keys]
    for kept in forgotten:
        end = getattr(kept, "end_with_session", None)
        if end is not None:
            end()
    lost = list(cluster.sessions)
    cluster.sessions.clear()
    return lost
