"""Functions that bring their own gradient: `tf.custom_gradient`."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from scopeflow.autodiff.walk import Walk
from scopeflow.autodiff.zeros import zeros_of
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.logger import get_logger
from scopeflow.ops import gradient
from scopeflow.ops.arrays.identity import identity, identity_n
from scopeflow.ops.nesting import leaves, rebuild
from scopeflow.variables.creation import scope_wants_resources

_NUMBERS = itertools.count()
_READS = ("ReadVariableOp", "ResourceGather", "ResourceGatherNd")


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator for a function that gives its result and the function of its gradient.

    Args:
      f: called with tensors; returns `(result, grad_fn)`. `result` is a tensor or a structure of tensors;
        `grad_fn(*grads)` gets the gradient of each of them and returns one for each of the arguments. If `f` reads
        resource variables, `grad_fn` takes them as `variables` and returns `(gradients of the arguments, gradients of
        the variables)`.

    Returns:
      A function of the same arguments that returns `result`.

    Raises:
      TypeError: on a call, if `f` uses variables that are no resource variables, or `grad_fn` does not take them.
      ValueError: on a call with keyword arguments.

    ```python
    >>> import scopeflow as tf
    >>> @tf.custom_gradient
    ... def log1pexp(x):
    ...     e = tf.exp(x)
    ...     return tf.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant(100.0)
    ...     print(sess.run(tf.gradients(log1pexp(x), x)[0]))
    1.0

    ```
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return _call(f, args, kwargs)

    return decorated


def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f` with the gradient of the identity: what it returns is differentiated as if it were its arguments.

    Args:
      f: a function of tensors that returns as many tensors; the variables it uses get no gradient.
    """

    @custom_gradient
    def passing(*args: Any) -> Any:
        def grad(*grads: Any, **kwargs: Any) -> Any:
            variables = kwargs.get("variables")
            return grads if variables is None else (grads, [None] * len(variables))

        return f(*args), grad

    return functools.wraps(f)(passing)


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, computed once more for its gradient, so that what it computes need not be kept until then.

    Args:
      f: a function of tensors that returns tensors.
    """

    @custom_gradient
    def recomputing(*args: Any) -> Any:
        def grad(*grads: Any, **kwargs: Any) -> Any:
            variables = kwargs.get("variables")
            graph = get_default_graph()
            with graph.control_dependencies(list(grads)):
                result = leaves(f(*args))
            xs = [*args, *[variable.handle for variable in variables or ()]]
            walk = Walk(graph, result, xs, bare=True)
            for y, given in zip(result, grads, strict=True):
                walk.add(y, given)
            walk.run()
            made = [walk.result(x) for x in xs]
            made = [zeros_of(x) if one is None else one for x, one in zip(xs, made, strict=True)]
            if variables is None:
                return made
            return made[: len(args)], made[len(args) :]

        return f(*args), grad

    return functools.wraps(f)(recomputing)


def _call(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if kwargs:
        raise ValueError(
            "The custom_gradient decorator currently supports keywords arguments only when eager execution is enabled. "
            "Pass the arguments by position."
        )
    graph = get_default_graph()
    name = f"CustomGradient-{next(_NUMBERS)}"
    tensors = [internal_convert(arg) for arg in args]
    before, first = set(map(id, _all_variables(graph))), len(graph._ops)
    result, grad_fn = f(*tensors)
    flat = leaves(result)
    for one in flat:
        identity(one)  # for nothing, as in TensorFlow: later names depend on it
    for variable in _all_variables(graph):
        if id(variable) not in before and not hasattr(variable, "_handle"):
            raise TypeError(
                "All variables used by a function wrapped with @custom_gradient must be `ResourceVariable`s. "
                "Ensure that no `variable_scope` is created with `use_resource=False`."
            )
    given = {tensor._op for tensor in tensors}
    variables = list(_read_since(graph, first, given))
    wants = _takes_variables(grad_fn)
    if variables and not wants:
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, then grad_fn must accept a keyword argument "
            "'variables'."
        )
    if wants and not variables:
        if not scope_wants_resources():
            raise TypeError(
                "If using @custom_gradient with a function that uses variables, the enclosing variable scope must have "
                "use_resource=True."
            )
        get_logger().warning(
            "@custom_gradient grad_fn has 'variables' in signature, but no ResourceVariables were used on the forward pass."
        )
    count = len(flat)

    def function(op: Operation, *grads: Any) -> list[Any]:
        return [None] * count + _asked(grad_fn, grads[:count], variables)

    gradient.add(name, function)
    with graph.gradient_override_map({"IdentityN": name}):
        made = identity_n([*flat, *tensors, *variables])
    for variable in variables:
        # for nothing too
        internal_convert(variable)
    return rebuild(result, iter(made[:count]))


def _asked(grad_fn: Callable[..., Any], grads: Any, variables: list[Any]) -> list[Any]:
    """What `grad_fn` gives for the arguments and for the variables, in one list.

    Raises:
      ValueError: if there is not one for each variable.
    """
    if not variables:
        return leaves(grad_fn(*grads))
    for_args, for_variables = grad_fn(*grads, variables=variables)
    if len(for_variables) != len(variables):
        raise ValueError(
            "Must return gradient for each variable from @custom_gradient grad_fn. "
            f"It gave {len(for_variables)} for {len(variables)} variables."
        )
    return leaves(for_args) + list(for_variables)


def _takes_variables(grad_fn: Callable[..., Any]) -> bool:
    parameters = inspect.signature(grad_fn).parameters
    return "variables" in parameters or any(
        p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()
    )


def _all_variables(graph: Graph) -> list[Any]:
    return [
        *graph.get_collection(GraphKeys.GLOBAL_VARIABLES),
        *graph.get_collection(GraphKeys.LOCAL_VARIABLES),
    ]


def _read_since(graph: Graph, first: int, given: set[Operation]) -> Iterator[Any]:
    """The trainable resource variables that nodes made since then read, each once, in order."""
    by_handle: dict[Tensor, Any] = {
        variable._handle: variable
        for variable in _all_variables(graph)
        if hasattr(variable, "_handle") and variable.trainable
    }
    seen: set[int] = set()
    for op in graph._ops[first:]:
        if op.definition.type not in _READS or op in given:
            continue
        handle = op._inputs[0]
        while handle not in by_handle and handle._op._inputs:
            handle = handle._op._inputs[0]
        variable = by_handle.get(handle)
        if variable is not None and id(variable) not in seen:
            seen.add(id(variable))
            yield variable
