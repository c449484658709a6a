"""What layers know of the calls that they are part of: the inputs, and whether it is training."""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any


class _Calls(threading.local):
    """The innermost call of a layer in this thread.

    Attributes:
      inputs: what the layer was called on; nothing outside of calls.
      training: what was said of training, to this layer or to one around it; None if nothing was.
    """

    inputs: Any = ()
    training: Any = None


CALLS = _Calls()


@contextlib.contextmanager
def call_of(inputs: Any, training: Any) -> Iterator[None]:
    """A context: the call of a layer."""
    outer = CALLS.inputs, CALLS.training
    CALLS.inputs = inputs
    CALLS.training = bool(training) if isinstance(training, int) else training
    try:
        yield
    finally:
        CALLS.inputs, CALLS.training = outer


class CallSignature:
    """What a layer's `call` takes besides the inputs.

    Attributes:
      takes_scope: whether there is an argument `scope`.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        parameters = inspect.signature(call).parameters
        self.takes_scope = "scope" in parameters
        kinds = [parameter.kind for parameter in parameters.values()]
        self._takes_training = "training" in parameters or inspect.Parameter.VAR_KEYWORD in kinds
        # among the arguments after the inputs; beyond all of them if it has no place
        named = [name for name in parameters][1:]
        self._place = named.index("training") if "training" in named else len(parameters)

    def settle_training(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Whether a call with these arguments is training; what is said to an outer layer holds for those in it.

        `kwargs` is changed to what `call` is to get.
        """
        if self._place < len(args):
            return args[self._place]
        if "training" in kwargs:
            return kwargs["training"] if self._takes_training else kwargs.pop("training")
        value = CALLS.training
        if value is not None and self._takes_training:
            kwargs["training"] = value
        return value
