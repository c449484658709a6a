"""Tensors as strings and back, and examples written in JSON: serialize_tensor, parse_tensor, decode_json_example."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.formats import messages
from scopeflow.formats.tensors import make_ndarray
from scopeflow.graph import dtypes
from scopeflow.graph.words import invalid_argument, runtime_name, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import each, scalar, shown, texts


@op("SerializeTensor(tensor: T; T: type) -> (serialized: string)", shape=rules.scalar, host=True)
def serialize_tensor(tensor: Any, *, T: Any) -> Any:
    """A tensor as a string: a TensorProto.

    Args:
      tensor: a tensor of any dtype.
      name: the wish for the node's name.

    Returns:
      A scalar string tensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.io.parse_tensor(tf.io.serialize_tensor([1, 2]), tf.int32)).tolist()
    [1, 2]

    ```
    """
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    array = np.asarray(tensor)
    proto = TensorProto(dtype=T.as_datatype_enum)
    proto.tensor_shape.SetInParent()
    for size in array.shape:
        proto.tensor_shape.dim.add(size=size)
    if T is dtypes.string:
        proto.string_val.extend(array.reshape(-1).tolist())
    else:
        proto.tensor_content = array.tobytes()
    return texts([proto.SerializeToString()], ())


@op("ParseTensor(serialized: string; out_type: type) -> (output: out_type)",
    shape=rules.unknown, host=True)  # fmt: skip
def parse_tensor(serialized: Any, *, out_type: Any) -> Any:
    """The tensor that a string holds.

    Args:
      serialized: a scalar string tensor, a TensorProto.
      out_type: the DType of the tensor.
      name: the wish for the node's name.

    Returns:
      A tensor of unknown shape.

    Raises:
      InvalidArgumentError: in a run, if the string holds no such tensor.
    """
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    if np.ndim(serialized):
        raise invalid_argument(
            f"Expected `serialized` to be a scalar, got shape: {shape_of(serialized)}"
        )
    text = scalar(serialized)
    try:
        proto = TensorProto.FromString(text)
    except DecodeError:
        raise invalid_argument(
            f"Could not parse `serialized` as TensorProto: '{shown(text)}'"
        ) from None
    found = dtypes.as_dtype(proto.dtype) if proto.dtype else None
    if found is None:
        raise invalid_argument(f"Cannot parse tensor from proto: {proto}")
    if found is not out_type:
        names = [runtime_name(kind) for kind in (found, out_type)]
        raise invalid_argument(
            f"Type mismatch between parsed tensor ({names[0]}) and dtype ({names[1]})"
        )
    try:
        return make_ndarray(proto)
    except (TypeError, ValueError):
        raise invalid_argument(f"Cannot parse tensor from proto: {proto}") from None


@op("DecodeJSONExample(json_examples: string; ) -> (binary_examples: string)",
    shape=rules.unchanged, host=True)  # fmt: skip
def decode_json_example(json_examples: Any) -> Any:
    """Examples in JSON as binary ones.

    Args:
      json_examples: a string tensor; each string is a `tf.train.Example` in the JSON form of protos.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape, for `tf.io.parse_example`.

    Raises:
      InvalidArgumentError: in a run, if a string is no such JSON.
    """
    from google.protobuf import json_format

    def decoded(text: bytes) -> bytes:
        try:
            example = json_format.Parse(text, messages.message("Example")())
        except (json_format.ParseError, UnicodeDecodeError) as error:
            raise invalid_argument(f"Error while parsing JSON: {error}") from None
        return example.SerializeToString(deterministic=True)

    return each(decoded, json_examples)
