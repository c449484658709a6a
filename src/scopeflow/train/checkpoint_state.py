"""The file `checkpoint`, which names a directory's checkpoints, and what is asked about them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.formats.messages import message
from scopeflow.platform import logging as tf_logging

_V1, _V2 = 1, 2


def _state_file(directory: str, latest_filename: str | None) -> str:
    return os.path.join(directory, latest_filename or "checkpoint")


def generate_checkpoint_state_proto(
    save_dir: Any,
    model_checkpoint_path: Any,
    all_model_checkpoint_paths: Sequence[Any] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> Any:
    """The CheckpointState of a directory, its paths relative to it where both are relative.

    Args:
      save_dir: the directory.
      model_checkpoint_path: the newest checkpoint.
      all_model_checkpoint_paths: all of them, the newest last.
      all_model_checkpoint_timestamps: when each was made, in seconds since 1970.
      last_preserved_timestamp: when the last of those was made that are kept for good.

    Raises:
      ValueError: if there are not as many times as paths.
    """
    model_checkpoint_path = text_of_path(model_checkpoint_path)
    paths = [text_of_path(path) for path in all_model_checkpoint_paths or ()]
    times = all_model_checkpoint_timestamps
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    if times and len(times) != len(paths):
        raise ValueError(
            f"Checkpoint timestamps, if provided, must match checkpoint paths (got paths {paths} and timestamps {times})"
        )
    if not os.path.isabs(save_dir):
        paths = [p if os.path.isabs(p) else os.path.relpath(p, save_dir) for p in paths]
        if not os.path.isabs(model_checkpoint_path):
            model_checkpoint_path = os.path.relpath(model_checkpoint_path, save_dir)
    return message("CheckpointState")(
        model_checkpoint_path=model_checkpoint_path,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def update_checkpoint_state(
    save_dir: Any,
    model_checkpoint_path: Any,
    all_model_checkpoint_paths: Sequence[Any] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:
    """Writes the file `checkpoint` of a directory, whole or not at all.

    Args:
      latest_filename: another name for the file.
      Others: see `generate_checkpoint_state_proto`.

    Raises:
      RuntimeError: if the file would bear the checkpoint's own name.
      OpError: if it cannot be written.
    """
    write_state(
        save_dir,
        model_checkpoint_path,
        all_model_checkpoint_paths,
        latest_filename,
        False,
        all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )


def write_state(
    save_dir: Any,
    model_checkpoint_path: Any,
    all_paths: Sequence[Any] | None,
    latest_filename: str | None,
    save_relative_paths: bool,
    times: Sequence[float] | None = None,
    last_preserved: float | None = None,
) -> None:
    """`update_checkpoint_state`, which may make all paths relative to the directory."""
    from google.protobuf import text_format

    directory = text_of_path(save_dir)
    newest = text_of_path(model_checkpoint_path)
    paths = list(all_paths or ())
    if save_relative_paths:
        newest = os.path.relpath(newest, directory) if os.path.isabs(newest) else newest
        paths = [os.path.relpath(p, directory) if os.path.isabs(p) else p for p in paths]
    file = _state_file(directory, latest_filename)
    state = generate_checkpoint_state_proto(directory, newest, paths, times, last_preserved)
    if file == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{model_checkpoint_path}' conflicts with path used for checkpoint state.  Please use a different save path."
        )
    waiting = f"{file}.tmp{os.urandom(8).hex()}"
    with filesystem.opened(waiting, "wb") as out:
        out.write(text_format.MessageToString(state).encode())
    filesystem.rename(waiting, file, overwrite=True)


def get_checkpoint_state(checkpoint_dir: Any, latest_filename: str | None = None) -> Any:
    """What the file `checkpoint` of a directory says, as a CheckpointState proto, its paths complete.

    Args:
      checkpoint_dir: the directory.
      latest_filename: another name of the file.

    Returns:
      The proto; None if there is no such file or it cannot be read.

    Raises:
      ValueError: if the file names no checkpoint.
    """
    from google.protobuf import text_format

    directory = text_of_path(checkpoint_dir)
    file = _state_file(directory, latest_filename)
    try:
        if not filesystem.exists(file):
            return None
        with filesystem.opened(file, "rb") as found:
            state = text_format.Parse(found.read().decode(), message("CheckpointState")())
    except (errors.OpError, text_format.ParseError, UnicodeDecodeError) as error:
        tf_logging.warning("%s: %s", type(error).__name__, error)
        tf_logging.warning("%s: Checkpoint ignored", file)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(
            f"Invalid checkpoint state loaded from {directory}. It names no checkpoint."
        )
    state.model_checkpoint_path = os.path.join(directory, state.model_checkpoint_path)
    paths = [os.path.join(directory, path) for path in state.all_model_checkpoint_paths]
    state.all_model_checkpoint_paths[:] = paths
    return state


def latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The name of a directory's newest checkpoint, for `Saver.restore`; None if there is none.

    Args:
      checkpoint_dir: the directory.
      latest_filename: another name of the file `checkpoint` in it.
    """
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    path: str = state.model_checkpoint_path
    if checkpoint_exists(path):
        return path
    tf_logging.error("Couldn't match files for checkpoint %s", path)
    return None


def checkpoint_exists(checkpoint_prefix: Any) -> bool:
    """Whether there is a checkpoint of this name, of either version."""
    prefix = text_of_path(checkpoint_prefix)
    return bool(filesystem.matching(prefix + ".index") or filesystem.matching(prefix))


def get_checkpoint_mtimes(checkpoint_prefixes: Sequence[Any]) -> list[float]:
    """When each checkpoint was written, in whole seconds since 1970; those that are missing are left out."""
    found = []
    for prefix in map(text_of_path, checkpoint_prefixes):
        for pattern in (prefix + ".index", prefix):
            files = filesystem.matching(pattern)
            if files:
                found.append(float(filesystem.stat(files[0]).mtime_nsec // 10**9))
                break
    return found


def remove_checkpoint(
    checkpoint_prefix: Any, checkpoint_format_version: int = _V2, meta_graph_suffix: str = "meta"
) -> None:
    """Removes a checkpoint's files, its meta graph among them.

    Args:
      checkpoint_prefix: the checkpoint's name.
      checkpoint_format_version: of `SaverDef`.
      meta_graph_suffix: what the meta graph's file ends in.
    """
    prefix = text_of_path(checkpoint_prefix)
    # of a checkpoint in several files of version 1, whose name is a pattern, the graph bears the name without it
    whole = re.sub(r"-[\d?]+-of-\d+$", "", prefix)
    patterns = [f"{whole}.{meta_graph_suffix}"]
    if checkpoint_format_version == _V2:
        # the index goes first: without it nothing is taken for a checkpoint
        patterns += [prefix + ".index", prefix + ".data-?????-of-?????"]
    else:
        patterns.append(prefix)
    for pattern in patterns:
        for file in filesystem.matching(pattern):
            filesystem.remove(file)
