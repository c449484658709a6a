"""What counts as a difference between what two libraries did with one program."""

from __future__ import annotations

import re
from typing import Any

from tests.differential.accepted import accepted_error, ends_comparison, torn_stack
from tests.reference.live import Answer

_MODULE = re.compile(r"\b(?:tensorflow|tensorflow_core|scopeflow)(?:\.\w+)*\.(?=[A-Za-z_]\w*)")
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_NUMPY_DTYPE = re.compile(r"numpy\.dtypes\.\w+DType|numpy\.dtype\[\w+\]")
_QUALIFIED = re.compile(r"[\w.<>]+\.(<lambda>|\w+)\(\)")


def first_sentence(message: str) -> str:
    """The part of a message that both libraries must have in common, without what no two runs share."""
    line = message.strip().split("\n", 1)[0]
    return plain(re.split(r"\. (?=[A-Z ])", line, maxsplit=1)[0].rstrip("."))


def plain(message: str) -> str:
    """A message without addresses, module paths and (Python 3.10 and later) qualified names."""
    message = _MODULE.sub("", message)
    message = _ADDRESS.sub("0x", message)
    # the interpreters' and NumPy's own words differ
    message = _NUMPY_DTYPE.sub("numpy.dtype", message)
    message = message.replace("or a real number, not", "or a number, not")
    return _QUALIFIED.sub(r"\1()", message)


def difference(theirs: Answer, ours: Answer) -> str | None:
    """The first difference in words, or None."""
    if theirs.error in ("AssertionError", "IndexError") and torn_stack(theirs.message):
        return None
    if theirs.error or ours.error:
        if theirs.error != ours.error:
            return f"the program: {theirs.error}: {theirs.message} / {ours.error}: {ours.message}"
        return None
    step = None
    for theirs_entry, ours_entry in zip(theirs.result, ours.result, strict=False):
        if theirs_entry[0] == "step":
            step = theirs_entry[1]
        if theirs_entry[0] == "error" and ends_comparison(theirs_entry):
            return None
        if not _alike(theirs_entry, ours_entry):
            return f"step {step}: {_pinpoint(theirs_entry, ours_entry)}"
    if len(theirs.result) != len(ours.result):
        return f"{len(theirs.result)} entries / {len(ours.result)}"
    return None


def _alike(theirs: list[Any], ours: list[Any]) -> bool:
    if theirs == ours:
        return True
    if theirs[0] != "error" or ours[0] != "error":
        return False
    if accepted_error(theirs, ours):
        return True
    sentence = first_sentence(theirs[2])
    if theirs[1] == "KeyError":
        # it shows its message in quotes, which end behind our explanation
        sentence = sentence.rstrip(".\"'")
    return theirs[1] == ours[1] and plain(ours[2]).startswith(sentence)


def _pinpoint(theirs: Any, ours: Any) -> str:
    if isinstance(theirs, list) and isinstance(ours, list) and theirs[:1] == ["graph"] == ours[:1]:
        for number, (a, b) in enumerate(zip(theirs[1], ours[1], strict=False)):
            if a != b:
                return f"node {number}:\n  reference {_shown(a)}\n  ours      {_shown(b)}"
        if len(theirs[1]) != len(ours[1]):
            longer = theirs[1] if len(theirs[1]) > len(ours[1]) else ours[1]
            return f"{len(theirs[1])} nodes / {len(ours[1])}: {longer[min(len(theirs[1]), len(ours[1]))][:3]}"
        return f"\n  reference {theirs[2:]}\n  ours      {ours[2:]}"
    return f"\n  reference {theirs}\n  ours      {ours}"


def _shown(node: list[Any]) -> str:
    """A node with its attributes decoded."""
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue

    name, kind, inputs, device, attrs = node
    decoded = {
        key: str(AttrValue.FromString(bytes.fromhex(text))).replace("\n", " ")
        for key, text in attrs.items()
    }
    return f"{name} {kind} {inputs} {device!r} {dict(sorted(decoded.items()))}"
