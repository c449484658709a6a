"""What a session keeps for ops besides variables: tables and their like, by container and name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any


class Resources:
    """Objects by key, each made when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[Hashable, Any] = {}

    def find_or_make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The object under `key`, made by `make` if there is none."""
        with self._lock:
            if key not in self._found:
                self._found[key] = make()
            return self._found[key]

    def find(self, key: Hashable) -> Any:
        """The object under `key`, or None."""
        with self._lock:
            return self._found.get(key)

    def close(self) -> None:
        """Tells the objects that have threads or open files that their session is over."""
        with self._lock:
            found = list(self._found.values())
        for kept in found:
            end = getattr(kept, "end_with_session", None)
            if end is not None:
                end()

    def remove(self, key: Hashable) -> bool:
        """Forgets the object under `key`; whether there was one."""
        with self._lock:
            return self._found.pop(key, None) is not None
