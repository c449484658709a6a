"""Graphs with their collections and Saver in files: export_meta_graph, import_meta_graph."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.formats.op_defs import op_def_of
from scopeflow.formats.text import read_proto, write_proto
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.logger import get_logger
from scopeflow.ops.catalog import find
from scopeflow.ops.importing import import_graph_def
from scopeflow.variables.variable import Variable
from scopeflow.version import GIT_VERSION, VERSION

# Collections whose items are kept as VariableDef protos.
_OF_VARIABLES = (
    GraphKeys.GLOBAL_VARIABLES,
    GraphKeys.TRAINABLE_VARIABLES,
    GraphKeys.MOVING_AVERAGE_VARIABLES,
    GraphKeys.LOCAL_VARIABLES,
    GraphKeys.MODEL_VARIABLES,
    GraphKeys.GLOBAL_STEP,
    GraphKeys.METRIC_VARIABLES,
)
# Collections of protos that are not turned into objects again.
_NOT_READ = (GraphKeys.COND_CONTEXT, GraphKeys.WHILE_CONTEXT, GraphKeys.QUEUE_RUNNERS)


def export_meta_graph(
    filename: Any = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Sequence[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
    **kwargs: Any,
) -> Any:
    """A graph, its collections and a Saver's SaverDef as a MetaGraphDef proto.

    Collections of variables, of nodes, and of numbers or text are kept; others are left out, with a warning.

    Args:
      filename: the file to write it to, if any; its directory is made.
      meta_info_def: a MetaInfoDef to begin with.
      graph_def: the graph's GraphDef; that of `graph` if None.
      saver_def: the SaverDef.
      collection_list: the collections to keep; all if None.
      as_text: write the text form.
      graph: the graph; None for the default one.
      export_scope, save_debug_info: not supported.
      clear_devices: leave the nodes' devices out.
      clear_extraneous_savers: leave out the collection of other Savers.
      strip_default_attrs: leave out attributes that have their defaults.

    Returns:
      The MetaGraphDef.

    Raises:
      TypeError: if something is of the wrong type.
      NotImplementedError: for the arguments that are not supported.
    """
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

    if export_scope or save_debug_info or kwargs:
        raise NotImplementedError("export_scope and save_debug_info are not supported.")
    if graph is not None and not isinstance(graph, Graph):
        raise TypeError(f"graph must be of type Graph, not {type(graph)}")
    if graph_def is not None and not isinstance(graph_def, GraphDef):
        raise TypeError(f"graph_def must be of type GraphDef, not {type(graph_def)}")
    graph = graph or get_default_graph()
    meta = MetaGraphDef()
    if meta_info_def is not None:
        meta.meta_info_def.CopyFrom(meta_info_def)
    info = meta.meta_info_def
    info.tensorflow_version, info.tensorflow_git_version = VERSION, GIT_VERSION
    meta.graph_def.CopyFrom(graph_def or graph.as_graph_def(add_shapes=True))
    if clear_devices:
        for node in meta.graph_def.node:
            node.device = ""
    _fill_ops(meta, strip_default_attrs)
    for key in collection_list if collection_list is not None else graph.get_all_collection_keys():
        if clear_extraneous_savers and key == GraphKeys.SAVERS:
            continue
        _add_collection(meta, key, graph.get_collection(key))
    if saver_def is not None:
        meta.saver_def.CopyFrom(saver_def)
    if filename:
        path = text_of_path(filename)
        filesystem.make_parents(path)
        _write(path, meta, as_text)
    return meta


def _write(path: str, meta: Any, as_text: bool) -> None:
    """Writes the file under another name first, so that a write that fails leaves the one there was."""
    waiting = f"{path}.tmp{os.urandom(8).hex()}"
    try:
        write_proto(waiting, meta, as_text)
        filesystem.rename(waiting, path, overwrite=True)
    except BaseException:
        if filesystem.exists(waiting):
            filesystem.remove(waiting)
        raise


def _fill_ops(meta: Any, strip_default_attrs: bool) -> None:
    info = meta.meta_info_def
    kinds = sorted({node.op for node in meta.graph_def.node})
    known = {kind: found for kind in kinds if (found := find(kind)) is not None}
    for kind in known.values():
        info.stripped_op_list.op.append(op_def_of(kind))
    if strip_default_attrs:
        defaults = {
            op.name: {attr.name: attr.default_value for attr in op.attr if attr.HasField("default_value")}
            for op in info.stripped_op_list.op
        }  # fmt: skip
        for node in meta.graph_def.node:
            for name, value in defaults.get(node.op, {}).items():
                if name in node.attr and node.attr[name] == value:
                    del node.attr[name]
        info.stripped_default_attrs = True


def _add_collection(meta: Any, key: Any, items: list[Any]) -> None:
    if not isinstance(key, str) or not items:
        if items:
            get_logger().warning("Only collections with string type keys will be serialized.")
        return
    first = items[0]
    if key in _OF_VARIABLES or isinstance(first, Variable):
        if not all(hasattr(item, "to_proto") for item in items):
            _leave_out(key)
            return
        protos = [item.to_proto().SerializeToString() for item in items]
        meta.collection_def[key].bytes_list.value.extend(protos)
    elif all(isinstance(item, (Tensor, Operation)) for item in items):
        meta.collection_def[key].node_list.value.extend(item.name for item in items)
    elif all(isinstance(item, (str, bytes)) for item in items):
        texts = [item.encode() if isinstance(item, str) else item for item in items]
        meta.collection_def[key].bytes_list.value.extend(texts)
    elif all(isinstance(item, int) for item in items):
        meta.collection_def[key].int64_list.value.extend(items)
    elif all(isinstance(item, (int, float)) for item in items):
        meta.collection_def[key].float_list.value.extend(items)
    elif key == GraphKeys.SAVERS and all(getattr(item, "saver_def", None) for item in items):
        protos = [item.to_proto().SerializeToString() for item in items]
        meta.collection_def[key].bytes_list.value.extend(protos)
    else:
        _leave_out(key)


def _leave_out(key: str) -> None:
    get_logger().warning(
        "Issue encountered when serializing %s. Type is unsupported, or the types of the items don't match field type in "
        "CollectionDef. Note this is a warning and probably safe to ignore.",
        key,
    )


def import_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    import_scope: str | None = None,
    **kwargs: Any,
) -> Any:
    """Adds a MetaGraphDef's nodes and collections to the default graph.

    Args:
      meta_graph_or_file: the proto, or the name of a file with it in either form.
      clear_devices: leave the nodes' devices out.
      import_scope: a name scope to put all under.
      **kwargs: options of the Saver.

    Returns:
      (Queue runners and the contexts of branches and loops are left out, with a warning.)
      A Saver that uses the nodes of the one that was exported; a new one if none was but there are variables;
      None otherwise.

    Raises:
      IOError: if there is no such file.
      OpError, ValueError: if it is no meta graph.
    """
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

    from scopeflow.train.saver import Saver

    meta = meta_graph_or_file
    if not isinstance(meta, MetaGraphDef):
        path = text_of_path(meta)
        if not filesystem.exists(path):
            raise OSError(f"File {path} does not exist.")
        meta = read_proto(path, MetaGraphDef())
    graph_def = meta.graph_def
    if clear_devices:
        copied = type(graph_def)()
        copied.CopyFrom(graph_def)
        for node in copied.node:
            node.device = ""
        graph_def = copied
    import_graph_def(graph_def, name=import_scope or "")
    graph = get_default_graph()
    made: dict[str, Any] = {}  # one object for a variable, whichever collections it is in
    for key, collection in sorted(meta.collection_def.items()):
        if key in _NOT_READ:
            get_logger().warning("The collection %s of the meta graph is left out.", key)
            continue
        for item in _items(graph, key, collection, import_scope, made):
            graph.add_to_collection(key, item)
    if meta.HasField("saver_def"):
        return Saver(saver_def=_copy(meta.saver_def), name=import_scope, **kwargs)
    scoped = import_scope or None
    if graph.get_collection(GraphKeys.GLOBAL_VARIABLES, scoped):
        return Saver(**kwargs)
    return None


def _copy(proto: Any) -> Any:
    # the Saver puts its name scope in front of the names
    copied = type(proto)()
    copied.CopyFrom(proto)
    return copied


def _items(
    graph: Graph, key: str, collection: Any, scope: str | None, made: dict[str, Any]
) -> list[Any]:
    from tensorboard.compat.proto.saver_pb2 import SaverDef
    from tensorboard.compat.proto.variable_pb2 import VariableDef

    kind = collection.WhichOneof("kind")
    if kind is None:
        return []
    values = getattr(collection, kind).value
    if kind == "node_list":
        return [graph.as_graph_element(f"{scope}/{name}" if scope else name) for name in values]
    if kind != "bytes_list":
        return [int(value) if kind == "int64_list" else float(value) for value in values]
    if key in _OF_VARIABLES:
        found = []
        for value in values:
            if value not in made:
                proto = VariableDef.FromString(value)
                made[value] = Variable.from_proto(proto, import_scope=scope)
            found.append(made[value])
        return found
    if key == GraphKeys.SAVERS:
        from scopeflow.train.saver import Saver

        return [Saver.from_proto(SaverDef.FromString(value), scope) for value in values]
    return list(values)
