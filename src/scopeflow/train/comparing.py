"""How a checkpoint and a graph differ, and what can be restored all the same: restore_report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from scopeflow.formats import filesystem, name_matching
from scopeflow.formats.checkpoint import Checkpoint, open_checkpoint
from scopeflow.formats.files import text_of_path
from scopeflow.formats.name_matching import Form
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.saving.saveable import SaveableObject
from scopeflow.train import saveable as saving
from scopeflow.train.checkpoint_state import latest_checkpoint
from scopeflow.train.object_graph import OBJECT_GRAPH_KEY
from scopeflow.train.object_names import keys_by_name
from scopeflow.train.report_text import html_of, rich_of, text_of
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.variable import Variable

_PART = re.compile(r"/part_\d+$")


class Wanted(NamedTuple):
    """What a Saver would restore under one name: its form, and the variable, by name if it is known no otherwise."""

    form: Form
    variable: Any


class Clash(NamedTuple):
    """A variable that the checkpoint has in another form."""

    name: str
    in_graph: Form
    in_checkpoint: Form


class RestoreReport:
    """What `tf.train.restore_report` found; printed, it says it in words.

    Attributes:
      checkpoint: the checkpoint's name.
      matched: names of variables that the checkpoint has as they are in the graph.
      missing: names that the checkpoint lacks.
      left_over: names in the checkpoint that no variable has.
      clashing: `(name, in_graph, in_checkpoint)` of variables with another shape or type there; `in_graph.dims` and
        `in_graph.dtype` say which.
      closest: from missing names to the most similar ones that are left over.
      assignment_map: what `tf.train.init_from_checkpoint` takes to restore all that can be matched, renamed or not.
    """

    def __init__(
        self,
        path: str,
        checkpoint: Checkpoint,
        wanted: Mapping[str, Wanted],
        known: set[str],
        keys: Mapping[str, str] | None = None,
    ) -> None:
        # a checkpoint of objects keeps a variable under a key that is not its name
        names = {name: name for name in checkpoint.names} if keys is None else dict(keys)
        stored = {
            name: Form(checkpoint.shape(key), checkpoint.dtype(key)) for name, key in names.items()
        }
        self.checkpoint = path
        self._keys = names
        self.missing = sorted(name for name in wanted if name not in stored)
        self.left_over = sorted(name for name in stored if name not in wanted)
        there = [name for name in sorted(wanted) if name in stored]
        self.clashing = [
            Clash(name, wanted[name].form, stored[name])
            for name in there
            if not wanted[name].form.fits(stored[name])
        ]
        odd = {clash.name for clash in self.clashing}
        self.matched = [name for name in there if name not in odd]
        left = {name: stored[name] for name in self.left_over}
        self.renamed = name_matching.paired({n: wanted[n].form for n in self.missing}, left)
        self.closest = dict(self.renamed)
        free = [name for name in self.left_over if name not in set(self.renamed.values())]
        for name in self.missing:
            if name not in self.closest and (near := name_matching.closest(name, free)):
                self.closest[name] = near
        self.stored = stored
        self.assignment_map = self._assignment_map(wanted, known)

    def _assignment_map(self, wanted: Mapping[str, Wanted], known: set[str]) -> dict[str, Any]:
        pairs: dict[str, str] = {}
        others: dict[str, Any] = {}
        for name, stored in [*((n, n) for n in self.matched), *self.renamed.items()]:
            variable = wanted[name].variable
            title = _title(variable)
            if title in known:
                pairs[title] = self._keys[stored]
            elif not isinstance(variable, (str, SaveableObject)):
                # init_from_checkpoint finds by name only what get_variable made
                others[self._keys[stored]] = variable
        return {**name_matching.by_scope(pairs, known, lambda name: name in known), **others}

    def __str__(self) -> str:
        return text_of(self)

    def __repr__(self) -> str:
        return (
            f"<RestoreReport of {self.checkpoint!r}: {len(self.matched)} matched, {len(self.missing)} missing, "
            f"{len(self.left_over)} left over, {len(self.clashing)} clashing>"
        )

    def __rich__(self) -> Any:
        return rich_of(self)

    def _repr_html_(self) -> str:
        return html_of(self)


def restore_report(checkpoint: Any, var_list: Any = None) -> RestoreReport:
    """How a checkpoint differs from the variables that are to be restored from it. Nothing is restored or added.

    Args:
      checkpoint: its name, or a directory whose newest is taken.
      var_list: the variables, as `tf.train.Saver` takes them: a list, or a dict from the names they have in the
        checkpoint; None for all global variables of the default graph.

    In a checkpoint of `tf.train.Checkpoint` variables are looked for by the names they had, as a Saver does.

    Returns:
      A report: `print` it, or take its lists `missing`, `left_over`, `clashing` and its `assignment_map`.

    Raises:
      NotFoundError: if there is no such checkpoint.
      TypeError: if something is no variable.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> path = tempfile.mkdtemp() + "/model"
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     for name in ("model/dense/kernel", "model/dense/bias"):
    ...         sess.run(tf.get_variable(name, initializer=[1.0]).initializer)
    ...     path = tf.train.Saver().save(sess, path)
    >>> with tf.Graph().as_default():
    ...     kernel = tf.get_variable("net/dense/kernel", [1])
    ...     bias = tf.get_variable("net/dense/bias", [1])
    ...     report = tf.train.restore_report(path)
    >>> report.missing
    ['net/dense/bias', 'net/dense/kernel']
    >>> report.assignment_map
    {'model/': 'net/'}

    ```
    """
    graph = get_default_graph()
    path = text_of_path(checkpoint)
    if filesystem.is_directory(path):
        path = latest_checkpoint(path) or path
    if var_list is None:
        var_list = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
        var_list = var_list + graph.get_collection(GraphKeys.SAVEABLE_OBJECTS)
    owners = {} if isinstance(var_list, dict) else _owners(var_list)
    wanted: dict[str, Wanted] = {}
    for name, one in saving.by_name(var_list).items():
        owner = owners.get(one, one) if isinstance(one, Tensor) else one
        wanted.update(_wanted(name, owner))
    found = open_checkpoint(path)
    keys = keys_by_name(path) if OBJECT_GRAPH_KEY in found else None
    keys = keys and {name: key for name, key in keys.items() if name and key in found}
    return RestoreReport(path, found, wanted, variables_by_name(graph), keys)


def variables_by_name(graph: Graph) -> set[str]:
    """The names under which `init_from_checkpoint` finds variables of a graph; of slices that of the whole."""
    from scopeflow.scopes.state import variable_store

    return {_PART.sub("", name) for name in variable_store(graph)._vars}


def _owners(var_list: Any) -> dict[Tensor, Any]:
    """By the tensor that a Saver takes for it, each variable."""
    return {saving.own_tensor(one): one for one in var_list if isinstance(one, Variable)}


def _wanted(name: str, one: Any) -> list[tuple[str, Wanted]]:
    if isinstance(one, SaveableObject):
        return [(spec.name, Wanted(Form(None, spec.dtype.base_dtype), one)) for spec in one.specs]
    if isinstance(one, (list, tuple, PartitionedVariable)):
        parts = list(one)
        info, dtype = parts[0]._save_slice_info, parts[0].dtype.base_dtype
        return [(name, Wanted(Form(tuple(info.full_shape), dtype), parts))]
    dims = saving.own_tensor(one).shape.dims
    form = None if dims is None else tuple(dim.value for dim in dims)
    return [(name, Wanted(Form(form, one.dtype.base_dtype), one))]


def _title(variable: Any) -> str:
    """The name under which `init_from_checkpoint` would find a variable."""
    if isinstance(variable, str):
        return variable
    if isinstance(variable, list):
        return variable[0]._save_slice_info.full_name
    name = variable.name
    if getattr(variable, "op", None) is not None and variable.op.type == "ReadVariableOp":
        name = variable.op.inputs[0].name
    return name.rpartition(":")[0] or name
