"""Cells that can be run again: what a cell built is replaced by what it builds the next time."""

from __future__ import annotations

import sys
from typing import Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.rollback import GraphState

# A graph remembers the beginnings of so many cells.
_MOST_CELLS = 500


class cell:  # noqa: N801 - a context manager
    """A piece of a program that may be run again: then the graph first goes back to where it began the last time.

    All that was built since the cell began is no part of the graph any more: what the cell made itself, and what was made after
    it. So the same names come out again instead of `dense_1` or "Variable already exists", and everything behind the cell is
    run again in its order. Values of variables stay in their sessions, by name. Nothing changes unless a cell is run twice.

    Args:
      name: which cell it is.
      graph: the graph; the default graph if None.

    Raises:
      RuntimeError: on entering inside of a scope, a branch or a loop, where the graph cannot go back.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     for size in (2, 3):
    ...         with tf.cell("model"):
    ...             w = tf.get_variable("w", [size])
    ...         print(w.name, w.shape, len(tf.global_variables()))
    w:0 (2,) 1
    w:0 (3,) 1

    ```
    """

    def __init__(self, name: str, graph: Graph | None = None) -> None:
        self._name = name
        self._graph = graph

    def __enter__(self) -> None:
        enter(self._graph or get_default_graph(), self._name, f"the cell {self._name!r}")

    def __exit__(self, *exc: object) -> None:
        return


def enter(graph: Graph, name: str, called: str) -> None:
    """Begins a cell: takes back what was built since it began the last time, if it did.

    Args:
      graph: the graph.
      name: which cell it is.
      called: how errors call it.
    """
    if graph.get_name_scope() or graph._control_flow_context is not None or graph._control_stack:
        raise RuntimeError(
            f"{called} begins inside of a scope, a branch or a loop that was opened outside of it. The graph can only go "
            "back to a place between such blocks: begin the cell outside, and open the block inside."
        )
    cells: dict[str, GraphState] = graph.__dict__.setdefault("_cells", {})
    state = cells.get(name)
    if state is not None:
        gone = Graph()
        # (no plan that was made for its nodes is valid)
        gone._rollbacks = -1
        gone.__dict__["_replaced_by"] = called
        state.restore(graph, gone)
        later = list(cells)[list(cells).index(name) :]
        for other in later:
            del cells[other]
    while len(cells) >= _MOST_CELLS:
        del cells[next(iter(cells))]
    newest = next(reversed(cells.values()), None)
    unchanged = newest is not None and newest.version == graph._version and newest.is_now(graph)
    cells[name] = newest if unchanged and newest is not None else GraphState(graph)


def rerun_cells(graph: Graph | None = None, on: bool = True) -> None:
    """In a notebook: running a cell again replaces what that cell has built in a graph, as with `tf.cell`.

    It holds for the cells that are run from the next one on. What the cells behind the one that is run again have built goes
    too; whoever still holds one of those tensors is told so when it is used.

    Args:
      graph: the graph; the default graph if None.
      on: False ends it.

    Raises:
      RuntimeError: where there is no notebook.
    """
    shell = _shell()
    graph = graph or get_default_graph()
    watching = graph.__dict__.pop("_cells_of_notebook", None)
    if watching is not None:
        shell.events.unregister("pre_run_cell", watching)
    if on:
        begins = _Begins(graph)
        graph.__dict__["_cells_of_notebook"] = begins
        shell.events.register("pre_run_cell", begins)


class _Begins:
    """Hears of each cell of a notebook before it is run."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def __call__(self, info: Any) -> None:
        text = getattr(info, "raw_cell", "") or ""
        # Outside of Jupyter cells have no identity but what they say.
        name = getattr(info, "cell_id", None) or text
        first = next((line for line in text.splitlines() if line.strip()), "")
        enter(self._graph, f"notebook {name}", f"the cell that begins with {first.strip()!r}")


def _shell() -> Any:
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is None:
        raise RuntimeError(
            "There is no notebook here whose cells could be run again. In a script, put what may be run again into "
            "`with tf.cell(name):`."
        )
    return shell
