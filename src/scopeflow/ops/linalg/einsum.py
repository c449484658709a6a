"""`tf.einsum`: sums of products by Einstein's convention, made of transposes, reshapes and products."""

from __future__ import annotations

import re
import string
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope

_EQUATION = re.compile(r"([.a-zA-Z]*)((?:,[.a-zA-Z]*)*)(->[.a-zA-Z]*)?")


def einsum(equation: str, *inputs: Any, **kwargs: Any) -> Tensor:
    """Sums of products of the elements of tensors, as an equation of axes says.

    Each letter names an axis.  Axes of one name run together; those that the output does not name
    are summed over.

    Args:
      equation: such as "ij,jk->ik" for the product of matrices.  Without "->", the output has the
        axes that are named once, in the order of the alphabet.  "..." stands for the axes that have
        no names.
      *inputs: Tensors of one dtype.
      **kwargs: `name`, a name for the scope of the operations.

    Raises:
      ValueError: for an equation that is none, that names an axis of one input twice, or that does
        not fit the inputs.
      TypeError: for other keyword arguments.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     m = tf.constant([[1, 2], [3, 4]])
    ...     print(session.run(tf.einsum("ij,j->i", m, tf.constant([10, 1]))))
    [12 34]

    ```
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise TypeError(
            "invalid keyword arguments for this function: " + ", ".join(sorted(map(str, kwargs)))
        )
    with name_scope(name, "einsum", [equation, inputs]):
        tensors = list(inputs)
        parts, output = _parse(equation, [x.get_shape().ndims for x in tensors])
        for labels in parts:
            if len(set(labels)) != len(labels):
                raise ValueError(
                    f"Subscript not supported: an axis appears more than once: {labels}"
                )
        product, labels = tensors[0], parts[0]
        for tensor, others in zip(tensors[1:], parts[1:], strict=True):
            summed = (set(labels) & set(others)) - set(output)
            product, labels = _contract(product, labels, tensor, others, summed)
        left_over = [axis for axis, label in enumerate(labels) if label not in output]
        if left_over:
            product = reduce_sum(product, axis=left_over)
            labels = "".join(label for label in labels if label in output)
        if sorted(labels) != sorted(output):
            raise ValueError(f"Invalid equation: {equation}")
        return _transposed(product, [labels.index(label) for label in output])


def _parse(equation: str, ranks: list[int | None]) -> tuple[list[str], str]:
    """The labels of each input, and those of the output."""
    equation = equation.replace(" ", "")
    match = _EQUATION.fullmatch(equation)
    if match is None or not equation:
        raise ValueError(f"Indices have incorrect format: {equation}")
    parts = [match[1], *match[2].split(",")[1:]]
    if len(parts) != len(ranks):
        raise ValueError(
            f'Got {len(ranks)} arguments for equation "{equation}", expecting {len(parts)}'
        )
    dots = ""
    if "..." in equation:
        parts, dots = _with_dots_named(equation, parts, ranks)
    if match[3]:
        return parts, match[3][2:].replace("...", dots)
    every = "".join(parts)
    once = sorted(label for label in set(every) if every.count(label) == 1 and label not in dots)
    return parts, dots + "".join(once)


def _with_dots_named(
    equation: str, parts: list[str], ranks: list[int | None]
) -> tuple[list[str], str]:
    """The labels with letters in place of "...", and those letters for the output."""
    free = sorted(set(string.ascii_letters) - set(equation))
    most = 0
    counts = []
    for part, count in zip(parts, ranks, strict=True):
        if "..." not in part:
            counts.append(0)
            continue
        if part.count("...") > 1 or "." in part.replace("...", "", 1):
            raise ValueError("Unable to resolve ellipsis.")
        if count is None:
            raise ValueError("Unable to statically infer ellipsis axes.")
        named = len(part) - 3
        counts.append(max(count - named, 0))
        most = max(most, counts[-1])
    if most > len(free):
        raise ValueError("Too many ellipsis axes.")
    letters = "".join(free[:most])
    named_parts = [
        part.replace("...", letters[most - count :])
        for part, count in zip(parts, counts, strict=True)
    ]
    return named_parts, letters


def _contract(
    left: Any, left_labels: str, right: Any, right_labels: str, summed: set[str]
) -> tuple[Any, str]:
    """The product of two tensors, summed over the labels `summed`, and its labels."""
    for what, tensor, labels in (("t0", left, left_labels), ("t1", right, right_labels)):
        if len(labels) != len(tensor.shape):
            raise ValueError(
                f"Tensor {what} of rank {len(tensor.shape)} does not match einsum reduction of "
                f"length {len(labels)}"
            )
    common = (set(left_labels) & set(right_labels)) - summed
    # the axes of both first; then those of one tensor and those to be summed over, nearest each other
    order = [sorted(left_labels, key=lambda x: (0 if x in common else 2 if x in summed else 1, x))]
    order.append(
        sorted(right_labels, key=lambda x: (0 if x in common else 1 if x in summed else 2, x))
    )
    left = _transposed(left, [left_labels.index(label) for label in order[0]])
    right = _transposed(right, [right_labels.index(label) for label in order[1]])
    left_own = [x for x in order[0] if x not in common and x not in summed]
    right_own = [x for x in order[1] if x not in common and x not in summed]
    n = len(common)
    labels = "".join(order[0][:n] + left_own + right_own)
    if not summed:
        for _ in right_own:
            left = expand_dims(left, -1)
        for _ in left_own:
            right = expand_dims(right, n)
        return multiply(left, right), labels
    left_shape = _sizes(left)
    own_end = n + len(left_own)
    left_size = _product(left_shape[n:own_end])
    summed_size = _product(left_shape[own_end:])
    left = _reshaped(left, [*left_shape[:n], left_size, summed_size])
    right_shape = _sizes(right)
    own_start = n + len(summed)
    right_size = _product(right_shape[own_start:])
    right = _reshaped(right, [*right_shape[:n], summed_size, right_size])
    product = matmul(left, right)
    return _reshaped(product, left_shape[:own_end] + right_shape[own_start:]), labels


def _product(sizes: list[Any]) -> Any:
    total: Any = 1
    for size in sizes:
        total = total * size
    return total


def _sizes(tensor: Tensor) -> list[Any]:
    """The size of each axis: a number, or a Tensor where it is not known."""
    dims = tensor.shape.as_list()  # the tensor may be a variable, which is not read for this
    if None not in dims:
        return dims
    sizes = shape(tensor)
    return [sizes[axis] if dim is None else dim for axis, dim in enumerate(dims)]


def _transposed(tensor: Any, perm: list[int]) -> Any:
    return transpose(tensor, perm=perm) if perm != list(range(len(perm))) else tensor


def _reshaped(tensor: Tensor, sizes: list[Any]) -> Tensor:
    if not any(isinstance(size, Tensor) for size in sizes) and sizes == tensor.shape.as_list():
        return tensor
    return reshape(tensor, sizes)
