"""The nodes of a Saver: what writes a checkpoint, and what reads it back into variables."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.device import DeviceSpec
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.placeholder import placeholder_with_default
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control.grouping import group, with_dependencies
from scopeflow.ops.saving import checkpoints, tables
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.joining import string_join
from scopeflow.train import saveable as saving
from scopeflow.train.saveable import SaveableObject as Saveable

_V1, _V2 = 1, 2


class BaseSaverBuilder:
    """Builds a Saver's nodes, each object's tensors read by a node of its own; a subclass may write or read in its own way.

    Args:
      write_version: the format of checkpoints, of `SaverDef`.
    """

    SaveSpec = saving.SaveSpec
    SaveableObject = saving.SaveableObject
    VariableSaveable = saving.RefSaveable
    ResourceVariableSaveable = saving.ResourceSaveable

    def __init__(self, write_version: int = 2) -> None:
        self._write_version = write_version

    def save_op(self, filename_tensor: Tensor, saveables: Sequence[Saveable]) -> Any:
        """The node that writes them to one checkpoint."""
        names, slices, tensors = [], [], []
        for saveable in saveables:
            for spec in saveable.specs:
                names.append(spec.name)
                slices.append(spec.slice_spec)
                tensors.append(spec.tensor)
        if self._write_version == _V1:
            return tables.save_slices(filename_tensor, names, slices, tensors, name="save")
        if self._write_version != _V2:
            raise RuntimeError("Unexpected write_version: " + str(self._write_version))
        return checkpoints.save_v2(filename_tensor, names, slices, tensors)

    def restore_op(
        self, filename_tensor: Tensor, saveable: Saveable, preferred_shard: int
    ) -> list[Tensor]:
        """Reads one object's tensors, each in a node of its own."""
        return [_read(filename_tensor, [spec])[0] for spec in saveable.specs]

    def bulk_restore(
        self,
        filename_tensor: Tensor,
        saveables: Sequence[Saveable],
        preferred_shard: int,
        restore_sequentially: bool,
    ) -> list[Tensor]:
        """Reads all their tensors, each object's on its own device."""
        read: list[Tensor] = []
        for saveable in saveables:
            device = saveable.device
            with get_default_graph().device(_on_cpu(device) if device else None):
                read += self.restore_op(filename_tensor, saveable, preferred_shard)
        return read

    def sharded_filename(self, filename_tensor: Tensor, shard: int, num_shards: Tensor) -> Tensor:
        """The name of one shard."""
        return checkpoints.sharded_filename(filename_tensor, shard, num_shards)

    def build(
        self,
        names_to_saveables: Any,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        filename: str | None = "model",
    ) -> Any:
        """Adds the nodes and tells their names, in a SaverDef."""
        from tensorboard.compat.proto.saver_pb2 import SaverDef

        found = saving.saveables(saving.by_name(names_to_saveables))
        graph = get_default_graph()
        with name_scope(name, "save", [saveable.op for saveable in found]) as scope:
            file = placeholder_with_default(filename or "model", (), name="filename")
            file = placeholder_with_default(file, (), name="Const")
            if sharded:
                groups = _by_device(found)
                saved = self._save_shards(file, groups)
                restores = []
                for shard, (device, part) in enumerate(groups):
                    with graph.device(_on_cpu(device)):
                        read = self._restored(file, part, shard, restore_sequentially)
                    with graph.device(device):
                        restores.append(
                            group(*self._assigned(part, read, reshape), name="restore_shard")
                        )
                restored = group(*restores, name="restore_all")
            else:
                saved = with_dependencies([self.save_op(file, found)], file)
                read = self._restored(file, found, -1, restore_sequentially)
                restored = group(*self._assigned(found, read, reshape), name="restore_all")
            del scope
        return SaverDef(
            filename_tensor_name=file.name,
            save_tensor_name=saved.name,
            restore_op_name=restored.name,
            max_to_keep=max_to_keep,
            sharded=sharded,
            keep_checkpoint_every_n_hours=keep_checkpoint_every_n_hours,
            version=self._write_version,
        )

    def _restored(
        self, file: Tensor, found: Sequence[Saveable], shard: int, sequentially: bool
    ) -> list[Tensor]:
        read = self.bulk_restore(file, found, shard, sequentially)
        return list(read) if isinstance(read, (list, tuple)) else [read]

    def _assigned(self, found: Sequence[Saveable], read: list[Tensor], reshape: bool) -> list[Any]:
        assigned, at = [], 0
        for saveable in found:
            shapes = None
            if reshape:
                shapes = []
                for spec in saveable.specs:
                    tensor = spec.tensor
                    static = tensor.get_shape()
                    known = static.is_fully_defined()
                    shapes.append(static.as_list() if known else shape_of(tensor))
            count = len(saveable.specs)
            assigned.append(saveable.restore(read[at : at + count], shapes))
            at += count
        return assigned

    def _save_tables(self, file: Tensor, groups: Sequence[tuple[str, list[Saveable]]]) -> Tensor:
        """A file of version 1 for each device; they are known by a pattern."""
        graph = get_default_graph()
        count = constant(len(groups), name="num_shards")
        saved = []
        for shard, (device, found) in enumerate(groups):
            with graph.device(_on_cpu(device)):
                part = self.sharded_filename(file, shard, count)
                saved.append(with_dependencies([self.save_op(part, found)], part))
        with graph.control_dependencies([part.op for part in saved]):
            return checkpoints.sharded_filespec(file, count)

    def _save_shards(self, file: Tensor, groups: Sequence[tuple[str, list[Saveable]]]) -> Tensor:
        if self._write_version == _V1:
            return self._save_tables(file, groups)
        graph = get_default_graph()
        # a directory of its own for each Saver, so that several write side by side
        prefix = string_join([file, f"_temp_{uuid.uuid4().hex}/part"])
        count = constant(len(groups), name="num_shards")
        parts, saved = [], []
        for shard, (device, found) in enumerate(groups):
            with graph.device(_on_cpu(device)):
                part = self.sharded_filename(prefix, shard, count)
                parts.append(part)
                saved.append(with_dependencies([self.save_op(part, found)], part))
        last = _on_cpu(groups[-1][0])
        with graph.control_dependencies([part.op for part in saved]), graph.device(last):
            merged = checkpoints.merge_v2_checkpoints(parts, file, delete_old_dirs=True)
            with graph.control_dependencies([merged]):
                return identity(file)


class BulkSaverBuilder(BaseSaverBuilder):
    """Builds a Saver's nodes, all tensors of a device read by one node."""

    def bulk_restore(
        self,
        filename_tensor: Tensor,
        saveables: Sequence[Saveable],
        preferred_shard: int,
        restore_sequentially: bool,
    ) -> list[Tensor]:
        """Reads all their tensors in one node."""
        specs = [spec for saveable in saveables for spec in saveable.specs]
        with get_default_graph().device("cpu:0"):
            return _read(filename_tensor, specs)


def _read(file: Tensor, specs: Sequence[saving.SaveSpec]) -> list[Tensor]:
    return checkpoints.restore_v2(
        file,
        [spec.name for spec in specs],
        [spec.slice_spec for spec in specs],
        [spec.dtype for spec in specs],
    )


def _by_device(found: Sequence[Saveable]) -> list[tuple[str, list[Saveable]]]:
    groups: dict[str, list[Saveable]] = {}
    for saveable in found:
        groups.setdefault(saving.device_of(saveable), []).append(saveable)
    return sorted(groups.items())


def _on_cpu(device: str) -> str:
    spec = DeviceSpec.from_string(device)
    return DeviceSpec(
        job=spec.job, replica=spec.replica, task=spec.task, device_type="CPU", device_index=0
    ).to_string()
