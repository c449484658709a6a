"""VariableList: a list of variables that a notebook shows as a table."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import ports


class VariableList(list[Any]):
    """A list in every way; a notebook that shows it asks it for a table.

    What is made of it - a slice, a sum, a sorted copy - is a plain list.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return ports.variable_table.call(self)
