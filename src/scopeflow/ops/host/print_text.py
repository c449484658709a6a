"""`tf.print`: Python values and tensors written as one line, each time a run reaches it."""

from __future__ import annotations

import logging
import pprint
import random
import sys
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.host.printing import print_v2
from scopeflow.ops.nesting import leaves, map_leaves, rebuild
from scopeflow.ops.strings.formatting import string_format

_LEVELS = {
    logging.INFO: "log(info)",
    logging.WARNING: "log(warning)",
    logging.ERROR: "log(error)",
    "info": "log(info)",
    "warn": "log(warning)",
    "warning": "log(warning)",
    "error": "log(error)",
}


class _Place:
    """What stands in a structure for a tensor: it shows as the placeholder, without quotes."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def print_text(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that writes its arguments as one line.

    Nothing waits for it by itself: run it, or put what follows under `tf.control_dependencies`.

    Args:
      *inputs: tensors, Python values, and nested structures of both. Of a tensor the first and last elements of each
        dimension are shown.
      output_stream: `sys.stderr` (the default), `sys.stdout`, `tf.logging.info`, `tf.logging.warning`, `tf.logging.error`, or
        "file://" and a path, to which the line is appended.
      summarize: how many elements to show at both ends of each dimension; 3 by default, all if it is -1.
      sep: what stands between two arguments; a space by default.
      end: what stands at the end; a line break by default.
      name: the wish for the node's name.

    Returns:
      An Operation.

    Raises:
      ValueError: for an unknown keyword or stream.

    ```python
    >>> import sys
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _ = sess.run(tf.print("x:", tf.range(10), {"half": tf.constant(0.5)}, output_stream=sys.stdout))
    x: [0 1 2 ... 7 8 9] {'half': 0.5}

    ```
    """
    stream = kwargs.pop("output_stream", sys.stderr)
    name = kwargs.pop("name", None)
    summarize = kwargs.pop("summarize", 3)
    sep = kwargs.pop("sep", " ")
    end = kwargs.pop("end", "\n")
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    target = _stream_name(stream)
    if len(inputs) == 1 and _is_text_scalar(inputs[0]):
        text = inputs[0]
    else:
        text = _formatted(inputs, sep, summarize, f"{name}_format" if name else None)
    return print_v2(text, output_stream=target, name=name, end=end)


def _formatted(inputs: Any, sep: str, summarize: int, name: str | None) -> Tensor:
    """The node that writes the arguments into one text."""
    placeholder = _placeholder(inputs)
    texts: list[str] = []
    tensors: list[Tensor] = []
    for given in inputs:
        if isinstance(given, str):
            texts.append(given)
            continue
        shown: list[Any] = []
        for leaf in leaves(given):
            if isinstance(leaf, CompositeTensor):
                indices, values, dense_shape = leaf._tensors()
                tensors += [indices, values, dense_shape]
                shown.append(
                    f"SparseTensor(indices={placeholder}, values={placeholder}, shape={placeholder})"
                )
            elif _is_tensor(leaf):
                tensors.append(leaf)
                shown.append(_Place(placeholder))
            else:
                shown.append(leaf)
        texts.append(_pretty(rebuild(given, iter(shown))))
    return string_format(
        sep.join(texts), tensors, placeholder=placeholder, summarize=summarize, name=name
    )


def _pretty(value: Any) -> str:
    # a number of NumPy's shows as the number, as it did before NumPy 2
    with np.printoptions(legacy="1.25"):
        return pprint.pformat(value)


def _placeholder(inputs: Any) -> str:
    """A text that none of the arguments holds, made as TensorFlow makes it."""
    nothing = _Place("")
    said = [
        value
        if isinstance(value, str)
        else _pretty(map_leaves(lambda leaf: nothing if _is_tensor(leaf) else leaf, value))
        for value in inputs
    ]
    placeholder = "{}"
    digits = random.Random(5)
    while any(placeholder in text for text in said):
        placeholder += str(digits.randint(0, 9))
    return placeholder


def _is_tensor(value: Any) -> bool:
    return isinstance(value, (Tensor, CompositeTensor)) or hasattr(value, "_as_graph_element")


def _is_text_scalar(value: Any) -> bool:
    return isinstance(value, Tensor) and value.dtype is dtypes.string and value._dims == ()


def _stream_name(stream: Any) -> str:
    """How the op calls a stream.

    Raises:
      ValueError: if it is none that it can write to.
    """
    if isinstance(stream, str):
        if stream.startswith("file://"):
            return stream
    elif stream is sys.stdout:
        return "stdout"
    elif stream is sys.stderr:
        return "stderr"
    elif type(stream) is int and stream in _LEVELS:
        return _LEVELS[stream]
    elif getattr(stream, "__module__", None) == "scopeflow.platform.logging":
        name = getattr(stream, "__name__", "")
        if name in _LEVELS:
            return _LEVELS[name]
    raise ValueError(
        f"Unsupported output stream, logging level, or file.{stream}. Supported streams are sys.stdout, sys.stderr, "
        "tf.logging.info, tf.logging.warning, tf.logging.error. File needs to be in the form of 'file://<filepath>'."
    )
