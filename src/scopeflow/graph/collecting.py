"""Collections: named lists that a graph carries, such as the trainable variables."""

from __future__ import annotations

import re
from typing import Any

# what is a scope's name as it stands, and does not end in "/", which would keep siblings out
_PLAIN_SCOPE = re.compile(r"[A-Za-z0-9_.\-/]*[A-Za-z0-9_.\-]\Z")


class Collections:
    """The part of a graph that keeps named lists of anything."""

    def _init_collections(self) -> None:
        self._collections: dict[Any, list[Any]] = {}

    def _check_not_finalized(self) -> None:
        raise TypeError("a mixin of Graph")

    def add_to_collection(self, name: Any, value: Any) -> None:
        """Appends `value` to the collection `name`; a value added twice is there twice.

        Raises:
          RuntimeError: if the graph is finalized.
        """
        self._check_not_finalized()
        items = self._collections.get(name)
        if items is None:
            self._collections[name] = [value]
        else:
            items.append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Appends `value` to each collection of `names` once, however often it is named.

        Args:
          names: one name or an iterable of names.
          value: what to add.
        """
        for name in (names,) if isinstance(names, str) else dict.fromkeys(names):
            self.add_to_collection(name, value)

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The collection itself: changing the list changes the graph's collection."""
        return self._collections.setdefault(name, [])

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A new list of the values in a collection.

        Args:
          name: the collection's key.
          scope: if given, a regular expression; only items whose `name` it matches at the start are
            returned, and items without a name are left out.
        """
        items = self._collections.get(name)
        if items is None:
            return []
        if scope is None:
            return list(items)
        matches = re.compile(scope).match
        found = [item for item in items if hasattr(item, "name") and matches(item.name)]
        if _PLAIN_SCOPE.match(scope):
            self._warn_of_siblings(scope, found)
        return found

    def _warn_of_siblings(self, scope: str, found: list[Any]) -> None:
        """Warns if what was caught is a scope and more than that scope."""
        inside = scope + "/"
        if len({item.name.startswith(inside) for item in found}) == 2:
            from scopeflow.graph.siblings import warn_of_siblings

            warn_of_siblings(self, scope, found)

    def get_all_collection_keys(self) -> list[Any]:
        """The names of all collections whose name is a string."""
        return [name for name in self._collections if isinstance(name, str)]

    @property
    def collections(self) -> list[Any]:
        """The names of the collections of this graph."""
        return list(self._collections)

    def clear_collection(self, name: Any) -> None:
        """Removes a collection."""
        self._check_not_finalized()
        self._collections.pop(name, None)
