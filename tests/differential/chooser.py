"""Small random choices: names, arguments, and calls that make scopes and variables."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.differential.choices import (
    AGGREGATIONS,
    COLLECTIONS,
    DEVICES,
    DTYPES,
    GETTERS,
    INITIALIZERS,
    NAMES,
    ODD_DEVICES,
    ODD_DTYPES,
    ODD_GETTERS,
    ODD_INITIALIZERS,
    ODD_NAMES,
    ODD_PARTITIONERS,
    ODD_REGULARIZERS,
    ODD_SHAPES,
    PARTITIONERS,
    POLICIES,
    REGULARIZERS,
    SHAPES,
    VALUES,
    WRONG_NAMES,
)


class Chooser:
    """Chooses the parts of statements; every choice comes from `chance`, a random.Random."""

    def __init__(self, chance: random.Random, length: int = 12) -> None:
        self.chance = chance
        self.length = length
        self.left = length
        self.count = 0
        self.held: dict[str, list[str]] = {}

    def one(self, options: Sequence[Any]) -> Any:
        return options[self.chance.randrange(len(options))]

    def maybe(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def either(self, usual: Sequence[str], odd: Sequence[str], percent: int = 12) -> str:
        return self.one(odd) if self.maybe(percent) else self.one(usual)

    def name(self, odd: int = 8) -> str:
        if self.maybe(2):
            return self.one(WRONG_NAMES)
        return repr(self.either(NAMES, ODD_NAMES, odd))

    def text(self, odd: int = 8) -> str:
        """A name that is a string."""
        return repr(self.either(NAMES, ODD_NAMES, odd))

    def fresh(self, kind: str) -> str:
        """A new name for a thing of this kind, for later statements to use."""
        name = f"o.{kind}{self.count}"
        self.count += 1
        self.held.setdefault(kind, []).append(name)
        return name

    def some(self, kind: str, otherwise: str) -> str:
        """A thing of this kind that an earlier statement made."""
        known = self.held.get(kind)
        return self.one(known) if known else otherwise

    def tensor(self) -> str:
        if self.maybe(60):
            return self.some("t", "1.0")
        return self.one(
            ("1.0", "tf.constant(2.0)", "tf.constant([1.0, 2.0], name='k')", self.some("v", "3.0"))
        )

    def scope(self) -> str:
        if self.maybe(75):
            return self.some("s", "tf.get_variable_scope()")
        options = (
            "tf.get_variable_scope()",
            f"tf.VariableScope({self.reuse(True)}, {self.name()})",
            f"tf.VariableScope({self.reuse(True)}, {self.name()}, name_scope='q/', initializer=tf.ones_initializer())",
        )
        return self.one(options)

    def reuse(self, plain: bool = False) -> str:
        if not plain and self.maybe(4):
            return self.one(("0", "1", "'AUTO_REUSE'", "''", "[]"))
        return self.one(("True", "False", "None", "AUTO", "AUTO", "True"))

    def arguments(self, **choices: tuple[int, Callable[[], str]]) -> str:
        """Keyword arguments, each there with its percentage."""
        return "".join(
            f", {key}={choose()}"
            for key, (percent, choose) in choices.items()
            if self.maybe(percent)
        )

    def initializer(self) -> str:
        kind = self.chance.randrange(20)
        if kind < 12:
            return self.one(INITIALIZERS)
        if kind < 15:
            return self.one(VALUES)
        if kind < 16:
            return self.some("t", "4.0")
        return self.one(ODD_INITIALIZERS)

    def weighted(self, choices: Sequence[tuple[Callable[..., Any], int]]) -> Callable[..., Any]:
        at = self.chance.randrange(sum(weight for _, weight in choices))
        for choice, weight in choices:
            at -= weight
            if at < 0:
                return choice
        raise AssertionError

    def scope_arguments(self) -> str:
        return self.arguments(
            reuse=(30, self.reuse),
            initializer=(10, self.initializer),
            regularizer=(6, lambda: self.either(REGULARIZERS, ODD_REGULARIZERS)),
            caching_device=(4, lambda: self.either(DEVICES, ODD_DEVICES)),
            partitioner=(4, lambda: self.either(PARTITIONERS, ODD_PARTITIONERS)),
            custom_getter=(8, lambda: self.either(GETTERS, ODD_GETTERS)),
            dtype=(8, lambda: self.either(DTYPES, ODD_DTYPES)),
            use_resource=(6, lambda: self.one(("True", "False", "None", "5"))),
            constraint=(4, lambda: self.one(("constrain", "constrain", "5"))),
            auxiliary_name_scope=(
                8,
                lambda: self.one(("True", "False", "False", "False", "None", "1")),
            ),
            values=(4, self.values),
        )

    def values(self) -> str:
        return self.one(
            (
                "[1.0]",
                f"[{self.tensor()}]",
                "None",
                "[]",
                f"[{self.some('other', 'None')}]",
                "5",
                f"({self.tensor()},)",
            )
        )

    def scope_call(self) -> str:
        kind = self.chance.randrange(10)
        if kind < 5:
            return f"vs({self.name()}{self.scope_arguments()})"
        if kind < 8:
            return f"vs({self.scope()}{self.scope_arguments()})"
        return f"vs(None, {self.text()}{self.scope_arguments()})"

    def name_scope_call(self) -> str:
        kind = self.chance.randrange(12)
        if kind < 6:
            return f"ns({self.name(15)})"
        if kind < 8:
            return f"ns(None, {self.name()}{self.arguments(values=(30, self.values))})"
        if kind < 9:
            return f"ns({self.name()}, {self.name()}, {self.values()})"
        if kind < 11:
            return f"tf.get_default_graph().name_scope({self.name(15)})"
        return f"ns({self.some('n', 'None')})"

    def get_variable_arguments(self) -> str:
        positional = ""
        if self.maybe(78):
            positional = ", " + self.either(SHAPES, ODD_SHAPES, 8)
        heavy = self.maybe(25)
        few = 6 if heavy else 1
        return positional + self.arguments(
            initializer=(88, self.initializer),
            dtype=(12 if heavy else 5, lambda: self.either(DTYPES, ODD_DTYPES)),
            regularizer=(2 * few, lambda: self.either(REGULARIZERS, ODD_REGULARIZERS)),
            trainable=(2 * few, lambda: self.one(("True", "False", "None", "0", "'yes'"))),
            collections=(2 * few, lambda: self.one(COLLECTIONS)),
            caching_device=(few, lambda: self.either(DEVICES, ODD_DEVICES)),
            partitioner=(2 * few, lambda: self.either(PARTITIONERS, ODD_PARTITIONERS)),
            validate_shape=(few, lambda: self.one(("True", "False"))),
            use_resource=(2 * few, lambda: self.one(("True", "False", "None", "1"))),
            custom_getter=(2 * few, lambda: self.either(GETTERS, ODD_GETTERS)),
            constraint=(few, lambda: self.one(("constrain", "constrain", "5"))),
            synchronization=(few, lambda: self.one(POLICIES)),
            aggregation=(few, lambda: self.one(AGGREGATIONS)),
        )
