"""A random program as a tree of statements: how it is written out, and how it is made smaller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).parent
PRELUDE = (HERE / "prelude.py").read_text() + (HERE / "things.py").read_text()


@dataclass(frozen=True)
class Statement:
    """One statement, or a block with statements inside.

    Attributes:
      text: the statement; of a block, its header without the colon.
      body: the statements inside, or None.
      guarded: whether errors inside are noted one by one; otherwise they unwind to the next guard.
      after: what follows the block, e.g. the call of a function defined by it.
    """

    text: str
    body: tuple[Statement, ...] | None = None
    guarded: bool = True
    first: str = ""
    last: str = ""
    after: str = ""

    def size(self) -> int:
        return 1 + sum(inner.size() for inner in self.body or ())


@dataclass
class Writer:
    lines: list[str] = field(default_factory=list)
    count: int = 0

    def write(self, statements: tuple[Statement, ...], indent: int, guarded: bool) -> None:
        if not statements:
            self.put(indent, "pass")
        for statement in statements:
            if guarded and not (indent and statement.text.startswith("raise ")):
                self.put(indent, f"with step(log, {self.count}):")
                self.count += 1
                self.statement(statement, indent + 1)
                # told only now: while an error is alive it keeps TensorFlow's scopes open
                self.put(indent, "log.standing()")
            else:
                self.statement(statement, indent)

    def statement(self, statement: Statement, indent: int) -> None:
        if statement.body is None:
            self.put(indent, statement.text)
            return
        self.put(indent, statement.text + ":")
        if statement.first:
            self.put(indent + 1, statement.first)
        self.write(statement.body, indent + 1, statement.guarded)
        if statement.last:
            self.put(indent + 1, statement.last)
        if statement.after:
            self.put(indent, statement.after)

    def put(self, indent: int, text: str) -> None:
        self.lines += ["    " * indent + line for line in text.split("\n")]


def source(program: tuple[Statement, ...]) -> str:
    """The program as Python; run it after PRELUDE."""
    writer = Writer()
    writer.write(program, 0, True)
    return wrapped("\n".join(writer.lines))


_BEGIN = """\
log = Log()
note = log.note
class Held: pass
o = Held()
g = tf.get_default_graph()
tf.disable_resource_variables()
log.standing()
"""
_END = """
tf.disable_resource_variables()
with g.as_default():
    result = log.finish()
"""
_FORGET = """\
log = note = None
forget(o)
"""


def wrapped(body: str) -> str:
    """Statements as a whole program, which tells at its end what there is then."""
    return _BEGIN + body + _END + (_FORGET if "__enter__" in body else "")


def size(program: tuple[Statement, ...]) -> int:
    return sum(statement.size() for statement in program)


def _smaller(program: tuple[Statement, ...]) -> Iterator[tuple[Statement, ...]]:
    """Programs with one statement less, large cuts first."""
    length = len(program)
    chunk = length
    while chunk > 1:
        chunk //= 2
        for start in range(0, length, chunk):
            rest = program[:start] + program[start + chunk :]
            if len(rest) < length:
                yield rest
    for index, statement in enumerate(program):
        before, after = program[:index], program[index + 1 :]
        yield before + after
        if statement.body is None:
            continue
        yield before + statement.body + after
        for body in _smaller(statement.body):
            yield (*before, replace(statement, body=body), *after)


def shrink(
    program: tuple[Statement, ...],
    still_differs: Callable[[list[tuple[Statement, ...]]], int | None],
    batch: int = 12,
) -> tuple[Statement, ...]:
    """The smallest program that can be reached by leaving statements out.

    Args:
      program: one that shows a difference.
      still_differs: tells of a list of programs the index of the first that does, or None.
      batch: how many to try at once.
    """
    while True:
        candidates = _smaller(program)
        found = None
        while found is None:
            tried = [c for c, _ in zip(candidates, range(batch), strict=False)]
            if not tried:
                return program
            index = still_differs(tried)
            if index is not None:
                found = tried[index]
        program = found
