"""What the cases of this folder are written with; executed before them by both libraries.

A case is a function of the library. It returns anything that `told` can describe, mostly what
`asked` gives: one answer per question, a value or a refusal.
"""

import re

import numpy as np
from google.protobuf import text_format


def told(value):
    """`value` as text that is the same under both libraries where the value is."""
    kind = type(value)
    if value is None or kind in (bool, int, float, complex, bytes):
        return repr(value)
    if kind is str:
        return repr(plain_text(value))
    if kind.__name__ == "bfloat16":
        return "bfloat16(%r)" % float(value)
    if kind.__name__ in ("bool", "bool_"):
        return "bool_(%r)" % bool(value)
    if isinstance(value, np.ndarray):
        items = [told(item) for item in value.reshape(-1).tolist()]
        if value.dtype.name == "bfloat16":
            items = [told(float(item)) for item in value.reshape(-1)]
        return "array(%s, %s, [%s])" % (value.dtype, list(value.shape), ", ".join(items))
    if isinstance(value, np.generic):
        return "%s(%s)" % (value.dtype, told(value.tolist()))
    if isinstance(value, (set, frozenset)):
        return "%s{%s}" % (kind.__name__, ", ".join(sorted(told(item) for item in value)))
    if isinstance(value, dict):
        items = ["%s: %s" % (told(k), told(v)) for k, v in value.items()]
        return "%s{%s}" % (kind.__name__, ", ".join(items))
    if isinstance(value, (list, tuple)):
        return "%s[%s]" % (kind.__name__, ", ".join(told(item) for item in value))
    if kind.__name__ == "DType":
        return value.name
    if kind.__name__ in ("TensorShape", "Dimension"):
        return kind.__name__ + " " + str(value)
    if isinstance(value, np.dtype):
        return "dtype " + value.name
    if kind is type:
        return "class " + value.__name__
    if hasattr(value, "DESCRIPTOR"):
        return kind.__name__ + " " + text_format.MessageToString(value)
    if isinstance(getattr(value, "name", None), str):
        return "<%s %s>" % (kind.__name__.replace("RefVariable", "Variable"), value.name)
    return "<%s>" % kind.__name__


def plain_text(text):
    """Text without addresses and without the modules in which the libraries keep their classes."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = text.replace("a real number", "a number").replace("np.float32(1.0)", "1.0")
    text = re.sub(r"can't set attribute|property .* has no setter", "no setter", text)
    text = re.sub(r"\w+(?:\.\w+)*\(\) got an unexpected", "() got an unexpected", text).replace(
        "_InputList", "InputList"
    )
    return re.sub(r"\b(?:tensorflow|scopeflow)(?:\.[a-z_0-9]+)*\.(\w+)", r"\1", text)


def refusal(error):
    """What an exception says, without the address of anything."""
    text = getattr(error, "message", None) or (
        error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    )
    # what follows the first line names lines of a machine's files
    first_line = text.strip().split("\n", 1)[0]
    return {"refused": type(error).__name__, "says": plain_text(first_line)[:600]}


def answer(question):
    """What a function without arguments returns, as text, or how it is refused."""
    try:
        return told(question())
    except Exception as error:
        return refusal(error)


def asked(*questions):
    """The answers to several questions, in turn."""
    return [answer(question) for question in questions]


def entered(context):
    """Enters a context and leaves it."""
    with context:
        return "entered"
