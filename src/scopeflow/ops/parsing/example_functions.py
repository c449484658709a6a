"""What programs call to parse examples: parse_example, parse_single_example."""

from __future__ import annotations

import re
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import string
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.calling import call
from scopeflow.ops.parsing.examples import parse_example_op, parse_single_example_op
from scopeflow.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
    Wanted,
    index_keys,
)
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor

KINDS = (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature)


def parse_example(
    serialized: Any, features: dict[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of a batch of serialized `tf.train.Example`s.

    Args:
      serialized: a vector of strings.
      features: what is wanted: from keys to VarLenFeature, SparseFeature, FixedLenFeature or FixedLenSequenceFeature.
      name: the wish for the scope's name.
      example_names: a vector of strings: what errors call the examples.

    Returns:
      A dict from keys to tensors and SparseTensors.

    Raises:
      ValueError: if `features` is empty or one of them says too little.
      InvalidArgumentError: in a run, if an example has no such features.

    ```python
    >>> import scopeflow as tf
    >>> feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
    >>> example = tf.train.Example(features=tf.train.Features(feature={"a": feature}))
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wanted = {"a": tf.FixedLenFeature([2], tf.int64)}
    ...     sess.run(tf.io.parse_example([example.SerializeToString()], wanted))["a"].tolist()
    [[1, 2]]

    ```
    """
    if not features:
        raise ValueError(f"Missing: features was {features}.")
    features = sequences_open(features)
    wanted = Wanted.of(features, KINDS)
    outputs = _parse(serialized, example_names, wanted, name)
    return with_sparse_features(features, outputs)


def sequences_open(features: dict[str, Any]) -> dict[str, Any]:
    """Sequences as features of a shape whose first dimension is not known."""
    if not isinstance(features, dict):
        features = dict(features)
    return {
        key: _open(key, feature) if isinstance(feature, FixedLenSequenceFeature) else feature
        for key, feature in features.items()
    }


def _open(key: str, feature: FixedLenSequenceFeature) -> FixedLenSequenceFeature:
    if not feature.allow_missing:
        raise ValueError("Unsupported: FixedLenSequenceFeature requires allow_missing to be True.")
    if feature.shape is None:
        return feature
    return feature._replace(shape=[None, *feature.shape])


def _parse(serialized: Any, names: Any, wanted: Wanted, name: str | None) -> dict[str, Any]:
    with name_scope(name, "ParseExample", [serialized, names]):
        wanted.check_disjoint()
        defaults = wanted.defaults()
        outputs = parse_example_op(
            serialized,
            convert_names(names),
            wanted.sparse_keys,
            wanted.dense_keys,
            defaults,
            sparse_types=wanted.sparse_types,
            dense_shapes=wanted.dense_shapes,
            name=name,
        )
    return _by_key(wanted, outputs)


def convert_names(names: Any) -> Any:
    return [] if names is None else names


def _by_key(wanted: Wanted, outputs: Any) -> dict[str, Any]:
    indices, values, shapes, dense = outputs
    sparse = [SparseTensor(*parts) for parts in zip(indices, values, shapes, strict=True)]
    keys = wanted.sparse_keys + wanted.dense_keys
    return dict(zip(keys, [*sparse, *dense], strict=True))


def with_sparse_features(features: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
    """Puts the SparseFeatures together, and leaves out the parts that nobody asked for."""
    found = dict(outputs)
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, SparseFeature):
            # imported here: few programs have such features
            from scopeflow.ops.sparse.converting import sparse_merge

            single = isinstance(feature.index_key, str)
            ids = [outputs[index_key] for index_key in index_keys(feature)]
            found[key] = sparse_merge(
                ids[0] if single else ids,
                outputs[feature.value_key],
                vocab_size=feature.size,
                already_sorted=feature.already_sorted,
            )
    return {key: value for key, value in found.items() if key in features}


# -- one example -----------------------------------------------------------------------------------


def parse_single_example(
    serialized: Any, features: dict[str, Any], name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of one serialized `tf.train.Example`.

    Args:
      serialized: a scalar string tensor.
      features: what is wanted; see `tf.io.parse_example`.
      name: the wish for the scope's name.
      example_names: a scalar string: what errors call the example.

    Returns:
      A dict from keys to tensors and SparseTensors, without a dimension for the batch.

    Raises:
      ValueError: if `features` is empty or one of them says too little.
      InvalidArgumentError: in a run, if the example has no such features.
    """
    if not features:
        raise ValueError("Missing features.")
    opened = sequences_open(features)
    wanted = Wanted.of(opened, KINDS)
    if example_names is not None:
        outputs = _parse_named(serialized, example_names, wanted, name)
    else:
        with name_scope(name, "ParseSingleExample", [serialized]):
            tensor = convert_to_tensor(serialized, dtype=string, name="serialized")
            wanted.check_disjoint()
            defaults = wanted.defaults()
            made = parse_single_example_op(
                tensor,
                defaults,
                num_sparse=len(wanted.sparse_keys),
                sparse_keys=wanted.sparse_keys,
                dense_keys=wanted.dense_keys,
                sparse_types=wanted.sparse_types,
                dense_shapes=wanted.dense_shapes,
                name=name,
            )
            outputs = _by_key(wanted, made)
    return with_sparse_features(opened, outputs)


def _parse_named(serialized: Any, names: Any, wanted: Wanted, name: str | None) -> dict[str, Any]:
    """As a batch of one example, whose dimension is then taken away."""
    with name_scope(name, "ParseSingleExample", [serialized, names]):
        one = _scalar_in_a_vector(convert_to_tensor(serialized))
        label = _scalar_in_a_vector(convert_to_tensor(names))
        outputs = _parse(one, label, wanted, name)
        for key in wanted.dense_keys:
            outputs[key] = squeeze(outputs[key], [0], name="Squeeze_" + _node_name(key))
        for key in wanted.sparse_keys:
            parts = outputs[key]
            named = _node_name(key)
            outputs[key] = SparseTensor(
                call("Slice", parts.indices, [0, 1], [-1, -1], name=f"Slice_Indices_{named}"),
                parts.values,
                call("Slice", parts.dense_shape, [1], [-1], name=f"Squeeze_Shape_{named}"),
            )
        return outputs


def _scalar_in_a_vector(tensor: Tensor) -> Tensor:
    rank = tensor.shape.ndims
    if rank is not None and rank != 0:
        raise ValueError(f"Input serialized must be a scalar, got {tensor.shape}.")
    return expand_dims(tensor, 0)


def _node_name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)
