"""Variables found by name in checkpoints of objects: what a Saver does with a file of `tf.train.Checkpoint`."""

from __future__ import annotations

from typing import Any

from scopeflow import errors
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.ops.saving.saveable import SaveableObject
from scopeflow.train import saveable as saving


def keys_by_name(path: str) -> dict[str, str] | None:
    """By the names of variables when it was written, the keys of a checkpoint of objects; None if it is no such one."""
    from scopeflow.train.checkpoint import object_graph_in

    try:
        proto = object_graph_in(path)
    except errors.OpError:
        return None
    if proto is None:
        return None
    return {
        attribute.full_name: attribute.checkpoint_key
        for node in proto.nodes
        for attribute in node.attributes
    }


def renamed(var_list: Any, keys: dict[str, str]) -> list[SaveableObject]:
    """What a Saver saves, under the keys of a checkpoint of objects.

    Args:
      var_list: a Saver's; None for all variables of the default graph.
      keys: see `keys_by_name`.

    Raises:
      NotFoundError: if a variable's name is not among them.
    """
    if var_list is None:
        graph = get_default_graph()
        var_list = graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(
            GraphKeys.SAVEABLE_OBJECTS
        )
    found = saving.saveables(saving.by_name(var_list))
    names = {spec.name for saveable in found for spec in saveable.specs}
    missing, left = names - keys.keys(), keys.keys() - names
    if missing:
        text = f"\n\nExisting variables not in the checkpoint: {', '.join(sorted(missing))}\n\n"
        if left:
            text += (
                "Variables names when this checkpoint was written which don't exist now: "
                f"{', '.join(sorted(left))}\n\n"
            )
        text += (
            f"({len(names) - len(missing)} variable name(s) did match)\n\n"
            "Could not find some variables in the checkpoint (see names above). Saver was attempting to load an "
            "object-based checkpoint (saved using tf.train.Checkpoint or tf.keras.Model.save_weights) using variable names. "
            "Give the Saver a dict from the names above to variables, or load the checkpoint with tf.train.Checkpoint."
        )
        raise errors.NotFoundError(None, None, text)
    for saveable in found:
        for spec in saveable.specs:
            spec.name = keys[spec.name]
        saveable.name = keys.get(saveable.name, saveable.name)
    return found
