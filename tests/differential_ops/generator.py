"""Random op programs from recipes: lines of recipes/*.txt, a call each, with slots in braces.

    tf.matmul({ten(NUM, B + [m, k])}, {ten(NUM, B + [k, n])}{?transpose_a=flag()}{?name})

A slot is an expression over the methods of `Values`.  Names in capitals of CLASSES are dtypes, other single capitals shapes,
single small letters dimensions; each means the same throughout a call.  `{?key=...}` is a keyword argument that is there
sometimes; `{?name}` is the argument `name`.  Lines that begin with `@` are meant for each of the functions that the line
`# tf.a tf.b` before them names; `$` stands for an operator.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.differential_ops.values import CLASSES, DIMS, RANKS, Values

RECIPES = Path(__file__).parent / "recipes"
_SLOT = re.compile(r"\{([^{}]+)\}")


@functools.cache
def recipes() -> dict[str, list[str]]:
    """{family: [recipe]}"""
    return {path.stem: list(_read(path.read_text())) for path in sorted(RECIPES.glob("*.txt"))}


def _read(text: str) -> Iterator[str]:
    functions: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            functions = line[2:].split()
        elif line.startswith("@"):
            for function in functions:
                yield line[1:].replace("$", function) if "$" in line else function + line[1:]
        elif line.strip():
            yield line


class Call(dict[str, Any]):
    """The names that the slots of one call see."""

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.values_of = values

    def __missing__(self, name: str) -> Any:
        chance = self.values_of.chance
        if hasattr(Values, name):
            return getattr(self.values_of, name)
        base = name if name in CLASSES else name.rstrip("0123456789")
        made: Any
        if base in CLASSES:
            made = chance.choice(CLASSES[base].split())
        elif len(name) == 1 and name.isupper():
            ranks = (0, 0, 0, 1, 1, 2) if name == "B" else (1, 2, 3) if name == "V" else RANKS
            made = [chance.choice(DIMS) for _ in range(chance.choice(ranks))]
        elif len(name) == 1:
            made = chance.choice(DIMS)
        else:
            raise KeyError(name)
        self[name] = made
        return made

    def around(self, shape: list[int]) -> list[int]:
        """A shape that broadcasts with this one."""
        chance = self.values_of.chance
        kind = chance.randrange(10)
        if kind < 4:
            return shape
        if kind < 6:
            return []
        cut = shape[chance.randrange(len(shape) + 1) :]
        return [1 if chance.random() < 0.3 else d for d in cut]


class Generator(Values):
    """Makes one program."""

    def program(self, families: list[str], calls: int) -> tuple[str, ...]:
        for _ in range(calls):
            recipe = self.one(*recipes()[self.one(*families)])
            self.inputs = []
            text = self.filled(recipe)
            result = self.fresh("v")
            self.lines.append(f"{result} = step(lambda: {text})")
            self.made.append(result)
            if self.inputs and self.maybe(30):
                xs = ", ".join(dict.fromkeys(self.inputs))
                slope = self.fresh("g")
                self.lines.append(f"{slope} = step(lambda: tf.gradients({result}, [{xs}]))")
        return tuple(self.lines)

    def filled(self, recipe: str) -> str:
        call = Call(self)
        call["around"] = call.around
        return _SLOT.sub(lambda slot: self.slot(slot.group(1), call), recipe)

    def slot(self, text: str, call: Call) -> str:
        if text == "?name":
            return f", name={self.name()}" if self.maybe(20) else ""
        if text.startswith("?"):
            key, expression = text[1:].split("=", 1)
            return f", {key}={eval(expression, {}, call)}" if self.maybe(45) else ""
        value = eval(text, {"range": range, "len": len, "min": min, "max": max}, call)
        return value if isinstance(value, str) else repr(value)


def generate(chance: random.Random, families: list[str] | None = None) -> tuple[str, ...]:
    """The lines of a program.

    Args:
      chance: what decides; the same state gives the same program.
      families: the recipes' families to choose calls from; all if not given.
    """
    wild = chance.choice((0, 0, 0, 0, 12, 25))
    calls = chance.choice((1, 1, 1, 2, 2, 3))
    return Generator(chance, wild).program(families or list(recipes()), calls)
