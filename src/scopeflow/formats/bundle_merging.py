"""Checkpoints that were written in parts, made one."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.formats.bundle_writer import data_file, encode_index, index_file


def merge(prefixes: Sequence[str], target: str, delete_old_dirs: bool) -> None:
    """Makes one checkpoint of several; their data files move to it.

    Args:
      prefixes: the checkpoints to merge.
      target: the name of the whole.
      delete_old_dirs: remove the directories of the parts, where nothing else is in them.

    Raises:
      NotFoundError: if a part is missing.
      InvalidArgumentError: if two parts hold one tensor.
    """
    entries: dict[bytes, Any] = {}
    moves: list[tuple[str, int]] = []
    for prefix in prefixes:
        found, shards = BundleReader(prefix).index()
        start = len(moves)
        for key, entry in found.items():
            _add(entries, key, entry, start)
        moves += [(data_file(prefix, shard, shards), start + shard) for shard in range(shards)]
    filesystem.make_parents(target)
    waiting = f"{index_file(target)}.merging{random.SystemRandom().getrandbits(63)}"
    with filesystem.opened(waiting, "wb") as file:
        file.write(encode_index(entries, len(moves)))
    for name, shard in moves:
        filesystem.rename(name, data_file(target, shard, len(moves)), overwrite=True)
    filesystem.rename(waiting, index_file(target), overwrite=True)
    for prefix in prefixes:
        filesystem.remove(index_file(prefix))
    if delete_old_dirs:
        for folder in {os.path.dirname(prefix) for prefix in prefixes}:
            if folder and folder != os.path.dirname(target):
                _remove_if_empty(folder)


def _add(entries: dict[bytes, Any], key: bytes, entry: Any, start: int) -> None:
    known = entries.get(key)
    entry.shard_id += start
    if known is None:
        entries[key] = entry
    elif known.slices and entry.slices:
        # two parts with slices of one tensor
        if known.shape != entry.shape or known.dtype != entry.dtype:
            raise errors.InvalidArgumentError(
                None, None, f"Merging slices of different tensors: {key.decode()}"
            )
        known.slices.extend(entry.slices)
    else:
        raise errors.InvalidArgumentError(
            None, None,
            f"Duplicate tensor keyed by {key.decode(errors='replace')} encountered, when merging prefixes",
        )  # fmt: skip


def _remove_if_empty(folder: str) -> None:
    away = filesystem.remote(folder)
    with contextlib.suppress(OSError):
        if away:
            away[0].rmdir(away[1])
        else:
            os.rmdir(filesystem.local(folder))
