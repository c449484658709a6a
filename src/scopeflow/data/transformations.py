"""The transformations of datasets that call no function: the nodes of each, and the structure of what it gives."""

from __future__ import annotations

from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.seeding import seed_tensors
from scopeflow.data.specs import DatasetSpec
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.ops.calling import call
from scopeflow.ops.static_value import get_static_value


def number(value: Any, name: str) -> Any:
    """`value` as an int64 tensor."""
    return convert_to_tensor(value, dtype=dtypes.int64, name=name)


def unchanged(op_type: str, dataset: Any, *inputs: Any, **attrs: Any) -> DatasetV1Adapter:
    """A dataset whose elements have the structure of those of `dataset`, from which a node makes it."""
    spec = dataset.element_spec
    variant = call(op_type, dataset._variant_tensor, *inputs, **attrs, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec, [dataset])


def batch(dataset: Any, batch_size: Any, drop_remainder: Any) -> DatasetV1Adapter:
    """See `Dataset.batch`."""
    size = number(batch_size, "batch_size")
    whole = convert_to_tensor(drop_remainder, dtype=dtypes.bool, name="drop_remainder")
    spec = structure.batch(dataset.element_spec, static_size(size, whole))
    variant = call(
        "BatchDatasetV2", dataset._variant_tensor, size, whole, **structure.flat_attrs(spec)
    )
    return DatasetV1Adapter(variant, spec, [dataset])


def static_size(size: Any, whole: Any) -> int | None:
    """How many elements every batch has, if that is known."""
    if not get_static_value(whole):
        return None
    known = get_static_value(size)
    return None if known is None else int(known)


def shuffle(
    dataset: Any, buffer_size: Any, seed: Any, reshuffle_each_iteration: bool | None
) -> DatasetV1Adapter:
    """See `Dataset.shuffle`."""
    size = number(buffer_size, "buffer_size")
    again = True if reshuffle_each_iteration is None else reshuffle_each_iteration
    seeds = seed_tensors(seed)
    return unchanged("ShuffleDataset", dataset, size, *seeds, reshuffle_each_iteration=again)


def shuffle_and_repeat(dataset: Any, buffer_size: Any, count: Any, seed: Any) -> DatasetV1Adapter:
    """The elements `count` times, without an end if that is None, each time in another random order."""
    size = number(buffer_size, "buffer_size")
    times = number(-1 if count is None else count, "count")
    seeds = seed_tensors(seed)
    return unchanged("ShuffleAndRepeatDataset", dataset, size, *seeds, times)


def cache(dataset: Any, filename: Any) -> DatasetV1Adapter:
    """See `Dataset.cache`."""
    name = convert_to_tensor(filename, dtype=dtypes.string, name="filename")
    return unchanged("CacheDataset", dataset, name)


def window(
    dataset: Any, size: Any, shift: Any, stride: Any, drop_remainder: Any
) -> DatasetV1Adapter:
    """See `Dataset.window`."""
    sizes = [
        number(size, "size"),
        number(size if shift is None else shift, "shift"),
        number(stride, "stride"),
    ]
    whole = convert_to_tensor(drop_remainder, dtype=dtypes.bool, name="drop_remainder")
    spec = nesting.map_structure(DatasetSpec, dataset.element_spec)
    variant = call(
        "WindowDataset", dataset._variant_tensor, *sizes, whole, **structure.flat_attrs(spec)
    )
    return DatasetV1Adapter(variant, spec, [dataset])


def zip_datasets(datasets: Any) -> DatasetV1Adapter:
    """See `Dataset.zip`."""
    from scopeflow.data.dataset import DatasetV1

    parts = nesting.flatten(datasets)
    for part in parts:
        if not isinstance(part, DatasetV1):
            refusal = (
                "The argument to `Dataset.zip()` must be a nested structure of `Dataset` objects."
            )
            if isinstance(part, list):
                refusal += (
                    " Nested structures do not support Python lists; please use a tuple instead."
                )
            raise TypeError(refusal)
    spec = nesting.pack(datasets, [part.element_spec for part in parts])
    variants = [part._variant_tensor for part in parts]
    variant = call("ZipDataset", variants, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec, parts)


def concatenate(dataset: Any, other: Any) -> DatasetV1Adapter:
    """See `Dataset.concatenate`."""
    spec = joined_spec(dataset, other)
    both = [dataset, other]
    variants = [part._variant_tensor for part in both]
    variant = call("ConcatenateDataset", *variants, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec, both)


def joined_spec(dataset: Any, other: Any) -> Any:
    """The structure of what may be an element of either dataset.

    Raises:
      TypeError: if their types or classes differ.
    """
    from scopeflow.data import legacy
    from scopeflow.data.asking import get_structure

    theirs = get_structure(other)
    for what, ask in (("types", legacy.get_output_types), ("classes", legacy.get_output_classes)):
        one, two = ask(dataset), ask(other)
        if one != two:
            raise TypeError(f"Two datasets to concatenate have different {what} {one} and {two}")
    mine = dataset.element_spec
    parts = [
        left.most_specific_compatible_type(right)
        for left, right in zip(nesting.flatten(mine), nesting.flatten(theirs), strict=True)
    ]
    return nesting.pack(mine, parts)


def unbatch(dataset: Any, adapted: bool = False) -> DatasetV1Adapter:
    """See `Dataset.unbatch`; the older function's datasets have a further wrapper around them."""
    spec = dataset.element_spec

    def normalize(*element: Any) -> Any:
        parts = element if isinstance(spec, tuple) else element[0]
        whole = nesting.pack(spec, nesting.flatten(parts))
        return tuple(structure.to_batched_tensors(spec, whole))

    dense = dataset.map(normalize)
    sizes = {
        leaf.shape[0].value
        for leaf in nesting.flatten(spec)
        if leaf.shape.ndims is not None and leaf.shape[0].value is not None
    }
    if len(sizes) > 1:
        raise ValueError("Cannot unbatch an input whose components have different batch sizes.")
    rows = structure.unbatch(spec)
    variant = call("UnbatchDataset", dense._variant_tensor, **structure.flat_attrs(rows))
    made = _UnbatchDataset(variant, rows, [dataset, dense])
    return DatasetV1Adapter(variant, rows, [made]) if adapted else made


class _UnbatchDataset(DatasetV1Adapter):
    """The rows of the elements of a dataset."""

    def _inputs(self) -> list[Any]:
        return list(self._made_from[:1])

    def _functions(self) -> list[Any]:
        return self._made_from[1]._functions()


class _OptionsDataset(DatasetV1Adapter):
    """A dataset with further options; it is the same node."""

    _more: Any = None

    def options(self) -> Any:
        return self._made_from[0].options().merge(self._more)


def with_options(dataset: Any, options: Any) -> DatasetV1Adapter:
    """See `Dataset.with_options`."""
    # what does not fit is refused here, not when an iterator is made
    dataset.options().merge(options)
    inner = _OptionsDataset(dataset._variant_tensor, dataset.element_spec, [dataset])
    inner._more = options
    return DatasetV1Adapter(inner._variant_tensor, inner.element_spec, [inner])
