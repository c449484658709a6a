"""The bits of integers, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow import xp
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op

_INTEGERS = "{int8|int16|int32|int64|uint8|uint16|uint32|uint64}"


def _binary(
    kind: str, kernel: Callable[..., Any], public: str, doc: str, marks: str = ""
) -> Definition:
    def body(x, y):
        return kernel(x, y)

    body.__name__ = public
    body.__doc__ = f"""{doc}

    Args:
      x: a Tensor of integers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return op(f"{kind}(x: T, y: T; T: {_INTEGERS}) -> (z: T){marks}", shape=rules.broadcast)(body)


bitwise_and = _binary(
    "BitwiseAnd", xp.bitwise_and, "bitwise_and", "The bits set in both.", " # commutative"
)
bitwise_or = _binary(
    "BitwiseOr", xp.bitwise_or, "bitwise_or", "The bits set in one.", " # commutative"
)
bitwise_xor = _binary(
    "BitwiseXor", xp.bitwise_xor, "bitwise_xor", "The bits set in exactly one.", " # commutative"
)
left_shift = _binary(
    "LeftShift", xp.left_shift, "left_shift", "x << y, y held between 0 and the number of bits - 1."
)
right_shift = _binary(
    "RightShift",
    xp.right_shift,
    "right_shift",
    "x >> y, y held between 0 and the number of bits - 1; keeps the sign.",
)


@op(f"Invert(x: T; T: {_INTEGERS}) -> (y: T)", shape=rules.unchanged)
def invert(x):
    """All bits turned.

    Args:
      x: a Tensor of integers.
      name: a name for the operation.
    """
    return xp.invert(x)
