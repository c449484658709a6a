"""Which function builds the gradient of an op: the registry, and how it is filled.

The gradients of the ops that `FAMILY/MODULE.py` declares stand beside it, in `FAMILY/MODULE_grad.py`:

    @gradient("Neg")
    def _neg(op, grad):
        return neg(grad)

That module is imported when the gradient of one of its ops is first asked for, so that it may use any op there is and a
program that differentiates nothing does not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops import catalog, undifferentiable
from scopeflow.ops.define import REGISTRY

# Gives one tensor (or None) for each input of the op, a single one bare or in a list.
GradientFunction = Callable[..., Any]

# None: the op has no gradient, and that is no mistake.
_FUNCTIONS: dict[str, GradientFunction | None] = {}
_LOADED: set[str] = set()


def gradient(*names: str) -> Callable[[GradientFunction], GradientFunction]:
    """Registers the gradient function of these op types.

    The function takes the operation and one gradient for each of its outputs (zeros or None where nothing
    depends on an output), and gives one for each input.
    """

    def register(function: GradientFunction) -> GradientFunction:
        for name in names:
            add(name, function)
        return function

    return register


def not_differentiable(*names: str) -> None:
    """Registers that these op types have no gradient."""
    for name in names:
        add(name, None)


def add(name: str, function: GradientFunction | None) -> None:
    """Registers one function; each name once.

    Raises:
      KeyError: if the name is taken.
    """
    if name in _FUNCTIONS:
        raise KeyError(name)
    _FUNCTIONS[name] = function


def is_registered(name: str) -> bool:
    """Whether there is an answer to `find(name)`."""
    if name in _FUNCTIONS or name in undifferentiable.NAMES:
        return True
    _load(name)
    return name in _FUNCTIONS


def find(name: str) -> GradientFunction | None:
    """The gradient function registered as `name`, or None for what is not differentiable.

    Raises:
      LookupError: if nothing is registered.
    """
    if not is_registered(name):
        raise LookupError(f"gradient registry has no entry for: {name}")
    return _FUNCTIONS.get(name)


def of(op: Operation) -> GradientFunction | None:
    """The gradient function of an operation, as `gradient_override_map` may have changed it.

    Raises:
      LookupError: if nothing is registered.
    """
    named = op._extra.get("_gradient_op_type") if op._extra else None
    if named is None:
        return find(op.definition.type)
    name = named[1]
    return find(name.decode() if isinstance(name, bytes) else name)


def is_known(name: str) -> bool:
    """`is_registered`, for a name that is mostly a user's own: no op is looked for that nothing speaks of."""
    if name in _FUNCTIONS:
        return True
    return (name in REGISTRY or bool(catalog.speaking_of(name))) and is_registered(name)


def _load(name: str) -> None:
    definition = catalog.find(name)
    if definition is None:
        return
    module = definition.body.__module__ + "_grad"
    if module not in _LOADED:
        _LOADED.add(module)
        if find_spec(module) is not None:
            import_module(module)
