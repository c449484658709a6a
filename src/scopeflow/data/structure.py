"""Structures of specs: what the elements of a dataset look like, and how they travel as flat tensors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scopeflow.data import nesting
from scopeflow.data.array_specs import TensorArraySpec
from scopeflow.data.specs import (
    SparseTensorSpec,
    batched,
    flat_dims,
    flat_type,
    from_tensor,
    spec_of_leaf,
    to_batched_tensor,
    to_tensor,
    unbatched,
)
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.shapes import as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor, SparseTensorValue


def spec_of(value: Any) -> Any:
    """The structure of specs of a value.

    Raises:
      TypeError: if a leaf can be no component.
    """
    return nesting.map_structure(spec_of_leaf, value)


def flat_types(spec: Any) -> list[Any]:
    """The DTypes of the tensors that an element travels as."""
    return [flat_type(leaf) for leaf in nesting.flatten(spec)]


def flat_shapes(spec: Any) -> list[Any]:
    """Their static shapes as dims."""
    return [flat_dims(leaf) for leaf in nesting.flatten(spec)]


def flat_attrs(spec: Any) -> dict[str, Any]:
    """The attributes `output_types` and `output_shapes` of a node that gives such elements."""
    return {"output_types": flat_types(spec), "output_shapes": flat_shapes(spec)}


def to_tensors(spec: Any, value: Any) -> list[Tensor]:
    """The tensors that an element travels as."""
    return _each(to_tensor, spec, value)


def to_batched_tensors(spec: Any, value: Any) -> list[Tensor]:
    """The tensors whose slices travel as elements."""
    return _each(to_batched_tensor, spec, value)


def _each(function: Any, spec: Any, value: Any) -> list[Tensor]:
    nesting.assert_same_structure(spec, value)
    pairs = zip(nesting.flatten(spec), nesting.flatten(value), strict=True)
    return [function(leaf, part) for leaf, part in pairs]


def from_tensors(spec: Any, tensors: Iterable[Tensor]) -> Any:
    """The element that flat tensors stand for."""
    pairs = zip(nesting.flatten(spec), tensors, strict=True)
    return nesting.pack(spec, [from_tensor(leaf, tensor) for leaf, tensor in pairs])


def batch(spec: Any, count: int | None) -> Any:
    """The structure of `count` elements stacked."""
    return nesting.map_structure(lambda leaf: batched(leaf, count), spec)


def unbatch(spec: Any) -> Any:
    """The structure of one slice of elements."""
    return nesting.map_structure(unbatched, spec)


def are_compatible(spec: Any, other: Any) -> bool:
    """Whether elements of one structure may be of another."""
    try:
        nesting.assert_same_structure(spec, other, check_types=False)
    except (TypeError, ValueError):
        return False
    pairs = zip(nesting.flatten(spec), nesting.flatten(other), strict=True)
    return all(left.is_compatible_with(right) for left, right in pairs)


def normalize_element(element: Any) -> Any:
    """An element whose leaves are tensors, sparse tensors or datasets; the constants made are `component_0`, ..."""
    made = []
    with name_scope("normalize_element"):
        for index, leaf in enumerate(nesting.flatten(element)):
            try:
                spec = spec_of_leaf(leaf, convert=False)
            except TypeError:
                spec = None
            if isinstance(spec, SparseTensorSpec):
                sparse = (
                    SparseTensor.from_value(leaf) if isinstance(leaf, SparseTensorValue) else leaf
                )
                made.append(sparse)
            elif spec is None or isinstance(spec, TensorSpec):
                made.append(convert_to_tensor(leaf, name=f"component_{index}"))
            else:
                made.append(leaf)
    return nesting.pack(element, made)


# Specs for which `output_classes` names a class; of others the spec itself stands there.
_CLASSED = (SparseTensorSpec, TensorArraySpec, TensorSpec)


# -- types, shapes and classes, as programs ask for them ---------------------------------------------


def legacy_types(spec: Any) -> Any:
    """The structure of DTypes."""
    return nesting.map_structure(lambda leaf: getattr(leaf, "dtype", leaf), spec)


def legacy_shapes(spec: Any) -> Any:
    """The structure of TensorShapes."""
    return nesting.map_structure(lambda leaf: leaf.shape if hasattr(leaf, "dtype") else leaf, spec)


def legacy_classes(spec: Any) -> Any:
    """The structure of Python classes."""
    return nesting.map_structure(
        lambda leaf: leaf.value_type if isinstance(leaf, _CLASSED) else leaf,
        spec,
    )


def spec_from_legacy(types: Any, shapes: Any, classes: Any) -> Any:
    """The structure of specs that types, shapes and classes of one structure mean."""
    kinds = nesting.flatten(types)
    dims = flatten_up_to(types, shapes)
    classes_flat = flatten_up_to(types, classes)
    made: list[Any] = []
    for kind, shape, cls in zip(kinds, dims, classes_flat, strict=True):
        if isinstance(cls, type) and issubclass(cls, SparseTensor):
            made.append(SparseTensorSpec(shape, kind))
        elif isinstance(cls, type) and issubclass(cls, Tensor):
            made.append(TensorSpec(shape, kind))
        else:
            made.append(cls)
    return nesting.pack(types, made)


def flatten_up_to(shallow: Any, deep: Any) -> list[Any]:
    """The parts of `deep` that stand where `shallow` has its leaves.

    Raises:
      TypeError, ValueError: if `deep` nests otherwise.
    """
    if not nesting.is_sequence(shallow):
        return [deep]
    if not nesting.is_sequence(deep):
        raise TypeError(
            f"If shallow structure is a sequence, input must also be a sequence. Input has type: {type(deep)}."
        )
    if type(shallow) is not type(deep) and not (
        isinstance(shallow, dict) and isinstance(deep, dict)
    ):
        raise TypeError(
            f"The two structures don't have the same sequence type. Input structure has type {type(deep)}, while "
            f"shallow structure has type {type(shallow)}."
        )
    left, right = nesting._parts(shallow), nesting._parts(deep)
    if len(left) != len(right):
        raise ValueError(
            "The two structures don't have the same sequence length. Input structure has length "
            f"{len(right)}, while shallow structure has length {len(left)}."
        )
    return [
        found for one, other in zip(left, right, strict=True) for found in flatten_up_to(one, other)
    ]


def as_types(types: Any) -> Any:
    """A structure of DTypes of what converts to them."""
    return nesting.map_structure(as_dtype, types)


def as_shapes(types: Any, shapes: Any) -> Any:
    """A structure of TensorShapes like `types`, of what converts to them; unknown ones for None."""
    if shapes is None:
        return nesting.map_structure(lambda _: as_shape(None), types)
    parts: Sequence[Any] = flatten_up_to(types, shapes)
    return nesting.pack(types, [as_shape(part) for part in parts])
