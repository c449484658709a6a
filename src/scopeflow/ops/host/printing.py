"""Printing values as a run computes them: the op of `tf.Print`, and the one that `tf.print` ends in."""

from __future__ import annotations

import logging
import sys
import threading
import weakref
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.logger import get_logger
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.summarizing import summarize_start

# How often each node with a limit has printed, by session.
_counts: weakref.WeakKeyDictionary[Any, dict[Operation, int]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def _may_print(session: Any, node: Operation, limit: int) -> bool:
    """Whether a node has printed less than `limit` times in a session; counts."""
    if limit < 0:
        return True
    with _lock:
        counts = _counts.setdefault(session, {})
        printed = counts.get(node, 0)
        if printed >= limit:
            return False
        counts[node] = printed + 1
        return True


@op(
    'Print(input: T, data: [U]; T: type, U: list(type) >= 0, message: string = "", first_n: int = -1, '
    "summarize: int = 3) -> (output: T) # stateful",
    shape=rules.unchanged,
    host=True,
)
def print_op(
    input: Any, data: Sequence[Any], *, message: Any, first_n: int, summarize: int, ctx: Any
) -> Any:
    """The first input; the others are written to stderr."""
    if _may_print(ctx.session, ctx.op, first_n):
        text = message if isinstance(message, str) else message.decode("utf-8", "replace")
        shown = "".join(f"[{summarize_start(value, summarize)}]" for value in data)
        _write(sys.stderr, f"{text}{shown}\n")
    return input


def _write(stream: Any, text: str) -> None:
    stream.write(text)
    stream.flush()


def Print(  # noqa: N802 - the public name
    input_: Any,
    data: Sequence[Any],
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """The first argument; a run that computes it writes `data` to stderr.

    Args:
      input_: a tensor.
      data: a list of tensors to write.
      message: a text to write before them.
      first_n: write only so many times in a session; always by default.
      summarize: how many values of each to write; 3 by default, all if negative.
      name: the wish for the node's name.

    Returns:
      A tensor of the same shape and dtype as `input_`.
    """
    return print_op(input_, data, message=message, first_n=first_n, summarize=summarize, name=name)


_LEVELS = {
    "log(info)": logging.INFO,
    "log(warning)": logging.WARNING,
    "log(error)": logging.ERROR,
}


@op(
    'PrintV2(input: string; output_stream: string = "stderr", end: string = "\\n") -> () # stateful',
    shape=rules.none,
    host=True,
)
def print_v2(input: Any, *, output_stream: Any, end: Any) -> tuple[()]:
    """Writes a text to a stream, a log or a file."""
    value = input if isinstance(input, bytes) else input[()]
    text = value.decode("utf-8", "replace")
    tail = end if isinstance(end, str) else end.decode("utf-8", "replace")
    stream = output_stream if isinstance(output_stream, str) else output_stream.decode()
    if stream.startswith("file://"):
        with open(stream[len("file://") :], "a", encoding="utf-8") as file:
            file.write(text + tail)
    elif stream in _LEVELS:
        get_logger().log(_LEVELS[stream], "%s", text)
    else:
        _write(sys.stdout if stream == "stdout" else sys.stderr, text + tail)
    return ()
