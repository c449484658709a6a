"""`tf.summary_table`: what variables a graph has, how large they are, and which are trained or shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.inspect import table_text
from scopeflow.inspect.table_rows import Facts, Row, facts_of_variables, parted, rows_of
from scopeflow.inspect.variable_kinds import kept_by_optimizers
from scopeflow.scopes.scope import VariableScope

if TYPE_CHECKING:
    from rich.table import Table


class SummaryTable:
    """A parameter table: text where it is printed, colours in a terminal, HTML in a notebook.

    Attributes:
      rows: its lines: scopes and variables in the order of the names' tree, then the total, then what of it is
        trained, where that is not all, and what optimizers keep.
    """

    def __init__(
        self,
        variables: Iterable[Facts],
        depth: int | None = None,
        kept: Iterable[Facts] = (),
        listed: bool = False,
    ) -> None:
        self.rows: list[Row] = rows_of(variables, depth, kept, listed)

    @property
    def total(self) -> Row:
        """The line that sums up the variables, without what optimizers keep."""
        return next(row for row in self.rows if row.sums_up == "total")

    @property
    def parameters(self) -> int:
        """How many numbers the variables hold; those of unknown shape are not counted."""
        return self.total.parameters

    @property
    def bytes(self) -> int:
        """How much memory the values of the variables take."""
        return self.total.bytes

    def as_json(self) -> list[dict[str, Any]]:
        """The rows as JSON can hold them."""
        return [
            {
                "name": row.name,
                "kind": row.sums_up or ("scope" if row.is_scope else "variable"),
                "variables": row.variables,
                "shape": None if row.dims is None else list(row.dims),
                "dtype": row.dtype,
                "parameters": row.parameters,
                "bytes": row.bytes,
                "trainable": row.trainable,
                "shared": row.shared,
            }
            for row in self.rows
        ]

    def __str__(self) -> str:
        return table_text.plain(self.rows)

    __repr__ = __str__

    def __rich__(self) -> Table:
        return table_text.rich_table(self.rows)

    def _repr_html_(self) -> str:
        return table_text.as_html(self.rows)


def summary_table(
    variables: Any = None, depth: int | None = None, slots: bool = False
) -> SummaryTable:
    """A table of variables by scope: counts, shapes, dtypes, bytes, which are trained and which shared.

    A variable is marked as shared if the program got it more than once: by `tf.get_variable`, or by calling its
    layer again. What an optimizer keeps - slots, powers of beta, the step that it counts - is in no sum of scopes and
    not in the total; a line of its own behind them sums it up.

    Args:
      variables: a list of variables, a Graph, or a VariableScope; by default the default graph. Of a graph its global
        variables are listed.
      depth: how many levels of scopes to show; those below are summed up in their scope's line. All if None.
      slots: whether to list what optimizers keep, behind the total; only for graphs and scopes. A list is taken
        as it is.

    Returns:
      A SummaryTable: print it, or leave it as the last line of a notebook's cell.

    Raises:
      TypeError: if `variables` is something else.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     with tf.variable_scope("layer"):
    ...         w, b = tf.get_variable("w", [784, 10]), tf.get_variable("b", [10])
    ...     print(tf.summary_table())
    name    variables  shape      dtype    parameters     bytes  trainable
    ──────────────────────────────────────────────────────────────────────
    layer/          2             float32       7,850  30.7 KiB  yes
      w                [784, 10]  float32       7,840  30.6 KiB  yes
      b                [10]       float32          10      40 B  yes
    ──────────────────────────────────────────────────────────────────────
    total           2             float32       7,850  30.7 KiB  yes

    ```
    """
    if variables is None:
        variables = get_default_graph()
    if isinstance(variables, (Graph, VariableScope)):
        graph, inside = variables, ""
        if isinstance(variables, VariableScope):
            graph, inside = get_default_graph(), variables.name + "/" if variables.name else ""
        keyed = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
        facts = facts_of_variables(each for each in keyed if each.name.startswith(inside))
        model, kept = parted(facts, kept_by_optimizers(graph))
        return SummaryTable(model, depth, kept, slots)
    try:
        return SummaryTable(facts_of_variables(variables), depth)
    except (AttributeError, TypeError):
        raise TypeError(
            "summary_table takes a list of variables, a Graph or a VariableScope. "
            f"It is {variables!r} of type '{type(variables).__name__}'."
        ) from None
