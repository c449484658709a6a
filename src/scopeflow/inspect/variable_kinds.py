"""Which variables are the model's and which an optimizer keeps, and the sentence that counts them.

Trees, tables and pages count by this one rule: a variable that is trained, and any that the model's own nodes
use, is the model's; what serves gradients alone is kept by an optimizer, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scopeflow.graph.roles import HELPERS, SLOT, VARIABLE, VARIABLE_OPS, roles
from scopeflow.inspect.picture.reading import Seen, read


def roles_of(nodes: Sequence[Seen]) -> list[str]:
    """The role of each node; a variable that is trained is never one that an optimizer keeps."""
    found = roles(nodes)
    for place, node in enumerate(nodes):
        if found[place] == SLOT and node.trainable and node.op in VARIABLE_OPS:
            found[place] = VARIABLE
    return found


def told_trainable(nodes: Iterable[Seen], trainable: set[str] | None) -> None:
    """Notes on variables whether they are trained, where the names of those that are are known."""
    if trainable is not None:
        for node in nodes:
            if node.op in VARIABLE_OPS:
                node.trainable = node.name in trainable


def kept_by_optimizers(graph: Any, trainable: set[str] | None = None) -> set[str]:
    """The names of variables in a Graph or GraphDef that an optimizer keeps.

    Args:
      graph: a Graph or GraphDef.
      trainable: names of trainable variables, where a GraphDef's are known.
    """
    nodes = read(graph, places=False)
    told_trainable(nodes, trainable)
    return {
        node.name
        for node, role in zip(nodes, roles_of(nodes), strict=True)
        if role == SLOT and node.op in VARIABLE_OPS
    }


@dataclass(slots=True)
class Counts:
    """How many nodes and variables there are; `parameters` are numbers in variables of known size.

    Attributes:
      nodes: all nodes.
      folded: of them, helpers that pictures leave out.
      variables, parameters: the model's.
      trained, trained_variables: of these, what is trained; None if nobody knows.
      unknown: of the model's variables, those whose size is open.
      kept, kept_parameters: variables that optimizers keep, and the numbers in them.
    """

    nodes: int = 0
    folded: int = 0
    variables: int = 0
    parameters: int = 0
    trained: int | None = None
    trained_variables: int = 0
    unknown: int = 0
    kept: int = 0
    kept_parameters: int = 0

    def add(
        self, is_variable: bool, role: str | None, size: int | None, trainable: bool | None
    ) -> None:
        """Counts a node; `size` is how many numbers a variable holds."""
        self.nodes += 1
        self.folded += role in HELPERS
        if not is_variable:
            return
        if role == SLOT:
            self.kept += 1
            self.kept_parameters += size or 0
            return
        self.variables += 1
        self.parameters += size or 0
        self.unknown += size is None
        if trainable is not None:
            self.trained = (self.trained or 0) + (size or 0) * trainable
            self.trained_variables += trainable

    def of_variables(self) -> str:
        """The sentence on variables: `2 variables, 7 parameters (6 trained), and 4 more kept by the optimizer (8)`."""
        text = f"{count(self.variables, 'variable')}, {count(self.parameters, 'parameter')}"
        apart = []
        if self.trained is not None and self.trained_variables < self.variables:
            apart.append(f"{self.trained:,} trained")
        if self.unknown:
            apart.append(f"without {count(self.unknown, 'variable')} of unknown size")
        text += f" ({', '.join(apart)})" if apart else ""
        if self.kept:
            numbers = count(self.kept_parameters, "number")
            text += f", and {count(self.kept, 'more variable')} kept by the optimizer ({numbers})"
        return text


def counts_of(nodes: Sequence[Seen], found: Iterable[str]) -> Counts:
    """The counts over nodes with these roles."""
    total = Counts()
    for node, role in zip(nodes, found, strict=True):
        total.add(node.op in VARIABLE_OPS, role, node.parameters, node.trainable)
    return total


def count(number: int, thing: str) -> str:
    """A number of things: `1 node`, `2,000 nodes`."""
    return f"{number:,} {thing}" + "s" * (number != 1)


def middle_out(text: str, most: int) -> str:
    """A text of at most so many characters; of a longer one the middle is left out."""
    if len(text) <= most:
        return text
    start = most // 2
    return f"{text[:start]}…{text[len(text) - (most - 1 - start) :]}"
