"""tf.train.warm_start: many variables that begin as a checkpoint says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.platform import logging as tf_logging
from scopeflow.train.checkpoint_state import latest_checkpoint
from scopeflow.train.vocabularies import VocabInfo, remapped_value
from scopeflow.train.warm_starting import init_from_checkpoint
from scopeflow.variables.variable import Variable

_PART = re.compile(r"/part_\d+$")


def warm_start(
    ckpt_to_initialize_from: Any,
    vars_to_warm_start: Any = ".*",
    var_name_to_vocab_info: dict[str, VocabInfo] | None = None,
    var_name_to_prev_var_name: dict[str, str] | None = None,
) -> None:
    """Makes variables' initializers read a checkpoint, also where words have got other rows since.

    Args:
      ckpt_to_initialize_from: the checkpoint's name, or a directory whose newest is taken.
      vars_to_warm_start: a regular expression for the names of trainable variables; a list of such for those of all
        variables; a list of variables; or None for those of `var_name_to_vocab_info` only.
      var_name_to_vocab_info: by the names of variables, their vocabularies now and then.
      var_name_to_prev_var_name: by the names of variables, what they are called in the checkpoint, where that is another
        name.

    Raises:
      ValueError: if an argument is of another kind, a name in one of the dicts was not used, or a variable is not in the
        checkpoint.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> folder = tempfile.mkdtemp()
    >>> for name, words in (("old", "cat dog"), ("new", "bird dog cat")):
    ...     with open(f"{folder}/{name}", "w") as file:
    ...         _ = file.write(words.replace(" ", chr(10)))
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("words", initializer=[[1.0], [2.0]])
    ...     sess.run(v.initializer)
    ...     path = tf.train.Saver().save(sess, folder + "/model")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("words", [3, 1])
    ...     info = tf.train.VocabInfo(folder + "/new", 3, 0, folder + "/old")
    ...     tf.train.warm_start(path, var_name_to_vocab_info={"words": info})
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(v).tolist()
    [[0.0], [2.0], [1.0]]

    ```
    """
    vocabularies = dict(var_name_to_vocab_info or {})
    earlier = dict(var_name_to_prev_var_name or {})
    path = text_of_path(ckpt_to_initialize_from)
    grouped = _grouped(_chosen(vars_to_warm_start, vocabularies))
    tf_logging.info("Warm-starting from: %s", path)
    plain: dict[str, Any] = {}
    unused_names, unused_vocabularies = set(earlier), set(vocabularies)
    for name, variables in grouped.items():
        unused_names.discard(name)
        stored = earlier.get(name) or name
        info = vocabularies.get(name)
        if info is not None:
            unused_vocabularies.discard(name)
            _start_with_words(path, stored, info, variables)
        elif vars_to_warm_start:
            plain[stored] = variables[0] if len(variables) == 1 else variables
    if plain:
        init_from_checkpoint(path, plain)
    for what, unused in (
        ("var_name_to_prev_var_name", unused_names),
        ("var_name_to_vocab_info", unused_vocabularies),
    ):
        if unused:
            raise ValueError(
                f"You provided the following variables in {what} that were not used: {unused}.  Perhaps you misspelled them?  "
                f"Here is the list of viable variable names: {list(grouped)}"
            )


def _chosen(wish: Any, vocabularies: dict[str, VocabInfo]) -> list[Any]:
    graph = get_default_graph()
    if wish is None:
        everything = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
        return [variable for variable in everything if _whole_name(variable) in vocabularies]
    if isinstance(wish, str):
        return graph.get_collection(GraphKeys.TRAINABLE_VARIABLES, wish)
    if not isinstance(wish, list):
        raise ValueError(
            f"`vars_to_warm_start must be a `list` or `str`.  Given type is {type(wish)}"
        )
    if all(isinstance(item, str) for item in wish):
        found: list[Any] = []
        for pattern in wish:
            found += graph.get_collection(GraphKeys.GLOBAL_VARIABLES, pattern)
        return found
    flat = [part for item in wish for part in (item if isinstance(item, list) else [item])]
    if not all(isinstance(item, Variable) for item in flat):
        raise ValueError(
            "If `vars_to_warm_start` is a list, it must be all `Variable` or all `str`.  Given types are "
            f"{[type(item) for item in wish]}"
        )
    return flat


def _whole_name(variable: Any) -> str:
    info = variable._save_slice_info
    return _PART.sub("", variable.op.name) if info is not None else variable.op.name


def _grouped(variables: Iterable[Any]) -> dict[str, list[Any]]:
    """The variables by the name of the whole; the parts of one in their order."""
    found: dict[str, list[Any]] = {}
    for variable in variables:
        parts = found.setdefault(_whole_name(variable), [])
        if not any(variable is part for part in parts):
            parts.append(variable)
    return found


def _start_with_words(path: str, stored: str, info: VocabInfo, variables: list[Any]) -> None:
    file = latest_checkpoint(path) if filesystem.is_directory(path) else path
    for variable in variables:
        shape: list[int] = [int(size) for size in variable.shape]
        part = variable._save_slice_info
        full = shape if part is None else list(part.full_shape)
        offset = [0] * len(shape) if part is None else list(part.var_offset)
        value = remapped_value(str(file), stored, info, full, offset, shape)
        value.set_shape(shape)
        variable._initializer_op = variable.assign(value, use_locking=True)
        variable._initial_value = value
