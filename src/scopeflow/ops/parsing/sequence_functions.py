"""What programs call to parse sequence examples: parse_single_sequence_example, parse_sequence_example."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    VarLenFeature,
    Wanted,
)
from scopeflow.ops.parsing.sequences import parse_sequence_op, parse_single_sequence_op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor


def _wanted(context: Any, lists: Any) -> tuple[Wanted, Wanted, list[str]]:
    """What is wanted of the context and of the lists, and the lists that may be missing."""
    if not (context or lists):
        raise ValueError("Missing features.")
    one = Wanted.of(context, (VarLenFeature, FixedLenFeature))
    many = Wanted.of(lists, (VarLenFeature, FixedLenSequenceFeature))
    optional = [key for key in many.dense_keys if lists[key].allow_missing]
    return one, many, optional


def _refuse_defaults(many: Wanted) -> None:
    for key in many.dense_defaults:
        raise ValueError(
            f"Value feature_list_dense_defaults[{key}] must be None. A list without a default is empty where missing, "
            "if allow_missing is true."
        )


def _sizes(one: Wanted, many: Wanted) -> dict[str, Any]:
    return {
        "Ncontext_sparse": len(one.sparse_keys),
        "Ncontext_dense": len(one.dense_keys),
        "Nfeature_list_sparse": len(many.sparse_keys),
        "Nfeature_list_dense": len(many.dense_keys),
        "context_sparse_types": one.sparse_types,
        "feature_list_dense_types": many.dense_types,
        "context_dense_shapes": one.dense_shapes,
        "feature_list_sparse_types": many.sparse_types,
        "feature_list_dense_shapes": many.dense_shapes,
    }


def _by_key(keys: tuple[list[str], list[str]], sparse: Any, dense: Any) -> dict[str, Any]:
    made: list[SparseTensor | Tensor] = [
        SparseTensor(*parts) for parts in zip(*sparse, strict=True)
    ]
    return dict(zip([*keys[0], *keys[1]], [*made, *dense], strict=True))


def parse_single_sequence_example(
    serialized: Any,
    context_features: Any = None,
    sequence_features: Any = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The features of one serialized `tf.train.SequenceExample`.

    Args:
      serialized: a scalar string tensor.
      context_features: what is wanted of the context: from keys to VarLenFeature or FixedLenFeature.
      sequence_features: what is wanted of the lists: from keys to VarLenFeature or FixedLenSequenceFeature.
      example_name: a scalar string: what errors call the example.
      name: the wish for the scope's name.

    Returns:
      Two dicts from keys to tensors and SparseTensors: of the context, and of the lists, whose first dimension is time.

    Raises:
      ValueError: if nothing is wanted, or a feature says too little.
      InvalidArgumentError: in a run, if the example has no such features.
    """
    one, many, optional = _wanted(context_features, sequence_features)
    with name_scope(name, "ParseSingleSequenceExample", [serialized]):
        _refuse_defaults(many)
        defaults = one.defaults()
        sizes = _sizes(one, many)
        for count in (
            "Ncontext_sparse",
            "Ncontext_dense",
            "Nfeature_list_sparse",
            "Nfeature_list_dense",
        ):
            del sizes[count]
        made = parse_single_sequence_op(
            serialized,
            optional,
            one.sparse_keys,
            one.dense_keys,
            many.sparse_keys,
            many.dense_keys,
            defaults,
            "" if example_name is None else example_name,
            **sizes,
            name=name,
        )
    context = _by_key((one.sparse_keys, one.dense_keys), made[0:3], made[3])
    return context, _by_key((many.sparse_keys, many.dense_keys), made[4:7], made[7])


def parse_sequence_example(
    serialized: Any,
    context_features: Any = None,
    sequence_features: Any = None,
    example_names: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The features of a batch of serialized `tf.train.SequenceExample`s.

    Args:
      serialized: a vector of strings.
      context_features: what is wanted of the contexts: from keys to VarLenFeature or FixedLenFeature.
      sequence_features: what is wanted of the lists: from keys to VarLenFeature or FixedLenSequenceFeature.
      example_names: a vector of strings: what errors call the examples.
      name: the wish for the scope's name.

    Returns:
      Three dicts: from keys to tensors and SparseTensors of the contexts; the same of the lists, padded to the longest
      example; and from the keys of dense lists to their lengths in each example.

    Raises:
      ValueError: if nothing is wanted, or a feature says too little.
      InvalidArgumentError: in a run, if an example has no such features.
    """
    one, many, optional = _wanted(context_features, sequence_features)
    with name_scope(name, "ParseSequenceExample", [serialized]):
        _refuse_defaults(many)
        made = parse_sequence_op(
            serialized,
            [] if example_names is None else example_names,
            one.defaults(reshaped=False),
            feature_list_dense_missing_assumed_empty=optional,
            context_sparse_keys=one.sparse_keys,
            context_dense_keys=one.dense_keys,
            feature_list_sparse_keys=many.sparse_keys,
            feature_list_dense_keys=many.dense_keys,
            **_sizes(one, many),
            name=name,
        )
    context = _by_key((one.sparse_keys, one.dense_keys), made[0:3], made[3])
    lists = _by_key((many.sparse_keys, many.dense_keys), made[4:7], made[7])
    return context, lists, dict(zip(many.dense_keys, made[8], strict=True))
