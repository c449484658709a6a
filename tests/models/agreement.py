"""When two libraries trained the same model: what must be equal to the letter, what to the bit, and what nearly."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

import numpy as np

from tests.ops.agreement import EXACT_FLOATS, NORMALS, is_a_sum

# What a step gives, and what the variables hold after the last one.
STEP_BOUND = 1e-4
END_BOUND = 1e-3
# What is left of sums that cancel.
ROUNDING = 1e-7
NOTHING = 2e-8
MOST = 4


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """In words, how our training of a model differs from the reference's."""
    found = graph_differences(ours, theirs)
    found += start_differences(ours, theirs)
    found += step_differences(ours["steps"], theirs["steps"])
    found += end_differences(ours["ends"], theirs["ends"])
    found += checkpoint_differences(ours["checkpoints"], theirs["checkpoints"])
    return found + event_differences(ours["events"], theirs["events"])


def graph_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Nodes, number of ids given out, and collections: all to the letter."""
    found = []
    for number, (mine, other) in enumerate(zip_longest(ours["graphs"], theirs["graphs"])):
        if mine is None or other is None:
            return [f"graphs: reference {len(theirs['graphs'])}, ours {len(ours['graphs'])}"]
        where = f"graph {number}"
        found += in_order(f"{where} node", untold(mine["nodes"]), untold(other["nodes"]))
        if mine["ids"] != other["ids"]:
            found.append(f"{where} ids: reference {other['ids']}, ours {mine['ids']}")
        for key in sorted({*mine["collections"], *other["collections"]}):
            held, wanted = mine["collections"].get(key), other["collections"].get(key)
            if held != wanted:
                found.append(f"{where} collection {key}: reference {wanted}, ours {held}")
    return found


def untold(nodes: list[Any]) -> list[Any]:
    """The nodes without the tokens of Python functions, which count those of the process."""
    return [re.sub(r"token='pyfunc_\d+'", "token", n) if isinstance(n, str) else n for n in nodes]


def in_order(what: str, ours: list[Any], theirs: list[Any]) -> list[str]:
    """The first few places where two lists differ."""
    found = []
    for index, (mine, other) in enumerate(zip_longest(ours, theirs)):
        if mine != other:
            found.append(f"{what} {index}: reference {other}\n{' ' * 16}ours      {mine}")
        if len(found) >= MOST:
            break
    return found


def start_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """First values: the same bits, or a few units in the last place where normal numbers come in."""
    found = []
    for mine, other, graph in zip(ours["starts"], theirs["starts"], theirs["graphs"], strict=True):
        if mine.keys() != other.keys():
            found.append(f"variables: reference {[*other]}, ours {[*mine]}")
            continue
        nodes = _by_name(graph["nodes"])
        for name, value in other.items():
            if mine[name] == value:
                continue
            types = initializing_types(nodes, name)
            if "RestoreV2" in types:
                found += _far(f"{name} at first", mine[name], value, 0.0, absolute=END_BOUND)
                continue
            normals = sum(t in NORMALS for t in types)
            sums = any(is_a_sum(t) for t in types)
            if not normals or mine[name][:2] != value[:2]:
                found.append(f"{name} at first: reference {value}, ours {mine[name]}")
                continue
            singles = sum(t not in EXACT_FLOATS for t in types)
            bound = float(np.finfo(value[0]).eps) * (4 * normals + min(singles, 16) + 64 * sums)
            found += _far(f"{name} at first", mine[name], value, bound, absolute=bound * sums)
    return found


def _by_name(nodes: list[str]) -> dict[str, tuple[str, list[str]]]:
    """{name: (type, names of inputs)} of nodes as they are recorded."""
    found = {}
    for text in nodes:
        match = re.match(r"(\S+) = (\w+)\((.*?)\)", text)
        assert match, text
        inputs = [i.strip("^").split(":")[0] for i in match[3].split(", ") if i]
        found[match[1]] = (match[2], inputs)
    return found


def initializing_types(nodes: dict[str, tuple[str, list[str]]], variable: str) -> list[str]:
    """The types of the nodes that a variable's first value comes from, other variables' included."""
    seen: set[str] = set()
    ahead = [variable]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        kind, inputs = nodes[name]
        if kind.startswith("Var"):
            ahead += _first_values(nodes, name)
        elif kind not in ("Const", "Placeholder"):
            ahead += inputs
    return [nodes[name][0] for name in seen if nodes[name][0] not in ("Const", "VariableV2")]


def _first_values(nodes: dict[str, tuple[str, list[str]]], variable: str) -> list[str]:
    """What a variable is given at first: by its initializer, or by one that reads a checkpoint."""
    given = [
        inputs[1] for kind, inputs in nodes.values() if kind == "Assign" and inputs[0] == variable
    ]
    read = [value for value in given if value.startswith("checkpoint_initializer")]
    return read or given[:1]


def step_differences(ours: list[Any], theirs: list[Any]) -> list[str]:
    """What each step gave: whole numbers and words alike, other numbers within STEP_BOUND."""
    if len(ours) != len(theirs):
        return [f"steps: reference {len(theirs)}, ours {len(ours)}"]
    found = []
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if mine.keys() != other.keys():
            found.append(f"step {number}: reference {other}, ours {mine}")
            continue
        for key, value in other.items():
            if not near(mine[key], value, STEP_BOUND):
                found.append(f"step {number}: {key}: reference {value}, ours {mine[key]}")
    return found[: 2 * MOST]


def near(mine: Any, other: Any, bound: float) -> bool:
    """Whether two nestings of plain values are the same, floats to `bound` of the largest beside them."""
    if isinstance(other, float) or (isinstance(other, list) and _has_floats(other)):
        a, b = np.asarray(mine), np.asarray(other)
        if a.shape != b.shape:
            return False
        scale = np.max(np.abs(b[np.isfinite(b)]), initial=0.0)
        with np.errstate(invalid="ignore"):
            close = (
                (np.abs(a - b) <= bound * scale + ROUNDING) | (a == b) | (np.isnan(a) & np.isnan(b))
            )
        return bool(close.all())
    return mine == other


def _has_floats(values: list[Any]) -> bool:
    return all(isinstance(v, float) or (isinstance(v, list) and _has_floats(v)) for v in values)


def end_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """What the variables hold at the end."""
    found = []
    for name, value in theirs.items():
        mine = ours.get(name)
        if mine is None or mine[:2] != value[:2]:
            found.append(f"{name} at last: reference {value}, ours {mine}")
        elif mine != value:
            found += _far(f"{name} at last", mine, value, 0.0, absolute=END_BOUND)
    return found[: 2 * MOST]


def _far(what: str, mine: list[Any], other: list[Any], bound: float, absolute: float) -> list[str]:
    """How two samples of a variable differ by more than a share of each number, or of the largest of them."""
    if mine[0].startswith("str"):
        return [f"{what}: reference {other}, ours {mine}"]
    a, b = (np.frombuffer(bytes.fromhex(v[3]), v[0]) for v in (mine, other))
    if a.dtype.kind not in "fc":
        return [] if (a == b).all() else [f"{what}: reference {b}, ours {a}"]
    scale = np.max(np.abs(b), initial=0.0)
    off = np.abs(a.astype(np.float64) - b.astype(np.float64))
    allowed = bound * np.abs(b) + absolute * scale + (NOTHING if absolute else 0.0)
    wrong = ~(off <= allowed) & ~(np.isnan(a) & np.isnan(b))
    if not wrong.any():
        return []
    worst = int(np.argmax(np.where(wrong, off, -1)))
    return [
        f"{what}: {wrong.sum()} of {a.size}: reference {b[worst]!r}, ours {a[worst]!r}, largest {scale}"
    ]


def checkpoint_differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The checkpoints written, and the names, shapes and dtypes that each holds."""
    if ours.keys() != theirs.keys():
        return [f"checkpoints: reference {[*theirs]}, ours {[*ours]}"]
    return [d for p in theirs for d in in_order(f"checkpoint {p}", ours[p], theirs[p])]


def event_differences(ours: list[Any], theirs: list[Any]) -> list[str]:
    """Tags and steps to the letter, numbers within STEP_BOUND."""
    if [e[:3] for e in ours] != [e[:3] for e in theirs]:
        return in_order("event", [e[:3] for e in ours], [e[:3] for e in theirs])
    pairs = zip(ours, theirs, strict=True)
    wrong = [(a, b) for a, b in pairs if not near(a[3], b[3], END_BOUND)]
    return [f"event: reference {b}, ours {a}" for a, b in wrong[:MOST]]
