"""What a node is for, so that pictures can leave out what is not the model itself.

Works on plain links - names, types, who takes what - and so on graphs of this process and on those
that were read from files alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

VARIABLE_OPS = frozenset({"Variable", "VariableV2", "VarHandleOp"})

MODEL = ""
VARIABLE = "variable"
INITIALIZER = "initializer"
READ = "read"
SAVER = "saver"
GRADIENT = "gradient"
SLOT = "slot"
AUXILIARY = "auxiliary"
# all roles of helpers, in the order in which they are listed to people
HELPERS = (INITIALIZER, READ, SAVER, GRADIENT, SLOT, AUXILIARY)
# Where such a node is left out, what takes its value takes the values that it takes itself.
PASSED_THROUGH = frozenset({READ, AUXILIARY})

# the attribute of a node that was made where `auxiliary` scopes were open
MARK = "_scopeflow_auxiliary"

_ASSIGNS = frozenset({"Assign", "AssignVariableOp", "VarIsInitializedOp", "IsVariableInitialized"})
_SAVES = frozenset({"SaveV2", "RestoreV2", "Save", "SaveSlices", "Restore", "RestoreSlice"})
_SAVES |= {"ShardedFilename", "MergeV2Checkpoints"}
_UPDATES = re.compile(r"(Resource|Sparse|ResourceSparse)?Apply[A-Z]")
_CHANGES = re.compile(
    r"(Resource|Sparse|ResourceSparse)?Apply[A-Z]|Assign|Scatter[A-Z]|ResourceScatter"
)
_GRADIENTS = re.compile(r"gradients(_\d+)?\Z")
_INSIDE_GRADIENTS = re.compile(r"grad_ys_\d+\Z|.*_grad\Z")
_NEVER_INITIALIZERS = VARIABLE_OPS | {"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"}


@dataclass(slots=True)
class Link:
    """A node by what it is linked to: `inputs` and `controls` are places in the list of nodes."""

    name: str
    op: str
    inputs: tuple[int, ...] = ()
    controls: tuple[int, ...] = ()
    auxiliary: bool = False


def roles(nodes: Sequence[Link]) -> list[str]:
    """The role of each node: MODEL, VARIABLE, or one of HELPERS.

    A node is a variable's initializer or read by its place under the variable's name; what feeds only
    initializers is one too.  A saver is a scope with save or restore nodes right in it.  Gradients are
    the scopes that `tf.gradients` opens, and the scopes in which an optimizer applies them.
    """
    found = [MODEL] * len(nodes)
    variables = {node.name for node in nodes if node.op in VARIABLE_OPS}
    savers = {_above(node.name) for node in nodes if node.op in _SAVES}
    gradients = _gradient_scopes(nodes)
    for place, node in enumerate(nodes):
        found[place] = _role(node, variables, savers, gradients)
    takers: list[list[int]] = [[] for _ in nodes]
    for place, node in enumerate(nodes):
        for source in (*node.inputs, *node.controls):
            takers[source].append(place)
    _spread_initializers(nodes, takers, found)
    _spread_gradients(nodes, takers, found)
    for place, role in enumerate(found):
        if role == VARIABLE and _serves_gradients_only(place, takers, found):
            found[place] = SLOT
    return found


def owner(name: str, variables: Iterable[str] | set[str]) -> str | None:
    """The innermost variable under whose name `name` lies, or None."""
    end = name.rfind("/")
    while end > 0:
        if name[:end] in variables:
            return name[:end]
        end = name.rfind("/", 0, end)
    return None


def _role(node: Link, variables: set[str], savers: set[str], gradients: set[str]) -> str:
    if node.auxiliary:
        return AUXILIARY
    above = owner(node.name, variables)
    if node.op in VARIABLE_OPS:
        return VARIABLE if above is None else SLOT
    if node.op in _SAVES or any(scope in savers for scope in _scopes(node.name) if scope):
        return SAVER
    if node.name in gradients or any(scope in gradients for scope in _scopes(node.name)):
        return GRADIENT
    if node.op == "ReadVariableOp":
        return READ
    if above is None:
        return MODEL
    part = node.name[len(above) + 1 :]
    if part == "read" or part.startswith("Read/"):
        return READ
    if node.op in _ASSIGNS or part.startswith(("Initializer/", "initial_value")):
        return INITIALIZER
    return MODEL


def _gradient_scopes(nodes: Sequence[Link]) -> set[str]:
    """The scopes of gradients and of their application."""
    named: set[str] = set()
    proven: set[str] = set()
    for node in nodes:
        scopes = list(_scopes(node.name))
        for place, scope in enumerate(scopes):
            if not _GRADIENTS.match(_last(scope)):
                continue
            named.add(scope)
            inner = scopes[place + 1] if place + 1 < len(scopes) else node.name
            if _INSIDE_GRADIENTS.match(_last(inner)):
                proven.add(scope)
        if _UPDATES.match(node.op):
            update = next((s for s in scopes if _last(s).startswith("update_")), None)
            optimizer = _above(update) if update else ""
            if optimizer:
                proven.add(optimizer)
    return proven


def _spread_initializers(nodes: Sequence[Link], takers: list[list[int]], found: list[str]) -> None:
    """Makes what only waits for initializers, and what only feeds them, initializers too."""
    for place, node in enumerate(nodes):
        waits = node.op == "NoOp" and node.controls and not found[place]
        if waits and all(found[source] == INITIALIZER for source in node.controls):
            found[place] = INITIALIZER
    for place in range(len(nodes) - 1, -1, -1):
        feeds = not found[place] and nodes[place].op not in _NEVER_INITIALIZERS
        if feeds and takers[place] and all(found[t] == INITIALIZER for t in takers[place]):
            found[place] = INITIALIZER


def _spread_gradients(nodes: Sequence[Link], takers: list[list[int]], found: list[str]) -> None:
    """Makes what lies between gradients and the variables that they change gradients too.

    That is how gradients are clipped, and what optimizers do that a program writes by hand.
    """
    behind = [role == GRADIENT for role in found]
    applied = [
        role == GRADIENT and bool(_UPDATES.match(node.op))
        for node, role in zip(nodes, found, strict=True)
    ]
    for place, node in enumerate(nodes):
        behind[place] |= any(behind[source] for source in (*node.inputs, *node.controls))
        if behind[place] and not found[place] and _CHANGES.match(node.op):
            applied[place] = True
    for place in range(len(nodes) - 1, -1, -1):
        takes = takers[place]
        if not found[place] and takes and nodes[place].op not in _NEVER_INITIALIZERS:
            # a loss leads to gradients too, but to nothing that applies them
            leads = all(applied[taker] or found[taker] == GRADIENT for taker in takes)
            applied[place] |= leads and any(applied[taker] for taker in takes)
    for place, node in enumerate(nodes):  # what waits for nothing else
        waits = node.op == "NoOp" and node.controls and not found[place]
        applied[place] |= bool(waits) and all(applied[source] for source in node.controls)
        if applied[place]:
            found[place] = GRADIENT


def _serves_gradients_only(place: int, takers: list[list[int]], found: list[str]) -> bool:
    """Whether a variable is state of an optimizer, such as its step or its powers of beta."""
    uses = set()
    for taker in takers[place]:
        uses.update([found[t] for t in takers[taker]] if found[taker] == READ else [found[taker]])
    return GRADIENT in uses and uses <= {GRADIENT, INITIALIZER, SAVER, SLOT}


def _scopes(name: str) -> Iterable[str]:
    """The scopes that hold the node `name`, outermost first; the root is left out."""
    end = name.find("/")
    while end >= 0:
        yield name[:end]
        end = name.find("/", end + 1)


def _above(name: str) -> str:
    return name.rpartition("/")[0]


def _last(name: str) -> str:
    return name.rpartition("/")[2]
