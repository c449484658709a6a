"""What random op programs are fed and told: tensors of many dtypes, shapes half known, arguments right and wrong."""

from __future__ import annotations

import random
from typing import Any

NUM = "float32 float32 float32 int32 int32 float64 int64 float16 uint8 int8 int16 uint16 complex64 complex128"
CLASSES = {
    "NUM": NUM,
    "REAL": "float32 float32 float32 int32 float64 int64 float16 uint8 int8 int16 uint16",
    "FLT": "float32 float32 float64 float16",
    "HALF": "float32 float32 float64 float16",
    "FL": "float32 float32 float64",
    "INT": "int32 int32 int64 uint8 int8 int16 uint16",
    "IDX": "int32 int32 int64",
    "CPX": "complex64 complex128",
    "WIDE": "float32 float32 float64 complex64 complex128",
    "ANY": NUM + " bool string bfloat16",
    "COMMON": "float32 float32 float32 int32 int32 float64 int64 bool string float16",
    "BOOL": "bool",
    "STR": "string",
    "F32": "float32",
    "F64": "float64",
    "C64": "complex64",
    "I32": "int32",
    "I64": "int64",
    "U8": "uint8",
}
DIMS = (0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5)
RANKS = (0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4)
NAMES = ("n", "n", "a/b", "deep_name", "n_1", "n", "bad name", "_u")
JUNK = (
    "None",
    "'a'",
    "[]",
    "1.5",
    "[[1], [2, 3]]",
    "3",
    "-1",
    "object()",
    "[None]",
    "True",
    "np.zeros([0, 2])",
)


class Values:
    """Chooses texts of arguments; tensors become statements of their own in `self.lines`."""

    def __init__(self, chance: random.Random, wild: int) -> None:
        self.chance = chance
        self.wild = wild  # the percentage of arguments that are wrong on purpose
        self.lines: list[str] = []
        self.inputs: list[str] = []  # float tensors of the call being made
        self.made: list[str] = []  # results of earlier calls
        self.count = 0

    def maybe(self, percent: float) -> bool:
        return self.chance.random() * 100 < percent

    def one(self, *options: Any) -> Any:
        return self.chance.choice(options)

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def odd(self) -> bool:
        return self.maybe(self.wild)

    # tensors

    def ten(self, dtype: str, shape: Any, style: str = "", exact: bool = False) -> str:
        """A tensor argument: `dtype`, a name; `shape`, its dimensions."""
        dims = [int(d) for d in shape]
        if self.odd():
            spoilt = self.spoilt(dtype, dims)
            if isinstance(spoilt, str):
                return spoilt
            dtype, dims = spoilt
        if self.made and self.maybe(4):
            return self.one(*self.made)
        chosen = style or self.one("small", "small", "small", "small", "unit", "edge")
        value = f"val({dtype!r}, {dims}, {self.chance.randrange(9)}, {chosen!r})"
        return self.given(value, dims, dtype in CLASSES["WIDE"], exact)

    def spoilt(self, dtype: str, dims: list[int]) -> Any:
        kind = self.chance.randrange(7)
        if kind < 2:
            return self.one(*CLASSES["COMMON"].split()), dims
        if kind == 2:
            return dtype, [*dims, self.one(1, 2, 3)]
        if kind == 3:
            return dtype, dims[1:]
        if kind == 4 and dims:
            at = self.chance.randrange(len(dims))
            return dtype, [*dims[:at], self.one(0, 1, 2, 3, 7), *dims[at + 1 :]]
        if kind == 5:
            return dtype, [0 if self.maybe(50) else d for d in dims]
        return self.one(*JUNK)

    def idx(
        self, limit: int, shape: Any, dtype: str = "int32", low: int = 0, style: str = ""
    ) -> str:
        """Integers within a limit; sometimes one of them is not."""
        dims = [int(d) for d in shape]
        if self.odd():
            limit, low = self.one((limit + 2, low), (limit, -1), (limit, low), (limit, low))
            spoilt = self.spoilt(dtype, dims) if self.maybe(50) else (dtype, dims)
            if isinstance(spoilt, str):
                return spoilt
            dtype, dims = spoilt
            if not dtype.startswith("int"):
                return self.given(f"val({dtype!r}, {dims}, 1)", dims, False, False)
        value = f"index({limit}, {dims}, {self.chance.randrange(9)}, {dtype!r}, {low})"
        if style == "sorted":
            value = f"np.sort({value}, axis=0)"
        return self.given(value, dims, False, False)

    def given(self, value: str, dims: list[int], slope: bool, exact: bool) -> str:
        """The value as one of the things that may be a tensor argument."""
        kind = self.chance.randrange(100)
        small = len(dims) <= 2 and all(d <= 5 for d in dims)
        if kind < 5 and small and "bfloat16" not in value:
            return f"{value}.tolist()" if self.maybe(60) else value
        if kind < 9:
            return value
        if kind < 22:
            made = f"tf.constant({value})"
        elif kind < 25:
            made = f"var({value}, {self.one(True, False)})"
        else:
            known = self.known(dims)
            made = f"ph({value}{'' if known == str(dims) or exact else ', ' + known})"
        name = self.fresh("x")
        self.lines.append(f"{name} = {made}")
        if slope:
            self.inputs.append(name)
        return self.wrapped(name, dims) if self.maybe(12) else name

    def known(self, dims: list[int]) -> str:
        kind = self.chance.randrange(100)
        if kind < 55:
            return str(dims)
        if kind < 70:
            return "None"
        return str([None if self.maybe(50) else d for d in dims])

    def wrapped(self, name: str, dims: list[int]) -> str:
        """The same tensor after ops that change no value, so that static shapes must be inferred."""
        rank = len(dims)
        options = [
            f"tf.identity({name})",
            f"tf.reshape({name}, tf.shape({name}))",
            f"tf.placeholder_with_default({name}, {self.known(dims)})",
            f"tf.stack([{name}, {name}])[0]",
            f"tf.squeeze(tf.expand_dims({name}, {self.one(0, -1)}), {self.one('[0]', '[-1]')})",
            f"tf.transpose(tf.transpose({name}))",
            f"tf.stop_gradient({name})",
            f"tf.cond(ph({self.one(True, False)}), lambda: {name}, lambda: tf.identity({name}))",
            f"tf.reshape({name}, {dims})",
            f"tf.unstack(tf.stack([{name}], 0), axis=0)[0]",
        ]
        if rank:
            options += [
                f"{name}[...]",
                f"tf.concat([{name}[:1], {name}[1:]], 0)",
                f"tf.tile({name}, {[1] * rank})",
                f"tf.slice({name}, {[0] * rank}, {[-1] * rank})",
                f"tf.pad({name}, {[[0, 0]] * rank})",
                f"tf.gather({name}, tf.range(tf.shape({name})[0]))",
                f"tf.broadcast_to({name}, tf.shape({name}))",
                f"tf.reshape({name}, tf.concat([[-1], tf.shape({name})[1:]], 0))",
                f"tf.reshape({name}, tf.stack([tf.shape({name})[0]] + {dims[1:]}))",
            ]
        made = self.fresh("w")
        self.lines.append(f"{made} = {self.one(*options)}")
        return made

    # arguments

    def num(self, low: int, high: int) -> str:
        """An integer within [low, high] as a number or a tensor."""
        if self.odd():
            return self.one(*JUNK, str(low - 1), str(high + 1), "[1]", "np.int64(1)", "1.0")
        value = self.chance.randint(low, high)
        kind = self.chance.randrange(20)
        if kind < 14:
            return str(value)
        if kind < 16:
            return f"tf.constant({value}{self.one('', ', tf.int64', ', tf.int32')})"
        if kind < 18:
            return f"ph(np.{self.one('int32', 'int32', 'int64')}({value}), {self.one('[]', '[]', 'None')})"
        return f"np.{self.one('int32', 'int64')}({value})"

    def lit(self, low: int, high: int) -> str:
        """An integer that must be a number."""
        if self.odd():
            return self.one(*JUNK, str(low - 1), str(high + 1), "0")
        return str(self.chance.randint(low, high))

    def flo(self, low: float, high: float) -> str:
        if self.odd():
            return self.one(*JUNK, "float('nan')", "float('inf')", "0.0", "-1.0")
        return f"{self.chance.uniform(low, high):.2f}"

    def flag(self) -> str:
        return self.one("True", "False") if not self.odd() else self.one("None", "1", "'a'", "0")

    def axis(self, shape: Any) -> str:
        rank = max(len(shape), 1)
        return self.num(-rank, rank - 1)

    def axes(self, shape: Any) -> str:
        """None, an axis, or a list of them."""
        rank = len(shape)
        kind = self.chance.randrange(10)
        if kind < 2 or not rank:
            return self.one("None", "[]") if not self.odd() else self.num(0, 1)
        if kind < 6:
            return self.axis(shape)
        picked = self.chance.sample(range(rank), self.chance.randint(0, rank))
        return self.vec([d - rank if self.maybe(30) else d for d in picked])

    def perm(self, shape: Any) -> str:
        order = list(range(len(shape)))
        self.chance.shuffle(order)
        return self.vec(order)

    def vec(self, numbers: Any) -> str:
        """A vector of integers, written in one of many ways."""
        numbers = [int(n) for n in numbers]
        if self.odd():
            kind = self.chance.randrange(6)
            if kind == 0:
                return self.one(*JUNK)
            if kind == 1:
                numbers = [*numbers, 1]
            if kind == 2:
                numbers = numbers[1:]
            if kind == 3 and numbers:
                numbers[self.chance.randrange(len(numbers))] = self.one(-1, -2, 0, 100)
            if kind == 4:
                return str([float(n) for n in numbers])
            if kind == 5:
                return f"np.array([{numbers}])"
        kind = self.chance.randrange(20)
        if kind < 8:
            return str(numbers)
        if kind < 9:
            return str(tuple(numbers))
        if kind < 11:
            return f"np.array({numbers}, np.{self.one('int32', 'int64')})"
        if kind < 13:
            return f"tf.constant({numbers}, tf.{self.one('int32', 'int32', 'int64')})"
        if kind < 15:
            known = self.one(str([len(numbers)]), "[None]", "None")
            return f"ph(np.array({numbers}, np.{self.one('int32', 'int32', 'int64')}), {known})"
        if kind < 16 and len(numbers) > 1:
            return f"[{numbers[0]}, " + ", ".join(f"tf.constant({n})" for n in numbers[1:]) + "]"
        if kind < 17 and numbers:
            return f"tf.stack([ph(np.int32({numbers[0]})), *{numbers[1:]}])"
        if kind < 18 and numbers:
            return f"tf.concat([{numbers[:1]}, ph(np.array({numbers[1:]}, np.int32))], 0)"
        if kind < 19 and all(0 <= n < 50 for n in numbers):
            return f"tf.shape(ph(np.zeros({numbers}, np.float32), {self.known(numbers)}))"
        return f"tf.cast(tf.constant({numbers}), tf.int64)"

    def shp(self, shape: Any) -> str:
        """A shape as an argument."""
        if self.maybe(8):
            return f"tf.TensorShape({list(map(int, shape))})"
        return self.vec(shape)

    def dt(self, dtype: str) -> str:
        if self.odd():
            return self.one(
                "None", "'float32'", "3", "tf.string", "tf.float64", "np.float32", "object"
            )
        return f"tf.{dtype}"

    def name(self) -> str:
        return repr(self.one(*NAMES)) if self.maybe(50) else "'n'"
