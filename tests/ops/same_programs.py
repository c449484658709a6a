"""When two answers to a program of `op_programs` are the same: nodes, ids and words to the letter, values by the table of kinds."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

import ml_dtypes
import numpy as np

from tests.ops.agreement import EXACT_FLOATS, FUNCTIONS, NORMALS, REDUCTIONS
from tests.xp.replay import same_bits

# Ops that are long sums inside, beside the reductions: convolutions, pools, decompositions, losses.
SUMS = REDUCTIONS | {"BiasAddGrad", "Einsum", "LRN", "LRNGrad"}
SUMMING_WORDS = (
    "Conv", "Pool", "BatchNorm", "Entropy", "Segment", "FFT", "Matrix", "Cholesky", "Svd", "Eig",
    "Resize", "CTC", "Dilation", "Sparse", "Lu", "Solve", "Igamma", "Betainc", "Zeta", "Polygamma",
    "Bessel", "Vjp", "Quant", "AdjustHue", "AdjustSaturation", "AdjustContrast", "RGB", "HSV", "Sdca",
    "Scatter", "Candidate", "Cudnn", "Logm", "Norm", "Mfcc", "AudioSpectrogram",
)  # fmt: skip


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """In words, how an answer differs from the reference's."""
    if "broken" in ours or "broken" in theirs:
        return [f"reference {theirs.get('broken')}, ours {ours.get('broken')}"]
    found = []
    if not same_words(ours["outcome"], theirs["outcome"]):
        found.append(f"outcome: reference {theirs['outcome']}, ours {ours['outcome']}")
    for index, (mine, other) in enumerate(zip_longest(ours["nodes"], theirs["nodes"])):
        if mine != other:
            found.append(f"node {index}: reference {other}\n{' ' * 16}ours      {mine}")
        if len(found) > 4:
            break
    if ours["ids"] != theirs["ids"]:
        found.append(f"ids: reference {theirs['ids']}, ours {ours['ids']}")
    for index, (mine, other) in enumerate(
        zip_longest(ours.get("functions", ()), theirs.get("functions", ()))
    ):
        if mine != other and len(found) < 5:
            found.append(f"function {index}: reference {other}\n{' ' * 16}ours      {mine}")
    if ("failure" in ours or "failure" in theirs) and not same_words(
        ours.get("failure"), theirs.get("failure")
    ):
        found.append(f"run: reference {theirs.get('failure')}, ours {ours.get('failure')}")
    types = [node.split(" = ", 1)[1].split("(", 1)[0] for node in theirs["nodes"]]
    for index, (mine, other) in enumerate(
        zip_longest(ours.get("values", ()), theirs.get("values", ()))
    ):
        wrong = value_difference(types, mine, other)
        if wrong:
            found.append(f"value {index}: {wrong}")
    return found


def same_words(ours: Any, theirs: Any) -> bool:
    """An exception of the same class whose message begins with the same words, or the same outcome."""
    if ours == theirs:
        return True
    ours, theirs = ([_numberless(word) for word in words or ()] for words in (ours, theirs))
    if not ours or not theirs or not ours[0] or ours[0] != theirs[0]:
        return False
    # where TensorFlow has no words of its own, ours are free
    return not theirs[1] or ours[1].startswith(theirs[1])


def _numberless(word: Any) -> Any:
    """A message without the numbers that a process gives its TensorArrays and functions."""
    if not isinstance(word, str):
        return word
    word = re.sub(r"(TensorArray \S+)_\d+\b", r"\1", word)
    return re.sub(r"(function_node [^{}]+?)_\d+}}", r"\1}}", word)


def value_difference(types: list[str], ours: Any, theirs: Any) -> str | None:
    """How a value differs by more than the ops of its program allow."""
    if ours is None or theirs is None or ours[:2] != theirs[:2]:
        return f"reference {theirs}, ours {ours}"
    kind = ours[0]
    if kind in ("bytes", "plain") or not isinstance(ours[2], str):
        if kind == "bfloat16" and ours != theirs:
            mine, other = (
                np.array(v[2], np.uint16).view(ml_dtypes.bfloat16) for v in (ours, theirs)
            )
            return _far(types, mine.astype(np.float32), other.astype(np.float32), 2.0**-7)
        return None if ours == theirs else f"reference {theirs}, ours {ours}"
    mine, other = (np.frombuffer(bytes.fromhex(v[2]), kind).reshape(v[1]) for v in (ours, theirs))
    return _far(types, mine, other, float(np.finfo(mine.dtype).eps))


def _far(types: list[str], mine: np.ndarray, other: np.ndarray, eps: float) -> str | None:
    if bool(np.all(same_bits(mine, other))):
        return None
    wide = np.complex128 if mine.dtype.kind == "c" else np.float64
    a, b = mine.astype(wide), other.astype(wide)
    sums = any(t in SUMS or any(word in t for word in SUMMING_WORDS) for t in types)
    functions = sum(t in FUNCTIONS for t in types)
    normals = sum(t in NORMALS for t in types)
    singles = sum(t not in EXACT_FLOATS for t in types)
    relative = eps * (8 * functions + 4 * normals + min(singles, 16))
    absolute = eps * 64 * float(np.max(np.abs(b[np.isfinite(b)]), initial=0.0)) if sums else 0.0
    if sums:
        relative += 64 * eps
    with np.errstate(all="ignore"):
        near = np.abs(a - b) <= relative * np.maximum(np.abs(a), np.abs(b)) + absolute
    near |= same_bits(mine, other) | (a == b) | (np.isnan(a) & np.isnan(b))
    if near.all():
        return None
    where = tuple(int(i) for i in np.argwhere(~near)[0])
    return f"{int((~near).sum())} of {near.size} differ, first at {where}: reference {other[where]!r}, ours {mine[where]!r}"
