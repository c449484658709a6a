"""The ops that apply a gradient to a variable: dense and by rows, for ref and resource variables.

Each is declared from one line: its formula, its names, the variables it writes, what else it takes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.state.assigning import target_dims
from scopeflow.ops.training import formulas

_GRADIENTS = ("grad", "delta")
_TYPES = {"indices": "Tindices", "global_step": "int64"}


def _declare(
    formula: Callable[..., Any],
    names: Sequence[str],
    variables: str,
    others: str,
    flag: str = "",
) -> None:
    """Declares the ops of a formula.

    Args:
      formula: gives the new values.
      names: the types of the ops.
      variables: the inputs that are written.
      others: the other inputs in their order; those by rows have the indices behind the gradient.
      flag: an attribute that the formula asks for, and its default.
    """
    for type_name in names:
        written = tuple(variables.split())
        inputs = others.split()
        if "Sparse" in type_name:
            inputs = [
                name for given in inputs
                for name in (("grad", "indices") if given in _GRADIENTS else (given,))
            ]  # fmt: skip
        _declare_one(formula, type_name, written, inputs, flag)


def _declare_one(
    formula: Callable[..., Any],
    type_name: str,
    written: tuple[str, ...],
    inputs: list[str],
    flag: str,
) -> Definition:
    resource = type_name.startswith("Resource")
    kind = "resource" if resource else "Ref(T)"
    arguments = [f"{name}: {kind}" for name in written]
    arguments += [f"{name}: {_TYPES.get(name, 'T')}" for name in inputs]
    attrs = ["T: number"]
    if "indices" in inputs:
        attrs.append("Tindices: index")
    attrs.append("use_locking: bool = False")
    if flag:
        attrs.append(flag.replace(" ", ": bool = "))
    result = "() # stateful" if resource else "(out: Ref(T))"
    names = (*written, *inputs)
    lowering = _by_rows if "indices" in inputs else _whole
    body = lowering(formula, len(written), names)
    kinds = inspect.Parameter
    # what the engine and the contract of definitions read: the attribute that the formula asks for
    wanted = [kinds(flag.split()[0], kinds.KEYWORD_ONLY)] if flag else []
    positional = [kinds(name, kinds.POSITIONAL_ONLY) for name in names]
    body.__signature__ = inspect.Signature([*positional, *wanted])  # type: ignore[attr-defined]
    body.__doc__ = formula.__doc__
    text = f"{type_name}({', '.join(arguments)}; {', '.join(attrs)}) -> {result}"
    return op(text, shape=_shape(names, len(written)), writes=written)(body)


# -- lowerings -------------------------------------------------------------------------------------


def _check_numbers(names: Sequence[str], values: Sequence[Any], variables: int, end: str) -> None:
    for name, value in zip(names[variables:], values[variables:], strict=True):
        if value.ndim and name not in (*_GRADIENTS, "indices"):
            shape = compact(value.shape)
            xp.check(False, None, f"{name} is not a scalar{end}: %s", shape)


def _whole(formula: Callable[..., Any], variables: int, names: Sequence[str]) -> Callable[..., Any]:
    """The lowering of an op that updates all of a variable."""
    arrays = [p for p, name in enumerate(names) if p < variables or name in _GRADIENTS]

    def body(*values: Any, **flags: Any) -> Any:
        _check_numbers(names, values, variables, "")
        var = values[0]
        for place, (name, value) in enumerate(zip(names, values, strict=True)):
            if (name in _GRADIENTS or place < variables) and value.shape != var.shape:
                xp.check(
                    False,
                    None,
                    f"var and {name} do not have the same shape%s %s",
                    compact(var.shape),
                    compact(value.shape),
                )

        def step(*some: Any) -> Any:
            given = list(values)
            for place, array in zip(arrays, some, strict=True):
                given[place] = array
            return formula(*given, **flags)

        made = xp.in_pieces(step, [values[place] for place in arrays])
        return tuple(made) if len(made) > 1 else made[0]

    return body


def _by_rows(
    formula: Callable[..., Any], variables: int, names: Sequence[str]
) -> Callable[..., Any]:
    """The lowering of an op that updates some rows of a variable."""
    grad_at, indices_at = names.index("grad"), names.index("indices")

    def body(*values: Any, **flags: Any) -> Any:
        arrays, grad, indices = values[:variables], values[grad_at], values[indices_at]
        _check_numbers(names, values, variables, " ")
        _check_rows(arrays[0], grad, indices)
        rest = [value for i, value in enumerate(values) if i != indices_at]

        def step(*rows: Any) -> Any:
            given = list(rest)
            given[:variables] = rows[:variables]
            given[grad_at] = rows[variables]
            return formula(*given, **flags)

        made = xp.update_rows(step, arrays, indices, grad)
        return tuple(made) if len(made) > 1 else made[0]

    return body


def _check_rows(var: Any, grad: Any, indices: Any) -> None:
    if not var.ndim:
        xp.check(False, None, "var must be at least 1 dimensional")
    if indices.ndim != 1:
        xp.check(False, None, "indices must be one-dimensional")
    if grad.ndim != var.ndim:
        xp.check(False, None, "var and grad must have the same rank")
    for axis in range(1, var.ndim):
        if grad.shape[axis] != var.shape[axis]:
            xp.check(False, None, f"var and grad must match in dimension {axis}")
    if grad.shape[0] != indices.shape[0]:
        xp.check(False, None, "grad must be the same size as indices in the first dimension.")


# -- shapes ----------------------------------------------------------------------------------------


def _shape(names: Sequence[str], variables: int) -> Callable[..., Any]:
    """Variables, slots and gradient have one shape; the other inputs are scalars."""

    def infer(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
        given = dict(zip(names, inputs, strict=True))
        dims = target_dims(inputs[0])
        for tensor in inputs[1:variables]:
            dims = rules.merge(dims, target_dims(tensor))
        for name, tensor in list(given.items())[variables:]:
            if name not in (*_GRADIENTS, "indices"):
                rules.with_rank(tensor._dims, 0)
        gradient = given["delta" if "delta" in given else "grad"]._dims
        if "indices" in given:
            _merge_rows(dims, gradient, given["indices"]._dims)
        else:
            dims = rules.merge(dims, gradient)
        return (dims,) if inputs[0].dtype._is_ref_dtype else ()

    return infer


def _merge_rows(dims: rules.Dims, gradient: rules.Dims, indices: rules.Dims) -> None:
    indices = rules.with_rank(indices, 1)
    if gradient is None:
        return
    if not gradient:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if indices is not None:
        rules.merge_dim(indices[0], gradient[0])
    if dims is not None:
        rules.merge(dims, (None, *gradient[1:]))


# -- the ops ---------------------------------------------------------------------------------------

_declare(
    formulas.gradient_descent,
    ["ApplyGradientDescent", "ResourceApplyGradientDescent"],
    "var",
    "alpha delta",
)
_declare(
    formulas.momentum,
    [
        "ApplyMomentum",
        "ResourceApplyMomentum",
        "SparseApplyMomentum",
        "ResourceSparseApplyMomentum",
    ],
    "var accum",
    "lr grad momentum",
    "use_nesterov False",
)
_declare(
    formulas.adam,
    ["ApplyAdam", "ResourceApplyAdam"],
    "var m v",
    "beta1_power beta2_power lr beta1 beta2 epsilon grad",
    "use_nesterov False",
)
_declare(
    formulas.adagrad,
    ["ApplyAdagrad", "ResourceApplyAdagrad", "SparseApplyAdagrad", "ResourceSparseApplyAdagrad"],
    "var accum",
    "lr grad",
    "update_slots True",
)
_declare(
    formulas.adadelta,
    [
        "ApplyAdadelta",
        "ResourceApplyAdadelta",
        "SparseApplyAdadelta",
        "ResourceSparseApplyAdadelta",
    ],
    "var accum accum_update",
    "lr rho epsilon grad",
)
_declare(
    formulas.rms_prop,
    ["ApplyRMSProp", "ResourceApplyRMSProp", "SparseApplyRMSProp", "ResourceSparseApplyRMSProp"],
    "var ms mom",
    "lr rho momentum epsilon grad",
)
_declare(
    formulas.centered_rms_prop,
    [
        "ApplyCenteredRMSProp",
        "ResourceApplyCenteredRMSProp",
        "SparseApplyCenteredRMSProp",
        "ResourceSparseApplyCenteredRMSProp",
    ],
    "var mg ms mom",
    "lr rho momentum epsilon grad",
)
_declare(
    formulas.ftrl,
    ["ApplyFtrl", "ResourceApplyFtrl", "SparseApplyFtrl", "ResourceSparseApplyFtrl"],
    "var accum linear",
    "grad lr l1 l2 lr_power",
)
_declare(
    formulas.ftrl_v2,
    ["ApplyFtrlV2", "ResourceApplyFtrlV2", "SparseApplyFtrlV2", "ResourceSparseApplyFtrlV2"],
    "var accum linear",
    "grad lr l1 l2 l2_shrinkage lr_power",
)
_declare(
    formulas.adagrad_da,
    [
        "ApplyAdagradDA",
        "ResourceApplyAdagradDA",
        "SparseApplyAdagradDA",
        "ResourceSparseApplyAdagradDA",
    ],
    "var gradient_accumulator gradient_squared_accumulator",
    "grad lr l1 l2 global_step",
)
_declare(
    formulas.proximal_gradient_descent,
    ["ApplyProximalGradientDescent", "ResourceApplyProximalGradientDescent"],
    "var",
    "alpha l1 l2 delta",
)
_declare(
    formulas.proximal_gradient_descent,
    ["SparseApplyProximalGradientDescent", "ResourceSparseApplyProximalGradientDescent"],
    "var",
    "alpha l1 l2 grad",
)
_declare(
    formulas.proximal_adagrad,
    [
        "ApplyProximalAdagrad",
        "ResourceApplyProximalAdagrad",
        "SparseApplyProximalAdagrad",
        "ResourceSparseApplyProximalAdagrad",
    ],
    "var accum",
    "lr l1 l2 grad",
)
