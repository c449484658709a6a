"""What a variable does with a session or a conditional: `load` and `initialized_value`."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.contexts import init_scope
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.state import assigning as state


def load(variable: Any, value: Any, session: Any) -> None:
    """Runs the variable's initializer with `value` in the place of the initial value."""
    session = session or ports.default_session.call()
    if session is None:
        raise ValueError(
            "Either session argument should be provided or default session should be established. "
            "Write v.load(value, session), or call it inside `with session.as_default()`."
        )
    session.run(variable.initializer, {variable.initializer.inputs[1]: value})


def is_initialized(variable: Any, name: str | None = None) -> Tensor:
    """A bool tensor: whether a variable of either flavour, or what a ref tensor stands for, has a value."""
    if variable.dtype._is_ref_dtype:
        return state.is_variable_initialized(variable, name=name)
    return variable.is_initialized(name=name)


def initialized_value(variable: Any) -> Tensor:
    """The variable's value if it has one, else its initial value."""
    from scopeflow.ops.control.conditional import cond

    with init_scope():
        return cond(is_initialized(variable), variable.read_value, lambda: variable.initial_value)
