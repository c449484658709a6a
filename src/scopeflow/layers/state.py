"""What layers keep for each graph: the phase placeholder, their variables, and a session to read those with."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.placeholder import placeholder_with_default
from scopeflow.ops.scoping import name_scope
from scopeflow.session import Session, get_default_session
from scopeflow.variables.initialization import is_variable_initialized, variables_initializer

# The name under which a graph's collections hold its state.
_KEY = ("__layers",)


class LayerState:
    """What the layers of one graph share.

    Attributes:
      phase: the placeholder that says whether layers are trained that were not told; None until one asks.
      unready: the variables of layers that no session was made ready with.
    """

    def __init__(self) -> None:
        self.phase: Tensor | None = None
        self.unready: list[Any] = []
        self._session: Session | None = None

    def session(self) -> Any:
        """The default session, or one of the graph's own, in which the layers' variables have values."""
        session, graph = get_default_session(), get_default_graph()
        if session is None or session.graph is not graph:
            if self._session is None:
                self._session = Session(graph=graph)
            session = self._session
        self._make_ready(session)
        return session

    def _make_ready(self, session: Any) -> None:
        waiting, self.unready = self.unready, []
        if not waiting:
            return
        having = session.run([is_variable_initialized(variable) for variable in waiting])
        bare = [variable for variable, has in zip(waiting, having, strict=True) if not has]
        if bare:
            session.run(variables_initializer(bare))


def layer_state() -> LayerState:
    """The state of the default graph's layers."""
    held = get_default_graph().get_collection_ref(_KEY)
    if not held:
        held.append(LayerState())
    state: LayerState = held[0]
    return state


def learning_phase() -> Tensor:
    """The default graph's placeholder for whether layers are trained that were not told; false unless fed."""
    state = layer_state()
    if state.phase is None:
        with name_scope(None):
            state.phase = placeholder_with_default(False, shape=(), name="keras_learning_phase")
    return state.phase
