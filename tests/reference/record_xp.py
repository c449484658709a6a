"""Records what TensorFlow 1.15.5 answers to the calls of xp_cases.py into xp/edges.npz; run it
with its Python."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from xp_cases import all_cases  # noqa: E402


def build(case):
    """Returns the case's output tensor and its feeds; everything is fed, so that nothing is folded
    away."""
    args, feeds = dict(case.attrs), {}
    for name, dtype, value in case.inputs:
        held = tf.uint16 if dtype == "bfloat16" else tf.as_dtype(dtype)
        fed = tf.compat.v1.placeholder(held, np.shape(value))
        feeds[fed] = value
        args[name] = tf.bitcast(fed, tf.bfloat16) if dtype == "bfloat16" else fed
    if "DstT" in args:
        args["DstT"] = tf.as_dtype(args["DstT"])
    out = getattr(tf.raw_ops, case.op)(**args)
    return (tf.bitcast(out, tf.uint16) if out.dtype == tf.bfloat16 else out), feeds


def main():
    record, refused = {}, []
    for case in all_cases():
        with tf.Graph().as_default():
            try:
                out, feeds = build(case)
                with tf.compat.v1.Session() as session:
                    value = session.run(out, feeds)
            except (
                Exception
            ) as error:  # no kernel for the dtype on the CPU: nothing to compare with
                refused.append(case.name + ": " + str(error).split("\n")[0][:110])
                continue
        assert case.name not in record, case.name
        record[case.name] = np.asarray(value)
    # One array per dtype: the small ones would be mostly headers.
    out, index = {}, []
    flat = {}
    for name in sorted(record):
        value = record[name]
        part = flat.setdefault(value.dtype.name, [])
        start = sum(p.size for p in part)
        part.append(value.ravel())
        index.append(
            "%s|%s|%d|%s" % (name, value.dtype.name, start, ",".join(map(str, value.shape)))
        )
    out = {name: np.concatenate(parts) for name, parts in flat.items()}
    out["index"] = np.array("\n".join(index))
    path = os.path.join(HERE, "xp", "edges.npz")
    np.savez_compressed(path, **out)
    print(path, os.path.getsize(path), len(record), "cases")
    print("\n".join(refused))


if __name__ == "__main__":
    main()
