"""Records what TensorFlow 1.15 says about dtypes, shapes, devices, graph keys and errors.

Run with the reference's Python (docs/reference.md):

    $SCOPEFLOW_REFERENCE/bin/python tests/reference/record_leaves.py [FOLDER]

It evaluates the expressions of `leaf_cases` and writes one JSON file for each of their groups to
FOLDER, by default `leaves/` beside it: {section: {expression: [kind, text]}}, where kind is "value"
or the name of an exception class, and text what `describe` makes of the value, or the message's
first line. Tests evaluate the same expressions with scopeflow's modules, see
`tests/graph/replay.py`, and use `ask` and `describe` from here; so this file and the cases run
under Python 3.7 and are imported without TensorFlow.

All that differs only because Python or NumPy got older is evened out by `describe` and `plain`.
"""

from __future__ import annotations

import copy
import io
import json
import logging
import os
import pickle
import re
import sys
import warnings

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
LEAVES = os.path.join(HERE, "leaves")

# (pattern, what stands for it) for reprs and messages.
_SAME = [
    (r" at 0x[0-9a-f]+", ""),
    (r"\bobject object\b", "object"),
    # where a class lives, and names that differ
    (r"<(class )?'?(?:tensorflow|scopeflow|ml_dtypes|tests|__main__)[\w.]*\.(\w+)", r"<\1'\2"),
    (r"<class '(\w+)'>", r"<class \1>"),
    (r"<'(\w+) object>", r"<\1 object>"),
    (r"\bDeviceSpecV1\b", "DeviceSpec"),
    (r"<module '(\w+)'.*?>", r"<module \1>"),
    (r"<module (tensorflow|scopeflow)>", "<module tf>"),
    # NumPy 2
    (r"\bnp\.str_\(('.*?')\)", r"\1"),
    (r"\bnp\.(?=\w+\()", ""),
    (r"numpy\.float128", "numpy.longdouble"),
    (r"numpy\.complex256", "numpy.clongdouble"),
    (r"dtype\('float128'\)", "dtype('longdouble')"),
    (r"dtype\(\[\('(\w+)', '[<|]?(\w+)'\)\]\)", r"dtype([('\1', '\2')])"),
    # Python 3.8 to 3.13
    (r"a bytes-like object or a number", "a bytes-like object or a real number"),
    (r"format: a number is required", "format: a real number is required"),
    (r"\b\w+\.(__init__|__new__|from_string)\(\)", r"\1()"),
    (r"\b__new__\(\)", "__init__()"),
    (r"property '\w+' of '\w+' object has no setter", "can't set attribute"),
    (r"can't set attribute '\w+'", "can't set attribute"),
    (r"__init__\(\) got an unexpected keyword argument", "got an unexpected keyword argument"),
    # where a warning was given
    (r"From \S+:\d+:", "From PLACE:"),
]


def plain(text):
    """A repr or message without addresses, homes of classes and spellings of other versions."""
    for pattern, instead in _SAME:
        text = re.sub(pattern, instead, text)
    return text


def describe(value):
    """A text for a value that is the same in both libraries if they agree."""
    kind = type(value)
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value))
    if kind in (list, tuple):
        return f"{kind.__name__}[{', '.join(map(describe, value))}]"
    if kind in (set, frozenset):
        return f"{kind.__name__}{{{', '.join(sorted(map(describe, value)))}}}"
    if kind is dict:
        items = sorted(f"{describe(k)}: {describe(v)}" for k, v in value.items())
        return f"dict{{{', '.join(items)}}}"
    if isinstance(value, np.ndarray):
        return "array " + describe(value.tolist())
    if kind.__name__ == "bfloat16":
        return f"bfloat16({float(value)!r})"
    if isinstance(value, np.generic):
        return f"{kind.__name__}({value.item()!r})"
    if isinstance(value, np.dtype):
        return plain(f"dtype {value!r}")
    if kind.__name__.endswith("Proto"):
        return kind.__name__ + " " + str(value)
    return plain(f"{kind.__name__} {value!r}")


def first_line(error):
    """The first line of an exception's message."""
    lines = str(error).splitlines()
    return plain(lines[0]) if lines else ""


def ask(expression, names):
    """["value", what it is] or [exception class, first line of its message]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ["value", describe(eval(expression, dict(names)))]
        except Exception as error:
            return [type(error).__name__, first_line(error)]


class FakeOp:
    """What an error needs to know of an operation."""

    def __init__(self, name, original=None):
        self.name = name
        self.traceback = [("program.py", 7, "main", "x = make()")]
        self._original_op = original


class FakeNode:
    """What a device function needs to know of an operation."""

    def __init__(self, device):
        self.device = device


def logged(action):
    """The message that `action` sends to the logger "tensorflow"; it must send one."""
    messages = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())
    logger = logging.getLogger("tensorflow")
    logger.addHandler(handler)
    try:
        action()
    finally:
        logger.removeHandler(handler)
    (message,) = messages
    return message


def common_names(tf, shapes, dtypes, device, proto):
    """The names that expressions use, whichever library answers.

    Args:
      tf: the public names.
      shapes, dtypes, device: the library's modules of shapes, dtypes and devices.
      proto: the class TensorShapeProto.
    """

    def make_proto(*sizes):
        return proto(dim=[proto.Dim(size=size) for size in sizes])

    return {
        "tf": tf,
        "np": np,
        "io": io,
        "copy": copy,
        "pickle": pickle,
        "shapes": shapes,
        "dtypes": dtypes,
        "device": device,
        "D": tf.Dimension,
        "S": tf.TensorShape,
        "DS": tf.DeviceSpec,
        "E": tf.errors,
        "proto": make_proto,
        "unknown_proto": proto(unknown_rank=True),
        "FakeOp": FakeOp,
        "FakeNode": FakeNode,
        "logged": logged,
        "set_and_get": set_and_get,
    }


def set_and_get(thing, name, value, get):
    """Sets an attribute, then asks `get(thing)`."""
    setattr(thing, name, value)
    return get(thing)


def reference_names():
    """The names, from TensorFlow."""
    import contextlib

    import tensorflow as tf
    from tensorflow.core.framework.tensor_shape_pb2 import TensorShapeProto
    from tensorflow.python.framework import device, dtypes, tensor_shape

    def nest(*devices):
        with tf.Graph().as_default(), contextlib.ExitStack() as stack:
            for each in devices:
                stack.enter_context(tf.device(each))
            return tf.no_op().device

    names = common_names(tf, tensor_shape, dtypes, device, TensorShapeProto)
    names["nest"] = nest
    return names


def main(folder=LEAVES):
    sys.path.insert(0, HERE)
    import leaf_cases

    names = reference_names()
    os.makedirs(folder, exist_ok=True)
    for group, sections in leaf_cases.GROUPS.items():
        answers = {
            section: {expression: ask(expression, names) for expression in expressions}
            for section, expressions in sections.items()
        }
        with open(os.path.join(folder, group + ".json"), "w") as file:
            file.write(_one_line_each(answers))


def _one_line_each(answers):
    """JSON with a line for each expression, so that a diff shows what changed."""
    sections = []
    for section, found in answers.items():
        lines = [f"  {json.dumps(e)}: {json.dumps(a)}" for e, a in found.items()]
        body = ",\n".join(lines)
        sections.append(f"{json.dumps(section)}: {{\n{body}\n}}")
    body = ",\n".join(sections)
    return f"{{\n{body}\n}}\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
