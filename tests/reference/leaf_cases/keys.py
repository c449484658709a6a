"""What is asked about graph keys."""

from __future__ import annotations

SECTIONS = {
    # First: TensorFlow warns once in a process.
    "warning": ["logged(lambda: tf.GraphKeys.VARIABLES)"],
    "names and values": [
        "[(name, getattr(tf.GraphKeys, name)) for name in sorted(dir(tf.GraphKeys))"
        " if name[0] != '_']",
        "tf.GraphKeys._SUMMARY_COLLECTION",
        "tf.GraphKeys._STREAMING_MODEL_PORTS",
        "tf.GraphKeys._VARIABLE_COLLECTIONS",
        "tf.GraphKeys().VARIABLES",
        "hasattr(tf.GraphKeys, 'VARIABLES')",
        "tf.GraphKeys.NONSENSE",
    ],
}
