"""Records the random streams of TensorFlow 1.15.5 into xp/random.npz; run it with the reference's
Python.

Every op runs three times in one session, so that the record also shows by how much its counter
advances.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

SEEDS = [(1, 2), (87654321, 0), (0, 7), (2**40 + 5, 2**35 + 3), (-3, -1)]
RUNS = 3
INTEGERS = [
    ("int32", "int32", -5, 1000),
    ("int32_wide", "int32", -(2**31), 2**31 - 1),
    ("int64", "int64", -(2**40), 2**50),
]
FLOATS = ["float32", "float64", "float16", "bfloat16"]


def bits(x):
    """bfloat16 as its bits: NumPy has no such type."""
    return tf.bitcast(x, tf.uint16) if x.dtype == tf.bfloat16 else x


def cases(n, seed, seed2):
    """Yields (name, tensor) for every random op with n outputs."""
    ops, both = tf.raw_ops, dict(seed=seed, seed2=seed2)
    for dtype in FLOATS:
        args = dict(shape=[n], dtype=dtype, **both)
        yield "uniform/" + dtype, bits(ops.RandomUniform(**args))
        yield "normal/" + dtype, bits(ops.RandomStandardNormal(**args))
        yield "truncated_normal/" + dtype, bits(ops.TruncatedNormal(**args))
    for name, dtype, low, high in INTEGERS:
        low, high = tf.constant(low, dtype), tf.constant(high, dtype)
        yield (
            "uniform_int/" + name,
            ops.RandomUniformInt(shape=[n], minval=low, maxval=high, **both),
        )


def main():
    record = {}
    for seed, seed2 in SEEDS:
        for n in (1, 3, 4, 5, 1000):
            if n == 1000 and (seed, seed2) != SEEDS[0]:
                continue
            with tf.Graph().as_default():
                fetches = dict(cases(n, seed, seed2))
                with tf.compat.v1.Session() as session:
                    for run in range(1 if n == 1000 else RUNS):
                        for name, value in session.run(fetches).items():
                            record["%s/%d/%d/%d/%d" % (name, seed, seed2, n, run)] = value
    groups = {}
    for (
        key,
        value,
    ) in record.items():  # one array per op, dtype and size: small arrays are mostly zip headers
        kind, dtype, seed, seed2, n, run = key.split("/")
        groups.setdefault("/".join([kind, dtype, n]), []).append(((seed, seed2, run), value))
    out = {}
    for name, rows in groups.items():
        rows.sort(key=lambda row: tuple(map(int, row[0])))
        out[name] = np.stack([value for _, value in rows])
        out[name + "/keys"] = np.array([list(map(int, key)) for key, _ in rows], np.int64)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "xp", "random.npz")
    np.savez_compressed(path, **out)
    print(path, os.path.getsize(path))


if __name__ == "__main__":
    main()
