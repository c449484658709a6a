"""Graphs with their collections and Saver in files: export_meta_graph, import_meta_graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.formats.op_defs import op_def_of
from scopeflow.formats.text import read_proto, write_proto
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.ops.catalog import find
from scopeflow.ops.importing import import_graph_def
from scopeflow.platform import logging as tf_logging
from scopeflow.train.meta_collections import OF_VARIABLES, add_collection, items_of
from scopeflow.train.meta_parts import (
    nodes_of_other_savers,
    part_of,
    renamed_loops,
    without_devices,
)
from scopeflow.version import GIT_VERSION, VERSION

_UNBOUND_INPUTS = "unbound_inputs"


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

    Collections of variables, queue runners, Savers, branches and loops, of nodes, and of numbers or text are kept; others
    are left out, with a warning.

    Args:
      filename: the file to write it to, if any; its directory is made.
      meta_info_def: a MetaInfoDef to begin with.
      graph_def: the graph's GraphDef; that of `graph` if None.
      saver_def: the SaverDef.
      collection_list: the collections to keep; all if None.
      as_text: write the text form.
      graph: the graph; None for the default one.
      export_scope: only what stands in this name scope, which is cut off names. What its nodes take from outside is
        listed in the collection "unbound_inputs"; who imports it says what takes its place.
      clear_devices: leave the nodes' devices out.
      clear_extraneous_savers: leave out the nodes of Savers other than the one of `saver_def`.
      strip_default_attrs: leave out attributes that have their defaults.
      save_debug_info: accepted and ignored: no file of stack traces is written.

    Returns:
      The MetaGraphDef.

    Raises:
      TypeError: if something is of the wrong type.
    """
    return export_scoped_meta_graph(
        filename=filename,
        graph_def=graph_def,
        graph=graph,
        export_scope=export_scope,
        as_text=as_text,
        clear_devices=clear_devices,
        saver_def=saver_def,
        clear_extraneous_savers=clear_extraneous_savers,
        strip_default_attrs=strip_default_attrs,
        meta_info_def=meta_info_def,
        collection_list=collection_list,
        **kwargs,
    )[0]


def export_scoped_meta_graph(
    filename: Any = None,
    graph_def: Any = None,
    graph: Graph | None = None,
    export_scope: str | None = None,
    as_text: bool = False,
    unbound_inputs_col_name: str | None = _UNBOUND_INPUTS,
    clear_devices: bool = False,
    saver_def: Any = None,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
    meta_info_def: Any = None,
    collection_list: Sequence[str] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """What `export_meta_graph` makes, and the variables in it by the names they have there.

    Args:
      unbound_inputs_col_name: the collection that lists what nodes take from outside; None for none.
      Others: see `export_meta_graph`.
    """
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef
    from tensorboard.compat.proto.saver_pb2 import SaverDef

    for what, value, kind in (
        ("graph", graph, Graph),
        ("graph_def", graph_def, GraphDef),
        ("saver_def", saver_def, SaverDef),
        ("meta_info_def", meta_info_def, MetaGraphDef.MetaInfoDef),
    ):
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{what} must be of type {kind.__name__}, not {type(value)}")
    graph = graph or get_default_graph()
    whole = graph_def or graph.as_graph_def(add_shapes=True)
    left_out = nodes_of_other_savers(whole, saver_def) if clear_extraneous_savers else set()
    part, unbound = part_of(whole, export_scope, left_out)
    meta = MetaGraphDef()
    if meta_info_def is not None:
        meta.meta_info_def.CopyFrom(meta_info_def)
    info = meta.meta_info_def
    info.tensorflow_version, info.tensorflow_git_version = VERSION, GIT_VERSION
    meta.graph_def.CopyFrom(without_devices(part) if clear_devices else part)
    _fill_ops(meta, strip_default_attrs)
    for key in collection_list if collection_list is not None else graph.get_all_collection_keys():
        only = None
        if clear_extraneous_savers and key == GraphKeys.SAVERS:
            if saver_def is None:
                continue
            only = saver_def
        items = [
            item for item in graph.get_collection(key) if _belongs(item, export_scope, left_out)
        ]
        add_collection(meta, key, items, export_scope, only)
    if unbound and unbound_inputs_col_name is not None:
        texts = [name.encode() for name in unbound]
        meta.collection_def[unbound_inputs_col_name].bytes_list.value.extend(texts)
    if saver_def is not None:
        meta.saver_def.CopyFrom(saver_def)
    if filename:
        path = text_of_path(filename)
        filesystem.make_parents(path)
        _write(path, meta, as_text)
    return meta, _variables_in(graph, export_scope)


def _belongs(item: Any, scope: str | None, left_out: Collection[str]) -> bool:
    """Whether an item of a collection goes with the nodes; text is taken for a node's name."""
    name = item if isinstance(item, str) else getattr(item, "name", None)
    if not isinstance(name, str):
        return True
    return name.split(":")[0] not in left_out and (not scope or name.startswith(scope))


def _variables_in(graph: Graph, scope: str | None) -> dict[str, Any]:
    from scopeflow.graph.scoped_names import cut_scope

    found = graph.get_collection(GraphKeys.GLOBAL_VARIABLES, scope)
    return {cut_scope(variable.name, scope): variable for variable in found}


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
    if not info.HasField("stripped_op_list"):
        for kind in known.values():
            info.stripped_op_list.op.append(op_def_of(kind))
    if strip_default_attrs:
        strip_graph_default_valued_attrs(meta)


def strip_graph_default_valued_attrs(meta_graph_def: Any) -> None:
    """Takes out of a MetaGraphDef's nodes the attributes that have their defaults."""
    info = meta_graph_def.meta_info_def
    defaults = {
        op.name: {attr.name: attr.default_value for attr in op.attr if attr.HasField("default_value")}
        for op in info.stripped_op_list.op
    }  # fmt: skip
    for node in meta_graph_def.graph_def.node:
        for name, value in defaults.get(node.op, {}).items():
            if name in node.attr and node.attr[name] == value:
                del node.attr[name]
    info.stripped_default_attrs = True


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
      **kwargs: `input_map`: by names of tensors in the graph, tensors to take instead.

    Returns:
      A Saver that uses the nodes of the one that was exported; a new one if none was but there are variables;
      None otherwise.

    Raises:
      IOError: if there is no such file, or it holds no meta graph.
      ValueError: if the graph takes something from outside that `input_map` does not give.
    """
    meta = _read(meta_graph_or_file)
    variables, _ = import_scoped_meta_graph_with_return_elements(
        meta, clear_devices, None, import_scope, **kwargs
    )
    return _saver_for(meta, import_scope, variables)


def _saver_for(meta: Any, scope: str | None, variables: dict[str, Any]) -> Any:
    from scopeflow.train.saver import Saver

    if meta.HasField("saver_def"):
        # the scope that the nodes really got: its name may have been taken
        for name, variable in variables.items():
            scope = variable.name[: -len(name)].removesuffix("/")
            break
        copied = type(meta.saver_def)()
        copied.CopyFrom(meta.saver_def)
        return Saver(saver_def=copied, name=scope)
    graph = get_default_graph()
    if any(
        graph.get_collection(key, scope)
        for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.SAVEABLE_OBJECTS)
    ):
        return Saver()
    tf_logging.info("Saver not created because there are no variables in the graph to restore")
    return None


def _read(meta_graph_or_file: Any) -> Any:
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

    if isinstance(meta_graph_or_file, MetaGraphDef):
        return meta_graph_or_file
    path = text_of_path(meta_graph_or_file)
    if not filesystem.exists(path):
        raise OSError(f"File {path} does not exist.")
    try:
        return read_proto(path, MetaGraphDef())
    except ValueError as error:
        raise OSError(f"Cannot parse file {path}: {error}.") from None


def import_scoped_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    graph: Graph | None = None,
    import_scope: str | None = None,
    input_map: dict[str, Any] | None = None,
    unbound_inputs_col_name: str | None = _UNBOUND_INPUTS,
    restore_collections_predicate: Callable[[str], bool] = lambda key: True,
) -> dict[str, Any]:
    """Adds a MetaGraphDef's nodes and collections to a graph: its variables by their names before.

    Args:
      graph: the graph; None for the default one.
      input_map: by names of tensors in the meta graph, tensors to take instead.
      unbound_inputs_col_name: the collection that lists what must be in `input_map`.
      restore_collections_predicate: which collections to add.
      Others: see `import_meta_graph`.
    """
    return import_scoped_meta_graph_with_return_elements(
        meta_graph_or_file,
        clear_devices,
        graph,
        import_scope,
        input_map,
        unbound_inputs_col_name,
        restore_collections_predicate,
    )[0]


def import_scoped_meta_graph_with_return_elements(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    graph: Graph | None = None,
    import_scope: str | None = None,
    input_map: dict[str, Any] | None = None,
    unbound_inputs_col_name: str | None = _UNBOUND_INPUTS,
    restore_collections_predicate: Callable[[str], bool] = lambda key: True,
    return_elements: Sequence[str] | None = None,
) -> tuple[dict[str, Any], Any]:
    """`import_scoped_meta_graph`, and what `return_elements` names."""
    meta = _read(meta_graph_or_file)
    unbound = _UNBOUND_INPUTS if unbound_inputs_col_name is None else unbound_inputs_col_name
    if unbound in meta.collection_def:
        names = [name.decode() for name in meta.collection_def[unbound].bytes_list.value]
        missing = [name for name in names if name not in (input_map or {})]
        if missing:
            raise ValueError(
                f"Graph contains unbound inputs: {','.join(missing)}. Must provide these inputs through input_map."
            )
    graph = graph or get_default_graph()
    with graph.as_default():
        scope = graph.unique_name(import_scope or "", mark_as_used=False)
        nodes = without_devices(meta.graph_def) if clear_devices else meta.graph_def
        if scope:
            nodes = renamed_loops(nodes, scope)
        returned = import_graph_def(
            nodes, name=import_scope or scope, input_map=input_map, return_elements=return_elements
        )
        variables: dict[str, Any] = {}
        made: dict[bytes, Any] = {}
        for key, collection in sorted(meta.collection_def.items()):
            if key == unbound or not restore_collections_predicate(key):
                continue
            for item in items_of(graph, key, collection, scope, made):
                graph.add_to_collection(key, item)
                if key in OF_VARIABLES:
                    cut = len(scope) + 1 if scope else 0
                    variables[item.name[cut:]] = item
    return variables, returned


def copy_scoped_meta_graph(
    from_scope: str, to_scope: str, from_graph: Graph | None = None, to_graph: Graph | None = None
) -> dict[str, Any]:
    """Copies what stands in a name scope to another: the copied variables by their names without it.

    Args:
      from_scope, to_scope: the scopes.
      from_graph, to_graph: their graphs; None for the default one.

    Raises:
      ValueError: if both are the same.
    """
    from_graph = from_graph or get_default_graph()
    to_graph = to_graph or get_default_graph()
    if from_graph is to_graph and from_scope == to_scope:
        raise ValueError(
            f"'from_scope' and 'to_scope' need to be different when performing copy in the same graph. {from_scope}"
        )
    meta, _ = export_scoped_meta_graph(export_scope=from_scope, graph=from_graph)
    return import_scoped_meta_graph(meta, graph=to_graph, import_scope=to_scope)
