"""What `tf.gradients` builds for an op is the derivative of what the op computes: every op, by differences.

Each sample is run at its inputs and a small step to both sides of them along one direction per input.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.autodiff.zeros import is_trainable
from scopeflow.graph.operation import Operation
from scopeflow.ops import catalog, gradient
from tests.ops import inputs
from tests.ops.samples import samples_of

WIDE = ("float64", "complex128")
NUMBERS = ("float32", *WIDE)
# Ops whose gradient is by design not the derivative of their value, and why.
NOT_THE_DERIVATIVE = {
    "PreventGradient": "refuses to be differentiated",
    "Switch": "one output is dead; tests of conditions cover it",
    "RefSwitch": "one output is dead",
    "Merge": "one input is dead",
    "RefMerge": "one input is dead",
    "RefIdentity": "takes the memory of a variable, which cannot be fed",
    "Exit": "a part of a loop; tests of loops cover it",
    "RefExit": "a part of a loop",
    "NextIteration": "a part of a loop",
    "RefNextIteration": "a part of a loop",
    "Enter": "a part of a loop",
    "RefEnter": "a part of a loop",
    "LoopCond": "a part of a loop",
    "FakeQuantWithMinMaxArgs": "passes the gradient on as if nothing were rounded",
    "FakeQuantWithMinMaxVars": "passes the gradient on as if nothing were rounded",
    "FakeQuantWithMinMaxVarsPerChannel": "passes the gradient on as if nothing were rounded",
    "QuantizeAndDequantizeV2": "passes the gradient on as if nothing were rounded",
    **dict.fromkeys(
        ("FusedBatchNormGrad", "FusedBatchNormGradV2", "FusedBatchNormGradV3"),
        "counts what the batch's moments, inputs of their own, owe to it; op_cases cover it",
    ),
    **dict.fromkeys(
        (
            "MaxPoolGrad",
            "MaxPoolGradV2",
            "MaxPool3DGrad",
            "MaxPoolGradGrad",
            "MaxPoolGradGradV2",
            "MaxPool3DGradGrad",
        ),
        "takes what a pool gave, which the samples make up",
    ),
    "SoftmaxCrossEntropyWithLogits": "takes the labels for probabilities, which those of the samples are not",
    "EagerPyFunc": "calls Python",
    "RandomGamma": "gives other numbers each time",
    "Polygamma": "has no value at fractional orders",
    "Zeta": "has no value near the inputs of the samples",
}
# Ops of which only some outputs have a gradient, and ops of which only some inputs are checked.
OUTPUTS = {
    "FusedBatchNorm": (0,),
    "FusedBatchNormV2": (0,),
    "FusedBatchNormV3": (0,),
    "SparseSoftmaxCrossEntropyWithLogits": (0,),
}
INPUTS = {
    # the samples' boxes end on pixels, where the crop has a kink
    "CropAndResize": (0,),
}
# Ops that take one half of a symmetric matrix for the whole.
SYMMETRIC = {"Cholesky", "SelfAdjointEigV2"}
# What TensorFlow refuses too, with these classes.
REFUSED = (NotImplementedError, tf.errors.UnimplementedError)
# The same for complex numbers alone: TensorFlow's gradients, kept as they are.
NOT_FOR_COMPLEX = {
    "Sign": "is zero",
    "SquaredDifference": "leaves out a conjugate",
}


def differentiable() -> list[str]:
    """The op types that have a gradient function and a sample."""
    found = []
    for name, definition in sorted(catalog.load_all().items()):
        if name in NOT_THE_DERIVATIVE or name.startswith("TensorArray"):
            continue  # arrays of tensors have tests of their own
        if not gradient.is_registered(name) or gradient.find(name) is None:
            continue
        try:
            samples_of(definition)
        except LookupError:
            continue  # the contract of all ops says so
        found.append(name)
    return found


@contextmanager
def wide_numbers() -> Iterator[None]:
    """Within this, samples that ask for float32 get float64: differences need its precision."""
    narrow = inputs.tensor

    def tensor(dtype: Any, *shape: int, first: int = 1) -> tf.Tensor:
        dtype = tf.as_dtype(dtype)
        return narrow(tf.float64 if dtype is tf.float32 else dtype, *shape, first=first)

    inputs.tensor = tensor
    try:
        yield
    finally:
        inputs.tensor = narrow


def _tells(op: Operation) -> bool:
    """Whether differences of a sample tell anything: it has numbers to move, and those of half precision do not."""
    if op.type in NOT_FOR_COMPLEX and any(x.dtype.is_complex for x in op.inputs):
        return False
    numbers = [
        t for t in [*op.inputs, *op.outputs] if is_trainable(t.dtype) and t.dtype is not tf.resource
    ]
    return (
        any(_can_be_moved(given) for given in op.inputs)
        and any(is_trainable(made.dtype) for made in op.outputs)
        and all(t.dtype.base_dtype.name in NUMBERS for t in numbers)
    )


def _can_be_moved(given: tf.Tensor) -> bool:
    return not given.dtype._is_ref_dtype and given.dtype.name in NUMBERS


def _pattern(shape: tuple[int, ...], kind: Any, seed: int) -> np.ndarray:
    random = np.random.RandomState(seed)
    made = random.uniform(0.5, 1.5, shape)
    if np.dtype(kind).kind == "c":
        return (made + 1j * random.uniform(0.5, 1.5, shape)).astype(kind)
    return np.asarray(made, kind)


def _paired(a: Any, b: Any) -> float:
    """The real part of the product of one array with the conjugate of another."""
    wide = np.complex128
    return float(np.real(np.vdot(np.asarray(a, wide), np.asarray(b, wide))))


@pytest.mark.parametrize("name", differentiable())
def test_a_gradient_is_the_derivative(name: str) -> None:
    definition = catalog.load_all()[name]
    for call in samples_of(definition):
        try:
            with tf.Graph().as_default(), wide_numbers():
                _check(call())
        except (TypeError, ValueError):  # the op, or its gradient, takes no float64
            with tf.Graph().as_default():
                _check(call())


def _chosen(op: Operation) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
    """The outputs and the inputs that are checked."""
    outputs = OUTPUTS.get(op.type, range(len(op.outputs)))
    places = INPUTS.get(op.type, range(len(op.inputs)))
    given = dict.fromkeys(op.inputs[index] for index in places)
    return (
        [op.outputs[index] for index in outputs if is_trainable(op.outputs[index].dtype)],
        [one for one in given if _can_be_moved(one)],
    )


def _check(op: Operation) -> None:
    if not _tells(op):
        return
    ys, xs = _chosen(op)
    wide = all(t.dtype.name in WIDE for t in [*xs, *ys])
    step, near = (1e-6, 1e-5) if wide else (1e-2, 3e-2)
    with tf.Session() as session:
        session.run([v.initializer for v in tf.global_variables()])
        start = dict(zip(xs, session.run(xs), strict=True))
        values = session.run(ys, start)
        weights = [
            _pattern(np.shape(value), y.dtype.as_numpy_dtype, seed=index)
            for index, (y, value) in enumerate(zip(ys, values, strict=True))
        ]
        if any(np.abs(value).max(initial=0) > 1e30 for value in values):
            return  # a stand-in for infinity
        try:
            grads = tf.gradients(ys, xs, grad_ys=[tf.constant(weight) for weight in weights])
            session.run([tf.convert_to_tensor(grad) for grad in grads if grad is not None], start)
        except REFUSED:
            return
        except ValueError as error:
            if "Gradient not defined" in str(error):
                return  # TensorFlow's own words
            raise

        def total(feeds: dict[tf.Tensor, Any]) -> float:
            made = session.run(ys, feeds)
            return sum(_paired(w, value) for w, value in zip(weights, made, strict=True))

        for index, (x, grad) in enumerate(zip(xs, grads, strict=True)):
            if grad is None:
                continue
            found = session.run(tf.convert_to_tensor(grad), start)
            assert found.shape == start[x].shape
            direction = _pattern(start[x].shape, x.dtype.as_numpy_dtype, seed=100 + index)
            if op.type in SYMMETRIC:
                direction = direction + np.conj(np.swapaxes(direction, -1, -2))
            above = total({**start, x: start[x] + step * direction})
            below = total({**start, x: start[x] - step * direction})
            wanted = (above - below) / (2 * step)
            scale = max(abs(wanted), _paired(np.abs(found), np.abs(direction)), 1.0)
            assert abs(_paired(found, direction) - wanted) <= near * scale, (
                f"{op.node_def}: input {index}: {_paired(found, direction)}, by differences {wanted}"
            )


def test_a_wrong_gradient_is_noticed() -> None:
    with tf.Graph().as_default() as graph:
        tf.RegisterGradient("AlmostExp")(lambda op, grad: grad * op.outputs[0] * 1.001)
        with graph.gradient_override_map({"Exp": "AlmostExp"}):
            op = inputs.node("Exp", inputs.tensor(tf.float64, 2, 3))
        with pytest.raises(AssertionError, match="by differences"):
            _check(op)


def test_every_exception_is_an_op() -> None:
    assert not set(NOT_THE_DERIVATIVE) - set(catalog.load_all())
    assert not set(NOT_FOR_COMPLEX) - set(catalog.load_all())
