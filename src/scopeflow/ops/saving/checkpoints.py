"""The ops on checkpoints: SaveV2, RestoreV2, MergeV2Checkpoints, ShardedFilename."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import slice_specs
from scopeflow.formats.bundle_merging import merge
from scopeflow.formats.bundle_writer import BundleWriter
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value
from scopeflow.ops.strings.each import flat, scalar, texts

_WORTH_THREADS = 1 << 16  # elements of a tensor, on average
_READERS = 2  # threads that read a checkpoint: checksums are computed by one at a time


def text_in(value: Any) -> str:
    """The text that a scalar holds."""
    return scalar(value).decode("utf-8", "surrogateescape")


def names_in(values: Any) -> list[str]:
    """The texts that a vector holds."""
    return [value.decode("utf-8", "surrogateescape") for value in flat(values)]


def check_rank(tensor: Tensor, rank: int) -> None:
    """Refuses a tensor that is known to be of another rank."""
    dims = tensor._dims
    if dims is not None and len(dims) != rank:
        raise ShapeMismatch(f"Shape must be rank {rank} but is rank {len(dims)}")


def _saved(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    prefix, names, slices, *tensors = inputs
    check_rank(prefix, 0)
    for vector in (names, slices):
        check_rank(vector, 1)
        length = vector._dims[0] if vector._dims is not None else None
        if length is not None and length != len(tensors):
            raise ShapeMismatch(f"Dimension must be {len(tensors)} but is {length}")
    return ()


@op("SaveV2(prefix: string, tensor_names: string, shape_and_slices: string, tensors: [dtypes]; dtypes: list(type) >= 1) -> () # stateful",
    shape=_saved, host=True)  # fmt: skip
def save_v2(
    prefix: Any, tensor_names: Any, shape_and_slices: Any, tensors: list[Any], *, dtypes: Any
) -> None:
    """Writes tensors to a checkpoint.

    The files get the checkpoint's name only when all is written.

    Args:
      prefix: the checkpoint's name, a scalar.
      tensor_names: what the tensors are called in it, a vector.
      shape_and_slices: for each tensor "", or which slice it is of a larger one, such as "4 2 0,2:0,2".
      tensors: the tensors.

    Raises:
      OpError: in a run, if the files cannot be written.
      InvalidArgumentError: in a run, if a name comes twice, or a tensor has not its slice's shape.
    """
    writer = BundleWriter(text_in(prefix))
    try:
        for name, spec, value, dtype in zip(
            names_in(tensor_names), names_in(shape_and_slices), tensors, dtypes, strict=True
        ):
            array = np.asarray(value)
            if not spec:
                writer.add(name, array, dtype)
                continue
            writer.add_slice(name, checked_slice(spec, array.shape), array, dtype)
        writer.finish()
    except BaseException:
        writer.discard()
        raise


def checked_slice(spec: str, shape: tuple[int, ...]) -> slice_specs.Slice:
    """The slice that is spelled so, which a tensor of `shape` is to be.

    Raises:
      InvalidArgumentError: if it is of another shape.
    """
    place = slice_specs.parse(spec)
    if place.shape != shape:
        found = ",".join(map(str, shape))
        raise invalid_argument(
            "Slice in shape_and_slice specification does not match the shape of the tensor to  save: "
            f"{spec}, tensor: [{found}]"
        )
    return place


def _restored(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    prefix, names, slices = inputs
    check_rank(prefix, 0)
    check_rank(names, 1)
    check_rank(slices, 1)
    if names._dims and slices._dims:
        (a,), (b,) = names._dims, slices._dims
        if a is not None and b is not None and a != b:
            raise ShapeMismatch(
                f"Dimension 0 in both shapes must be equal, but are {a} and {b}. Shapes are [{a}] and [{b}]."
            )
    count = len(attrs["dtypes"])
    specs = constant_value(slices)
    if specs is None:
        return (None,) * count
    if len(specs) != count:
        raise ShapeMismatch("The number of shape_and_slice doesn't match tensor outputs.", [2])
    shapes: list[rules.Dims] = []
    for spec in names_in(specs):
        try:
            shapes.append(slice_specs.parse(spec).shape if spec else None)
        except errors.OpError as error:
            raise ShapeMismatch(error.message, [2]) from None
    return tuple(shapes)


@op("RestoreV2(prefix: string, tensor_names: string, shape_and_slices: string; dtypes: list(type) >= 1) -> (tensors: [dtypes]) # stateful",
    shape=_restored, host=True)  # fmt: skip
def restore_v2(prefix: Any, tensor_names: Any, shape_and_slices: Any, *, dtypes: Any) -> list[Any]:
    """Reads tensors from a checkpoint.

    Args:
      prefix: the checkpoint's name, a scalar.
      tensor_names: what the tensors are called in it, a vector.
      shape_and_slices: for each tensor "", or the slice of it that is wanted, such as "4 2 0,2:0,2".
      dtypes: the element type of each tensor.

    Returns:
      The tensors.

    Raises:
      NotFoundError: in a run, if there is no such checkpoint, or a tensor is not in it.
      InvalidArgumentError: in a run, if a tensor is of another type, or has no such slice.
      DataLossError: in a run, if the checkpoint is damaged.
    """
    checkpoint = open_checkpoint(text_in(prefix))
    names = names_in(tensor_names)
    for name, dtype in sorted(zip(names, dtypes, strict=True), key=lambda pair: pair[0]):
        checkpoint.check(name, dtype)
    places = [slice_specs.parse(spec) if spec else None for spec in names_in(shape_and_slices)]
    sizes = [math.prod(checkpoint.shape(name)) for name in names]
    if len(names) == 1 or sum(sizes) < _WORTH_THREADS * len(names):
        found = [checkpoint.read(*pair) for pair in zip(names, places, strict=True)]
    else:
        # side by side: while one is checked, another comes from the disk
        with ThreadPoolExecutor(_READERS) as readers:
            found = list(readers.map(checkpoint.read, names, places))
    for array in found:
        # nobody else has it: a variable may keep it as it is
        array.flags.writeable = False
    return found


def _merged(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    check_rank(inputs[0], 1)
    check_rank(inputs[1], 0)
    return ()


@op("MergeV2Checkpoints(checkpoint_prefixes: string, destination_prefix: string; delete_old_dirs: bool = True) -> () # stateful",
    shape=_merged, host=True)  # fmt: skip
def merge_v2_checkpoints(
    checkpoint_prefixes: Any, destination_prefix: Any, *, delete_old_dirs: bool
) -> None:
    """Makes one checkpoint of several, whose data files it takes over.

    Args:
      checkpoint_prefixes: the checkpoints, a vector.
      destination_prefix: the name of the whole, a scalar.
      delete_old_dirs: remove the directories where the parts were, if they are empty then.

    Raises:
      NotFoundError: in a run, if there is no such checkpoint.
    """
    merge(names_in(checkpoint_prefixes), text_in(destination_prefix), delete_old_dirs)


def _scalars(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    for tensor in inputs:
        check_rank(tensor, 0)
    return ((),)


@op("ShardedFilename(basename: string, shard: int32, num_shards: int32; ) -> (filename: string)",
    shape=_scalars, host=True)  # fmt: skip
def sharded_filename(basename: Any, shard: Any, num_shards: Any) -> Any:
    """The name of one of several files: `basename`-00003-of-00012."""
    name = scalar(basename) + b"-%05d-of-%05d" % (int(shard), int(num_shards))
    return texts([name], ())


@op("ShardedFilespec(basename: string, num_shards: int32; ) -> (filename: string)",
    shape=_scalars, host=True)  # fmt: skip
def sharded_filespec(basename: Any, num_shards: Any) -> Any:
    """A pattern of the names of several files: `basename`-?????-of-00012."""
    return texts([scalar(basename) + b"-?????-of-%05d" % int(num_shards)], ())
