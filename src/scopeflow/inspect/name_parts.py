"""The parts of a node's name: which scope gave each, and who had the name that a suffix stands for."""

from __future__ import annotations

import dis
import linecache
import re
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.inspect.explanation import Part
from scopeflow.inspect.wording import Words, construct, first_place

VARIABLE_OPS = frozenset({"Variable", "VariableV2", "VarHandleOp"})
_SUFFIX = re.compile(r"_\d+\Z")
# a scope that is given no name but a default one
_NO_NAME = re.compile(
    r"_scope\(\s*(name_or_scope\s*=\s*|name\s*=\s*)?None\b|_scope\(\s*default_name"
)


class Names:
    """Explains names of one graph.

    Args:
      graph: the graph.
      words: how places are written.
    """

    def __init__(self, graph: Graph, words: Words) -> None:
        self.graph = graph
        self.words = words
        self._boxes: dict[str, str] | None = None

    # -- scopes ----------------------------------------------------------------------------------

    def scope_parts(self, prefix: str | None) -> list[Part]:
        """The parts of a name scope's full name, outermost first."""
        found: list[Part] = []
        while prefix:
            note = self.graph._scope_notes.get(prefix)
            op = self.graph._by_name.get(prefix)
            if note is not None:
                outer, wish, trail = note
                text = prefix[len(outer) + 1 :] if outer else prefix
                kind, call = construct(trail, wish)
                if self._is_made_unique(prefix, note):
                    call = call.replace("(", "(None, default_name=", 1)
                if op is None or kind != "library":
                    found.append(self._opened(prefix, text, kind, call, note))
                else:
                    found.append(self._of_op(op, text))
                prefix = outer
            else:
                prefix, _, text = prefix.rpartition("/")
                whole = f"{prefix}/{text}" if prefix else text
                found.append(
                    self._unknown(whole, text, prefix) if op is None else self._of_op(op, text)
                )
        return found[::-1]

    def _is_made_unique(self, full: str, note: Any) -> bool:
        """Whether what opened a scope gave a default name, which is made unique, and no name."""
        outer, wish, trail = note
        kind, _ = construct(trail, wish)
        if kind == "library" or len(trail) < 3:
            return False
        text = call_text(trail[1], trail[2])
        if _NO_NAME.search(text):
            return True
        stem = f"{outer}/{wish}" if outer else str(wish)
        return kind == "variable_scope" and full != stem and self.variables_in(full) == full

    def variables_in(self, box: str) -> str | None:
        """The name of the variable scope that was opened with the name scope `box`; None if none was."""
        if self._boxes is None:
            self._boxes = {}
            for name, opened in self.graph._variable_scope_notes.items():
                for ops, again, _ in opened:
                    if not again:
                        self._boxes.setdefault(ops.rstrip("/"), name)
        return self._boxes.get(box)

    def _opened(self, full: str, text: str, kind: str, call: str, note: Any) -> Part:
        outer, wish, trail = note
        place = first_place(trail)
        repeated = False
        if kind == "library":
            reason = f"opened by {call}{self.words.calls(trail)}"
        else:
            reason = f"from {call}{self.words.calls(trail)}"
        if str(wish).endswith("/"):
            reason += "; a name that ends in / is taken as it is"
        elif text != wish:
            stem = f"{outer}/{wish}" if outer else str(wish)
            before = self.graph._scope_notes.get(stem)
            repeated = before is not None and first_place(before[2]) == place
            reason += f'; "{wish}" was taken by {self.taker(stem, full)}'
        again = self.graph._scope_again.get(full, ())
        if again:
            lines = ", ".join(self.words.at(first_place(one)) for one in again[:4])
            reason += f"; entered again by its whole name on {lines}"
        return Part(text + "/", kind, reason, call, place, repeated)

    def _of_op(self, op: Operation, text: str) -> Part:
        place = op.origin
        if op.type in VARIABLE_OPS:
            reason = f"the variable {op.name} has a scope of its own for its nodes"
            return Part(text + "/", "variable", reason, "", place)
        reason = f"the operation {op.name} ({op.type}){self.words.on(place)} has a scope of its own"
        return Part(text + "/", "op", reason, "", place)

    def _unknown(self, full: str, text: str, outer: str) -> Part:
        around = self._note_around(outer)
        if around is not None:
            kind, call = construct(around[2], around[1])
            if call.endswith("import_graph_def"):
                return Part(
                    text + "/", "imported", "part of the name in the graph that was imported"
                )
            if kind == "library":
                why = self.unsuffixed(full, text)[1]
                return Part(
                    text + "/",
                    kind,
                    f"opened by {call} for nodes of its own{why}",
                    call,
                    first_place(around[2]),
                )
        if not self.graph._scope_notes:
            return Part(
                text + "/", "unknown", "a scope; who opened it was not noted (tf.provenance)"
            )
        first = next((op for op in self.graph._ops if op.name.startswith(full + "/")), None)
        place = None if first is None else first.origin
        return Part(
            text + "/", "unknown", f"a scope that was first used{self.words.on(place)}", "", place
        )

    def _note_around(self, scope: str) -> Any:
        """The note of the innermost scope around that has one."""
        while scope:
            note = self.graph._scope_notes.get(scope)
            if note is not None:
                return note
            scope = scope.rpartition("/")[0]
        return None

    # -- the last part ---------------------------------------------------------------------------

    def op_parts(self, op: Operation) -> list[Part]:
        """The parts of an operation's name."""
        prefix, _, last = op.name.rpartition("/")
        given = self._given_whole(op)
        if given:
            prefix = op.name[: -len(given)].rstrip("/")
            last = given
        parts = self.scope_parts(prefix)
        return [*parts, self._last(op, prefix, last, parts)]

    def _given_whole(self, op: Operation) -> str:
        """The name that was given, if it holds a "/" of its own; '' else."""
        start = 0
        while (slash := op.name.find("/", start)) > 0:
            head = op.name[:slash]
            if head not in self.graph._scope_notes and head not in self.graph._by_name:
                rest = op.name[start:]
                text = call_text(op._code, op._lasti)
                stem = _SUFFIX.sub("", rest) if self.graph._names.was_suffixed(op.name) else rest
                return rest if _quotes(text, stem) else ""
            start = slash + 1
        return ""

    def _last(self, op: Operation, prefix: str, last: str, parts: list[Part]) -> Part:
        stem, why = self.unsuffixed(op.name, last)
        inner = parts[-1] if parts else None
        if inner is not None and _holds_no_user_names(inner, op):
            if inner.kind == "imported":
                return Part(last, "imported", "its name in the graph that was imported" + why)
            reason = (
                f"the name that {inner.construct} gave to this node"
                if inner.construct
                else f"the name of this node among those of the {inner.kind.replace('op', 'operation')}"
            )
            return Part(last, "library", reason + why)
        kind, reason = self._wish(op, stem)
        return Part(last, kind, reason + why, "", op.origin)

    def _wish(self, op: Operation, stem: str) -> tuple[str, str]:
        if _is_operator(op._code, op._lasti):
            return "default", "the name of its operator in Python"
        text = call_text(op._code, op._lasti)
        if _quotes(text, stem):
            return "given", "the name it was given"
        if op.type in VARIABLE_OPS and stem == "Variable":
            return "default", "the name of a tf.Variable that is given none"
        if stem == op.type:
            return "default", "its type, as it was given no name"
        if text and "name" not in text:
            return "given", f"the name that the call{self.words.on(op.origin)} gave it"
        return "given", "the name it was given"

    def unsuffixed(self, full: str, last: str) -> tuple[str, str]:
        """What was asked for, and the words for why a suffix stands behind it; '' if none does."""
        if not self.graph._names.was_suffixed(full) or not _SUFFIX.search(last):
            return last, ""
        stem = _SUFFIX.sub("", last)
        full_stem = _SUFFIX.sub("", full)
        return stem, f'; "{stem}" was taken by {self.taker(full_stem, full)}'

    # -- who has a name --------------------------------------------------------------------------

    def taker(self, name: str, but: str) -> str:
        """Who had the full name `name` before `but` asked for it, with the line."""
        graph = self.graph
        found = self._holder(name)
        if found is None:
            key = name.lower()
            others = [*graph._by_name, *graph._scope_notes]
            same = next((n for n in others if n.lower() == key and n != but), None)
            if same is not None:
                found = (
                    f"{self._holder(same)} (names must differ by more than upper and lower case)"
                )
        if found is None:
            first = next((op for op in graph._ops if op.name.startswith(name + "/")), None)
            if first is not None:
                found = f"a scope, in which {first.name} was made{self.words.on(first.origin)}"
        return found or (
            "something that asked for it before and made no node of that name, such as an initializer that failed"
        )

    def _holder(self, name: str) -> str | None:
        note = self.graph._scope_notes.get(name)
        op = self.graph._by_name.get(name)
        if note is not None:
            kind, call = construct(note[2], note[1])
            if kind != "library" or op is None:
                if self._is_made_unique(name, note):
                    call = call.replace("(", "(None, default_name=", 1)
                return f"{call}{self.words.calls(note[2])}"
        if op is None:
            return None
        what = "the variable" if op.type in VARIABLE_OPS else f"the {op.type} operation"
        return f"{what} {name}{self.words.on(op.origin)}"


def _holds_no_user_names(scope: Part, op: Operation) -> bool:
    """Whether what stands in a scope has its name from the library or a file."""
    if scope.kind == "library":
        # else made by what the user gave to the library's function, such as the body of a loop
        return scope.place == op.origin
    return scope.kind in ("op", "variable", "imported")


def output_part(index: int) -> Part:
    """The end of a tensor's name."""
    which = {0: "first", 1: "second", 2: "third"}.get(index, f"number {index}")
    reason = f"the {which} output of the operation" if index < 3 else f"output {which}"
    return Part(f":{index}", "output", reason)


def call_text(code: Any, lasti: int) -> str:
    """The lines of the call at a position of a user's function; '' where they cannot be read."""
    if code is None or lasti < 0:
        return ""
    positions = list(code.co_positions())
    if lasti // 2 >= len(positions):
        return ""
    start, end, _, _ = positions[lasti // 2]
    if start is None:
        return ""
    lines = [
        linecache.getline(code.co_filename, number) for number in range(start, (end or start) + 1)
    ]
    return "".join(lines)


def _is_operator(code: Any, lasti: int) -> bool:
    """Whether the instruction at a position is an operator such as `+`, and no call."""
    if code is None or lasti < 0:
        return False
    return dis.opname[code.co_code[lasti]].startswith(("BINARY_", "UNARY_", "COMPARE_"))


def _quotes(text: str, name: str) -> bool:
    return f'"{name}"' in text or f"'{name}'" in text
