"""`tf.test.StubOutForTesting`: attributes replaced for a test, and put back."""

from __future__ import annotations

import inspect
from typing import Any


class StubOutForTesting:
    """Replaces attributes of modules and classes, and puts them back.

    ```python
    >>> import math
    >>> import scopeflow as tf
    >>> with tf.test.StubOutForTesting() as stubs:
    ...     stubs.Set(math, "pi", 3)
    ...     math.pi
    3
    >>> math.pi > 3
    True

    ```
    """

    def __init__(self) -> None:
        self._set: list[tuple[Any, Any, str]] = []
        self._smart: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> StubOutForTesting:
        return self

    def __exit__(self, *exc: object) -> None:
        self.CleanUp()

    def __del__(self) -> None:
        self.CleanUp()

    def CleanUp(self) -> None:
        """Puts back everything."""
        self.SmartUnsetAll()
        self.UnsetAll()

    def SmartSet(self, obj: Any, attr_name: str, new_attr: Any) -> None:
        """Replaces an attribute where it is defined: in the object, or in the class that it is inherited from.

        Args:
          obj: a module, class or object.
          attr_name: the attribute.
          new_attr: what takes its place.

        Raises:
          AttributeError: if there is no such attribute.
        """
        if inspect.ismodule(obj) or (not inspect.isclass(obj) and attr_name in vars(obj)):
            owner, before = obj, getattr(obj, attr_name)
        else:
            classes = inspect.getmro(obj if inspect.isclass(obj) else type(obj))
            holders = [cls for cls in classes if attr_name in vars(cls)]
            if not holders:
                raise AttributeError("Attribute not found.")
            owner = holders[0]
            # a static method must be put back as one
            before = vars(owner)[attr_name]
        self._smart.append((owner, attr_name, before))
        setattr(owner, attr_name, new_attr)

    def SmartUnsetAll(self) -> None:
        """Puts back what `SmartSet` replaced, the last first."""
        for owner, name, before in reversed(self._smart):
            setattr(owner, name, before)
        self._smart = []

    def Set(self, parent: Any, child_name: str, new_child: Any) -> None:
        """Replaces an attribute.

        Args:
          parent: a module, class or object.
          child_name: the attribute.
          new_child: what takes its place.

        Raises:
          AttributeError: if there is no such attribute.
        """
        before = getattr(parent, child_name)
        plain = vars(parent).get(child_name)
        if isinstance(plain, (staticmethod, classmethod)):
            before = plain
        self._set.append((parent, before, child_name))
        setattr(parent, child_name, new_child)

    def UnsetAll(self) -> None:
        """Puts back what `Set` replaced, the last first."""
        for parent, before, name in reversed(self._set):
            setattr(parent, name, before)
        self._set = []
