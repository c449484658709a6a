"""Random programs that end in `tf.gradients`, for comparing whole graphs of gradients with TensorFlow's.

python -m tests.reference.gradient_fuzzer FIRST LAST          compares these seeds live
python -m tests.reference.gradient_fuzzer --write COUNT       writes op_cases/gradients_random.py.txt
"""

from __future__ import annotations

import random
import sys

from tests.ops.same_programs import differences
from tests.reference import op_programs
from tests.reference.live import Local, Reference

FAMILY = "gradients_random"
SHARED = """# Written by tests/reference/gradient_fuzzer.py.


def parts(grads):
    found = []
    for g in grads:
        if isinstance(g, tf.IndexedSlices):
            found.append([g.values, g.indices, g.dense_shape])
        elif g is not None:
            found.append(g)
    return found
"""
# Seeds whose values are differences of nearly equal numbers.
CANCELLING = {91, 98, 279, 434}

ONE = [
    "tf.exp({a} * 0.1)", "tf.tanh({a})", "tf.sigmoid({a})", "tf.square({a})", "tf.abs({a})", "-{a}",
    "tf.nn.relu({a})", "tf.sin({a})", "tf.sqrt(tf.abs({a}) + 1.0)", "tf.identity({a})", "tf.stop_gradient({a})",
    "tf.nn.softmax({a})", "tf.nn.elu({a})", "tf.cumsum({a}, 1)", "tf.reverse({a}, [0])", "tf.floor({a})",
    "tf.clip_by_value({a}, -1.0, 1.0)", "tf.cast(tf.cast({a}, tf.float64), tf.float32)",
    "tf.reshape(tf.transpose({a}), tf.shape({a}))", "tf.tile({a}, [1, 2])[:, :3]",
    "tf.pad({a}, [[1, 0], [0, 1]])[1:, :3]", "tf.concat([{a}[:, 1:], {a}[:, :1]], 1)", "tf.gather({a}, [1, 0])",
    "tf.gather({a}, [2, 0, 0], axis=1)", "tf.stack(tf.unstack({a}, axis=1), 1)",
    "tf.cond(p, lambda: {a} * 2.0, lambda: tf.sin({a}))", "tf.cond(q, lambda: tf.nn.relu({a}), lambda: {a})",
    "tf.log1p(tf.abs({a}))", "tf.matmul({a}, w)", "tf.nn.bias_add({a}, b)",
    "tf.reduce_sum({a}, 1, keepdims=True) * {a}", "{a} - tf.reduce_mean({a}, 0)",
    "{a} / (tf.reduce_max(tf.abs({a})) + 1.0)", "tf.split({a}, 3, 1)[1] * {a}", "tf.where({a} > 0, {a}, {a} * 0.5)",
    "tf.boolean_mask({a}, [True, True])", "tf.nn.l2_normalize({a}, 1)", "tf.scatter_nd([[1], [0]], {a}, tf.shape({a}))",
    "tf.gather_nd({a}, [[1], [0]])", "tf.broadcast_to({a}[:1], tf.shape({a}))", "tf.add_n([{a}, {a}, {a} * 2.0])",
    "tf.pow(tf.abs({a}) + 0.5, 1.5)", "tf.identity_n([{a}, {a}])[1]",
    "tf.dynamic_stitch([[1], [0]], [{a}[:1], {a}[1:]])",
]  # fmt: skip
TWO = [
    "{a} + {b}", "{a} * {b}", "{a} - {b}", "{a} / ({b} * {b} + 1.0)", "tf.maximum({a}, {b})", "tf.minimum({a}, {b})",
    "tf.squared_difference({a}, {b})", "tf.concat([{a}, {b}], 0)[:2]", "tf.add_n([{a}, {b}])",
    "{a} * tf.reduce_sum({b})", "tf.where({a} > {b}, {a}, {b})", "tf.add({a}, {b}[:1])", "{a} * {b}[:, :1]",
    "tf.matmul({a}, {b}, transpose_b=True)[:, :1] * {a}", "tf.cond(p, lambda: {a} * {b}, lambda: {a} + 1.0)",
]  # fmt: skip


def program(seed: int) -> str:
    """One case, as a function `case_SEED`."""
    chance = random.Random(seed)

    def shape() -> str:
        return chance.choice(["", "", ", [None, 3]", ", [2, None]", ", None"])

    def resource() -> str:
        return chance.choice(["", ", use_resource=True"])

    lines = [
        f"p, q = ph({chance.random() < 0.5}), ph({chance.random() < 0.5})",
        f"x = ph(ramp(2, 3) / 5{shape()})",
        f"y = ph(ramp(2, 3)[::-1] / 7{shape()})",
        f"w = tf.get_variable('w', [3, 3], initializer=tf.constant_initializer(ramp(3, 3) / 9){resource()})",
        f"b = tf.get_variable('b', [3], initializer=tf.constant_initializer(ramp(3) / 9){resource()})",
    ]
    names = ["x", "y"]
    for index in range(chance.randint(2, 7)):
        near, any_ = chance.choice(names[-3:]), chance.choice(names)
        form = chance.choice(ONE) if chance.random() < 0.6 else chance.choice(TWO)
        line = f"v{index} = {form.format(a=near, b=any_)}"
        where = chance.random()
        if where < 0.15:
            lines.append(f"with tf.name_scope('s{index % 2}'):\n        {line}")
        elif where < 0.23:
            lines.append(f"with tf.device('/cpu:0'):\n        {line}")
        else:
            lines.append(line)
        names.append(f"v{index}")
    lines.append(f"grads = tf.gradients({_arguments(chance, names)})")
    if chance.random() < 0.35:
        lines.append("grads = grads + tf.gradients([g for g in grads if g is not None], [x, y])")
    if chance.random() < 0.15:
        lines.append("grads = tf.clip_by_global_norm(grads, 1.0)[0]")
    lines.append("return parts(grads)")
    return f"def case_{seed}():\n    " + "\n    ".join(lines) + "\n"


def _arguments(chance: random.Random, names: list[str]) -> str:
    last = names[-1]
    ys = chance.choice(
        [
            last,
            f"[{last}, {chance.choice(names)}]",
            f"tf.reduce_sum({last})",
            f"tf.reduce_mean({last}) + tf.nn.l2_loss(w)",
        ]
    )
    xs = chance.choice(
        ["[x, y, w, b]", "x", f"[x, {chance.choice(names)}]", "tf.trainable_variables()"]
    )
    options = [
        (0.2, "gate_gradients=True"),
        (0.2, "colocate_gradients_with_ops=True"),
        (0.2, f"aggregation_method={chance.choice([0, 1, 2])}"),
        (0.15, "unconnected_gradients='zero'"),
        (0.15, f"stop_gradients=[{chance.choice(names)}]"),
    ]
    return ", ".join([ys, xs, *[text for often, text in options if chance.random() < often]])


def compare(first: int, last: int) -> None:
    """Prints how the two libraries differ, live."""
    cases = [
        f"{SHARED}\n{program(seed)}\nresult = build_and_run(case_{seed})"
        for seed in range(first, last)
    ]
    with Reference() as reference:
        theirs = reference.run_many(cases, op_programs.PRELUDE)
    ours = Local().run_many(cases, op_programs.PRELUDE)
    for seed, (mine, other) in enumerate(zip(ours, theirs, strict=True), first):
        if mine.error or other.error:
            print(
                seed, f"reference {other.error} {other.message}, ours {mine.error} {mine.message}"
            )
            continue
        found = differences(mine.result, other.result)
        if found:
            print(seed, program(seed), *[text[:400] for text in found], sep="\n    ")


def write(count: int) -> None:
    """Writes that many cases."""
    seeds = [seed for seed in range(count + len(CANCELLING)) if seed not in CANCELLING][:count]
    text = "\n\n".join([SHARED, *map(program, seeds)])
    (op_programs.CASES / f"{FAMILY}.py.txt").write_text(text)


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        write(int(sys.argv[2]))
    else:
        compare(int(sys.argv[1]), int(sys.argv[2]))
