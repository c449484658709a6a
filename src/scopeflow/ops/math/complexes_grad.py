"""Gradients of the parts of complex numbers: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.broadcasting import reduced, shapes_and_axes
from scopeflow.ops.math.complexes import complex, conj, imag, real
from scopeflow.ops.math.division import div_no_nan
from scopeflow.ops.math.elementwise import reciprocal
from scopeflow.ops.math.elementwise_grad import after


@gradient("Real")
def _real(op: Operation, grad: Any) -> Any:
    return complex(grad, constant(0, dtype=grad.dtype))


@gradient("Imag")
def _imag(op: Operation, grad: Any) -> Any:
    return complex(constant(0, dtype=grad.dtype), grad)


@gradient("Conj")
def _conj(op: Operation, grad: Any) -> Any:
    return conj(grad)


@gradient("Complex")
def _complex(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    sx, sy, rx, ry = shapes_and_axes(x, y)
    first = reduced(real(grad), sx, rx)
    return first, reduced(imag(grad), sy, ry)


@gradient("ComplexAbs")
def _complex_abs(op: Operation, grad: Any) -> Any:
    size = op.outputs[0]
    return div_no_nan(
        complex(grad, zeros_like(grad)) * op.inputs[0], complex(size, zeros_like(size))
    )


@gradient("Angle")
def _angle(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        re = real(x)
        im = imag(x)
        z = reciprocal(complex(im, re))
        zero = constant(0, dtype=grad.dtype)
        return -complex(grad, zero) * z
