"""The collections of a graph as protos, and as objects again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.formats.messages import message
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.scoped_names import cut_scope, put_under
from scopeflow.ops.control import context_protos
from scopeflow.platform import logging as tf_logging
from scopeflow.variables.variable import Variable

# Collections whose items are kept as VariableDef protos.
OF_VARIABLES = (
    GraphKeys.GLOBAL_VARIABLES,
    GraphKeys.TRAINABLE_VARIABLES,
    GraphKeys.MOVING_AVERAGE_VARIABLES,
    GraphKeys.LOCAL_VARIABLES,
    GraphKeys.MODEL_VARIABLES,
    GraphKeys.GLOBAL_STEP,
    GraphKeys.METRIC_VARIABLES,
)


def _reader_of(key: str) -> Callable[[bytes, str | None], Any] | None:
    """What makes the objects of a collection that is kept as protos."""
    if key in OF_VARIABLES:
        return _variable
    return {
        GraphKeys.QUEUE_RUNNERS: _queue_runner,
        GraphKeys.SAVERS: _saver,
        GraphKeys.COND_CONTEXT: _context_reader("CondContextDef"),
        GraphKeys.WHILE_CONTEXT: _context_reader("WhileContextDef"),
    }.get(key)


def _variable(data: bytes, scope: str | None) -> Any:
    from tensorboard.compat.proto.variable_pb2 import VariableDef

    return Variable.from_proto(VariableDef.FromString(data), import_scope=scope)


def _queue_runner(data: bytes, scope: str | None) -> Any:
    from scopeflow.train.queue_runner import QueueRunner

    proto = message("QueueRunnerDef").FromString(data)
    return QueueRunner.from_proto(proto, import_scope=scope)


def _saver(data: bytes, scope: str | None) -> Any:
    from tensorboard.compat.proto.saver_pb2 import SaverDef

    from scopeflow.train.saver import Saver

    return Saver.from_proto(SaverDef.FromString(data), import_scope=scope)


def _context_reader(kind: str) -> Callable[[bytes, str | None], Any]:
    return lambda data, scope: context_protos.from_proto(message(kind).FromString(data), scope)


# -- out -------------------------------------------------------------------------------------------


def add_collection(
    meta: Any, key: Any, items: list[Any], export_scope: str | None, saver_def: Any = None
) -> None:
    """Puts a collection into a MetaGraphDef; one of another kind of item is left out, with a warning.

    Args:
      meta: the MetaGraphDef.
      key: the collection's name.
      items: what is in it.
      export_scope: a name scope to cut off names; what stands outside it is left out.
      saver_def: for the collection of Savers, the only one to keep.
    """
    if not isinstance(key, (str, bytes)):
        tf_logging.warning(
            "Only collections with string type keys will be serialized. This key has %s", type(key)
        )
        return
    name = key.decode() if isinstance(key, bytes) else key
    try:
        if saver_def is not None:
            meta.collection_def[name].bytes_list.value.append(saver_def.SerializeToString())
        elif _reader_of(name) is not None:
            found = [_proto_of(item, export_scope) for item in items]
            protos = [proto for proto in found if proto is not None]
            if protos:
                texts = [proto.SerializeToString(deterministic=True) for proto in protos]
                meta.collection_def[name].bytes_list.value.extend(texts)
        else:
            _add_plain(meta, name, items, export_scope)
    except Exception as error:
        tf_logging.warning(
            "Issue encountered when serializing %s.\nType is unsupported, or the types of the items don't match field type "
            "in CollectionDef. Note this is a warning and probably safe to ignore.\n%s",
            name,
            error,
        )
        if name in meta.collection_def:
            del meta.collection_def[name]


def _proto_of(item: Any, scope: str | None) -> Any:
    if hasattr(item, "to_proto"):
        return item.to_proto(export_scope=scope)
    return context_protos.to_proto(item, scope)


def _add_plain(meta: Any, name: str, items: list[Any], scope: str | None) -> None:
    if not items:
        return
    first = items[0]
    if isinstance(first, (str, bytes)):
        texts = [item.encode() if isinstance(item, str) else item for item in items]
        meta.collection_def[name].bytes_list.value.extend(texts)
    elif type(first) in (int, bool):
        meta.collection_def[name].int64_list.value.extend(
            int(item) if isinstance(item, bool) else item for item in items
        )
    elif type(first) is float:
        meta.collection_def[name].float_list.value.extend(items)
    elif type(first).__name__ == "Any" and hasattr(first, "Pack"):
        meta.collection_def[name].any_list.value.extend(items)
    else:
        # the names of nodes, tensors, and of whatever else has one
        names = [item.name for item in items]
        kept = [cut_scope(one, scope) for one in names if not scope or one.startswith(scope)]
        meta.collection_def[name].node_list.value.extend(kept)


# -- in --------------------------------------------------------------------------------------------


def items_of(
    graph: Graph, key: str, collection: Any, scope: str | None, made: dict[bytes, Any]
) -> list[Any]:
    """The items of a CollectionDef, over nodes that are in the graph.

    Args:
      graph: the graph.
      key: the collection's name.
      collection: the CollectionDef.
      scope: the name scope that the nodes stand under.
      made: variables that were made for other collections, by their bytes; new ones are added.
    """
    kind = collection.WhichOneof("kind")
    if kind is None:
        tf_logging.error("Cannot identify data type for collection %s. Skipping.", key)
        return []
    values = getattr(collection, kind).value
    read = _reader_of(key)
    if kind == "bytes_list" and read is not None:
        if key not in OF_VARIABLES:
            return [read(value, scope) for value in values]
        # one object for a variable, whichever collections it is in
        for value in values:
            if value not in made:
                made[value] = read(value, scope)
        return [made[value] for value in values]
    if kind == "node_list":
        return [graph.as_graph_element(put_under(name, scope)) for name in values]
    if kind == "int64_list":
        return [int(value) for value in values]
    if kind == "bytes_list" and scope:
        # TensorFlow takes texts of a collection for names
        return [put_under(value.decode("utf-8", "surrogateescape"), scope) for value in values]
    return list(values)
