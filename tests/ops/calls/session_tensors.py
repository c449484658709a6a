"""Small calls of the ops that keep tensors in a session."""

from __future__ import annotations

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node


def _after(kind: str, **attrs: object) -> tf.Operation:
    """A node that takes the handle which another gives in the same run."""
    return node(kind, node("GetSessionHandle", f32(2)).outputs[0], **attrs)


SAMPLES: dict[str, list[Sample]] = {
    "GetSessionHandle": [lambda: node("GetSessionHandle", f32(2))],
    "GetSessionHandleV2": [lambda: node("GetSessionHandleV2", f32(2))],
    "GetSessionTensor": [lambda: _after("GetSessionTensor", dtype=tf.float32)],
    "DeleteSessionTensor": [lambda: _after("DeleteSessionTensor")],
}
