"""The ops of a critical section: a mutex that the session keeps, its lock, and the end of the lock."""

from __future__ import annotations

import threading
from typing import Any

from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session


class Mutex:
    """A lock for one thread at a time; a thread that holds it may take it again, since its run goes step by step."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._owner: int | None = None
        self._count = 0

    def acquire(self) -> None:
        """Waits until no other thread holds it, and takes it."""
        me = threading.get_ident()
        with self._free:
            while self._owner not in (None, me):
                self._free.wait()
            self._owner = me
            self._count += 1

    def release(self) -> None:
        """Gives it back, from any thread."""
        with self._free:
            self._count -= 1
            if not self._count:
                self._owner = None
                self._free.notify_all()


class Lock:
    """One holding of a mutex; it ends when it is consumed, or forgotten by a run that failed."""

    __slots__ = ("_mutex",)

    def __init__(self, mutex: Mutex) -> None:
        self._mutex: Mutex | None = None
        mutex.acquire()
        self._mutex = mutex

    def end(self) -> None:
        """Gives the mutex back; once."""
        mutex, self._mutex = self._mutex, None
        if mutex is not None:
            mutex.release()

    __del__ = end


@op(
    'MutexV2(; container: string = "", shared_name: string = "") -> (resource: resource) # stateful',
    shape=rules.scalar,
    host=True,
)
def mutex_v2(*, ctx: Any) -> Any:
    """A mutex of the session, by container and name."""
    return kept_by_session(ctx, "mutex", Mutex, by_node=True)


@op(
    "MutexLock(mutex: resource; ) -> (mutex_lock: variant) # stateful",
    shape=rules.scalar,
    host=True,
)
def mutex_lock(mutex: Any) -> Any:
    """Waits for the mutex, and holds it."""
    return Lock(mutex)


@op("ConsumeMutexLock(mutex_lock: variant; ) -> () # stateful", shape=rules.none, host=True)
def consume_mutex_lock(mutex_lock: Any) -> tuple[()]:
    """Gives the mutex back."""
    mutex_lock.end()
    return ()
