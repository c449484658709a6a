"""Text with tensors in it: strings.format."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import texts
from scopeflow.ops.summarizing import summarize_ends


@op(
    'StringFormat(inputs: [T]; T: list(type) >= 0, template: string = "%s", placeholder: string = "%s", '
    "summarize: int = 3) -> (output: string)",
    shape=rules.scalar,
    host=True,
)
def _string_format(inputs, *, template, placeholder, summarize):
    """A text with tensors in place of the placeholders."""
    parts = _bytes(template).split(_bytes(placeholder))
    shown = [summarize_ends(value, summarize).encode() for value in inputs]
    pieces = [piece for pair in zip(parts, [*shown, b""], strict=False) for piece in pair]
    return texts([b"".join(pieces)], ())


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def string_format(
    template: str, inputs: Any, placeholder: str = "{}", summarize: int = 3, name: str | None = None
) -> Tensor:
    """A text with tensors in it.

    Args:
      template: the text, a Python string.
      inputs: a tensor, or a list of as many tensors as the template has placeholders.
      placeholder: what stands for a tensor in the template.
      summarize: show so many elements at both ends of each dimension; all if it is -1.
      name: the wish for the node's name.

    Returns:
      A scalar string tensor.

    Raises:
      ValueError: if there are more or fewer placeholders than tensors.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.format("x is {}.", tf.range(10)))
    b'x is [0 1 2 ... 7 8 9].'

    ```
    """
    if isinstance(inputs, Tensor) or hasattr(inputs, "_as_graph_element"):
        inputs = [inputs]
    if template.count(placeholder) != len(inputs):
        raise ValueError(
            f"{template.count(placeholder)} placeholder(s) in template does not match {len(inputs)} tensor(s) "
            "provided as input"
        )
    return _string_format(
        inputs, template=template, placeholder=placeholder, summarize=summarize, name=name
    )
