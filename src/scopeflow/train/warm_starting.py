"""Initializers that read a checkpoint: init_from_checkpoint."""

from __future__ import annotations

import re
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.graph.core import get_default_graph
from scopeflow.ops.saving.checkpoints import restore_v2
from scopeflow.train import saveable as saving
from scopeflow.train.checkpoint_reading import load_checkpoint
from scopeflow.train.checkpoint_state import latest_checkpoint
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.variable import Variable

_PART = re.compile(r"/part_\d+$")


def init_from_checkpoint(ckpt_dir_or_file: Any, assignment_map: dict[str, Any]) -> None:
    """Makes variables' initializers read their values from a checkpoint.

    Nothing is read before the initializers run.

    Args:
      ckpt_dir_or_file: the checkpoint's name, or a directory whose newest is taken.
      assignment_map: from names in the checkpoint to variables: `{"name": variable}`, `{"name": "name in the graph"}`,
        `{"scope/": "scope in the graph/"}`, `{"/": "/"}` for all; the slices of a partitioned variable as a list.

    Raises:
      ValueError: if a variable is not in the checkpoint or has another shape there.
      NotFoundError: if there is no such checkpoint.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> path = tempfile.mkdtemp() + "/model"
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("old/v", initializer=7.0)
    ...     sess.run(v.initializer)
    ...     path = tf.train.Saver().save(sess, path)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("new/v", shape=[])
    ...     tf.train.init_from_checkpoint(path, {"old/": "new/"})
    ...     sess.run(tf.global_variables_initializer())
    ...     float(sess.run(v))
    7.0

    ```
    """
    from scopeflow.scopes.state import variable_store

    path = text_of_path(ckpt_dir_or_file)
    stored = load_checkpoint(path).get_variable_to_shape_map()
    file = latest_checkpoint(path) if filesystem.is_directory(path) else path
    known = variable_store()._vars
    for name, wish in sorted(assignment_map.items()):
        target = _target(wish, known)
        if target is None:
            _initialize_scope(file, path, name, wish, stored, known)
            continue
        if name not in stored:
            raise ValueError(f"Tensor {name} is not found in {path} checkpoint {stored}")
        _check_shape(target, name, stored[name])
        _initialize(file, name, target)


def _target(wish: Any, known: dict[str, Any]) -> Any:
    """The variable, or list of slices, that is meant; None if it is a scope."""
    if isinstance(wish, (Variable, PartitionedVariable)) or (
        isinstance(wish, list) and all(isinstance(item, Variable) for item in wish)
    ):
        if isinstance(wish, list) and len(wish) == 1 and wish[0]._save_slice_info is None:
            return wish[0]
        return wish
    if wish in known:
        return known[wish]
    if f"{wish}/part_0" not in known:
        return None
    parts: list[Any] = []
    while f"{wish}/part_{len(parts)}" in known:
        parts.append(known[f"{wish}/part_{len(parts)}"])
    return parts


def _check_shape(target: Any, name: str, stored: list[int]) -> None:
    if isinstance(target, Variable):
        dims, title = target.shape, target.name
        if dims.is_compatible_with(stored):
            return
    else:
        parts = list(target)
        info = parts[0]._save_slice_info
        dims, title = info.full_shape, info.full_name
        if list(dims) == list(stored):
            return
    raise ValueError(
        f"Shape of variable {title} ({dims}) doesn't match with shape of tensor {name} ({stored}) from checkpoint reader."
    )


def _initialize_scope(
    file: Any, path: str, name: str, wish: str, stored: dict[str, Any], known: dict[str, Any]
) -> None:
    scope = wish[: wish.rindex("/")] if "/" in wish else ""
    if not name.endswith("/"):
        raise ValueError(
            f"Assignment map with scope only name {scope} should map to scope only {name}. Should be 'scope/': "
            "'other_scope/'."
        )
    for var_name in sorted(known):
        if scope and not var_name.startswith(scope + "/"):
            continue
        inner = var_name[len(scope) + 1 :]
        tensor = var_name if wish == "/" else inner
        if name != "/":
            tensor = name + tensor
        tensor = _PART.sub("", tensor)
        if tensor not in stored:
            inner = _PART.sub("", inner)
            raise ValueError(
                f"Tensor {tensor} ({inner} in {name}) is not found in {path} checkpoint"
            )
        _initialize(file, tensor, known[var_name])


def _initialize(file: Any, name: str, target: Any) -> None:
    if isinstance(target, Variable):
        info = target._save_slice_info
        _initialize_one(file, name, target, info.spec if info is not None else "")
        return
    whole = None
    for part in target:
        info = part._save_slice_info
        whole = info.full_name if whole is None else whole
        if whole != info.full_name:
            raise ValueError(
                f"Slices must all be from the same tensor: {whole} != {info.full_name}"
            )
        _initialize_one(file, name, part, info.spec)


def _initialize_one(file: Any, name: str, variable: Any, spec: str) -> None:
    with get_default_graph().device(saving.CPU):
        (value,) = restore_v2(
            file, [name], [spec], [variable.dtype.base_dtype], name="checkpoint_initializer"
        )
    (saveable,) = saving.saveables(saving.by_name([variable]))
    variable._initializer_op = saveable.restore([value], None)
    value.set_shape(variable.shape)
    variable._initial_value = value
