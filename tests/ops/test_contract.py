"""What holds of every op: its declaration, its lowering, and its shape rule tell one story."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto.node_def_pb2 import NodeDef

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.plan import FLOW_TYPES
from scopeflow.engine.program import Island
from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.formats.graphdef import nodes_of
from scopeflow.graph.dtypes import plain_integer
from scopeflow.ops import catalog
from scopeflow.ops.define import REGISTRY, Definition
from scopeflow.ops.schema import Arg, Attr
from tests.ops.agreement import disagreement
from tests.ops.calls import SAMPLES
from tests.ops.samples import PARTS_OF_LOOPS, all_samples, feeds, fetches, op_defs, samples_of

every_op = pytest.mark.parametrize("definition", catalog.load_all().values(), ids=lambda d: d.type)


# -- declarations ----------------------------------------------------------------------------------


def _argument(arg: Arg) -> list[Any]:
    dtype = arg.dtype.name if arg.dtype is not None else ""
    return [
        arg.name,
        dtype,
        arg.type_attr or "",
        arg.number_attr or "",
        arg.list_attr or "",
        arg.is_ref,
    ]


def _attribute(attr: Attr) -> list[Any]:
    allowed = sorted(getattr(item, "name", item) for item in attr.allowed or ())
    default = None if attr.required else _plain(attr.default)
    # our language has no words for the defaults of tensors
    return [attr.kind, not attr.required or attr.kind == "tensor", allowed, attr.minimum, default]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return getattr(value, "name", value)


def _theirs(record: list[Any]) -> list[Any]:
    kind, known, allowed, minimum, default = record
    return [kind, known or kind == "tensor", allowed, minimum, default]


# Ops that TensorFlow does not have.
OWN = {"Vjp"}


@every_op
def test_the_declaration_is_tensorflows(definition: Definition) -> None:
    if definition.type in OWN:
        assert definition.type not in op_defs()
        return
    theirs = op_defs()[definition.type]
    schema = definition.schema
    assert [_argument(arg) for arg in schema.inputs] == theirs["inputs"]
    assert [_argument(arg) for arg in schema.outputs] == theirs["outputs"]
    ours = {name: _attribute(attr) for name, attr in schema.attrs.items()}
    for name, attr in ours.items():
        if attr[0] == "float" and attr[4] is not None:
            attr[4] = float(np.float32(attr[4]))
        assert attr == _theirs(theirs["attrs"][name]), name
    assert set(ours) == set(theirs["attrs"])
    assert definition.stateful == theirs["stateful"]


@every_op
def test_the_lowering_takes_the_inputs_and_attributes_of_its_declaration(
    definition: Definition,
) -> None:
    parameters = inspect.signature(definition.body).parameters.values()
    positional = [p for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if not any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in positional):
        assert len(positional) == len(definition.schema.inputs)
    named = {p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}
    assert named <= {*definition.schema.attrs, "rng", "ctx"}


@every_op
def test_what_the_marks_name_are_inputs(definition: Definition) -> None:
    inputs = {arg.name for arg in definition.schema.inputs}
    assert set(definition.static) <= inputs
    assert set(definition.through) <= inputs
    assert definition.variable in (None, "ref", "resource")


@every_op
def test_it_has_a_docstring(definition: Definition) -> None:
    assert (definition.__doc__ or "").strip()


@every_op
def test_it_has_a_sample(definition: Definition) -> None:
    assert samples_of(definition) or definition.type in PARTS_OF_LOOPS


def test_every_sample_is_of_an_op_that_exists() -> None:
    assert set(SAMPLES) <= set(REGISTRY)


# -- samples ---------------------------------------------------------------------------------------

NAMES = [name for name, _ in all_samples()]
every_sample = pytest.mark.parametrize("name", NAMES)


@functools.cache
def built() -> tuple[tf.Graph, dict[str, tf.Operation]]:
    """One graph with all samples, each in a name scope of its own."""
    made = {}
    with tf.Graph().as_default() as graph:
        for name, call in all_samples():
            with tf.name_scope(name):
                made[name] = call()
        tf.variables_initializer(tf.global_variables(), name="initialize")
    return graph, made


@functools.cache
def node_defs() -> dict[str, Any]:
    return {node.name: node for node in built()[0].as_graph_def().node}


@functools.cache
def on_numpy() -> dict[str, Any]:
    """The values of every sample, or the exception it raised, each run by itself."""
    graph, made = built()
    answers: dict[str, Any] = {}
    with tf.Session(graph=graph) as session:
        session.run("initialize")
        for name, op in made.items():
            try:
                answers[name] = session.run(fetches(op) or op, feeds(op))
            except Exception as error:
                answers[name] = error
    return answers


class Refused(Exception):
    """The compiled tier did not take a sample."""


@functools.cache
def on_xla() -> dict[str, Any]:
    """The values of every sample that can be compiled, or the exception it raised, from one program."""
    together = [name for name, op in built()[1].items() if not uncompiled(op)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiers, "FORCED", True)
        return _compiled(together)


@functools.cache
def inputs_of() -> dict[str, dict[tf.Tensor, Any]]:
    """The inputs of every sample that are not constants, with their values, by the sample's name."""
    graph, made = built()
    found: dict[str, list[tf.Tensor]] = {name: [] for name in made}
    for op in graph.get_operations():
        if op.type == "PlaceholderWithDefault":
            found[op.name.partition("/")[0]].append(op.outputs[0])
    with tf.Session(graph=graph) as session:
        return {
            name: dict(zip(tensors, session.run(tensors), strict=True))
            for name, tensors in found.items()
        }


def fed(name: str) -> dict[tf.Tensor, Any]:
    """What a compiled run of a sample is fed: all inputs, else the compiler would know their values."""
    return {**inputs_of()[name], **feeds(built()[1][name])}


def _compiled(names: list[str]) -> dict[str, Any]:
    """The samples' values from one program; if it fails, from a program for each half of them."""
    graph, made = built()
    wanted = {name: fetches(made[name]) or made[name] for name in names}
    given = {tensor: value for name in names for tensor, value in fed(name).items()}
    try:
        with tf.Session(graph=graph) as session:
            session.run("initialize")
            answers = session.run(wanted, given)
            if len(names) > 1:  # one alone may be a constant, of which nothing is compiled
                _require_compiled(session)
            return answers
    except Exception as error:
        if len(names) == 1:
            return {names[0]: error}
    half = len(names) // 2
    return {**_compiled(names[:half]), **_compiled(names[half:])}


def _require_compiled(session: Any) -> None:
    plans = [prepared.plan for prepared in session._plans.values()]
    islands = [s for plan in plans for s in plan.segments if isinstance(s, Island)]
    if not any(island.compiled is not None for island in islands):
        raise Refused("no island was compiled")


def uncompiled(op: tf.Operation) -> str | None:
    """Why a sample runs outside compiled programs, or None."""
    if op.definition.host:
        return "a host step"
    if op.type in FLOW_TYPES:
        return "control flow"
    if any(t.dtype.base_dtype is tf.string for t in (*op.inputs, *op.outputs)):
        return "strings"
    return None


def _fetched(dtype):
    """The NumPy type of a fetched value: quantized numbers come as plain integers."""
    return plain_integer(dtype) if dtype.is_quantized else dtype.as_numpy_dtype


@every_sample
def test_a_sample_gives_what_its_shape_rule_and_declaration_say(name: str) -> None:
    op, answer = built()[1][name], on_numpy()[name]
    if isinstance(answer, Exception):
        raise answer
    for tensor, value in zip(fetches(op), answer or (), strict=True):
        assert tensor.shape.is_compatible_with(np.shape(value)), (tensor, np.shape(value))
        if tensor.dtype.base_dtype is tf.string:
            assert np.asarray(value).dtype.kind in "OS"
        else:
            assert np.asarray(value).dtype == _fetched(tensor.dtype.base_dtype)
            assert isinstance(value, (np.ndarray, np.generic))


@every_sample
def test_a_sample_gives_the_same_compiled(name: str) -> None:
    op = built()[1][name]
    if uncompiled(op):
        assert name not in on_xla()
        return
    answer = on_xla()[name]
    if isinstance(answer, Exception):
        raise answer
    for got, want in zip(answer or (), on_numpy()[name] or (), strict=True):
        assert disagreement(op.type, got, want) is None


@every_sample
def test_a_samples_node_says_everything_about_it(name: str) -> None:
    graph, made = built()
    op = made[name]
    proto = node_defs()[op.name]
    assert NodeDef.FromString(proto.SerializeToString()) == proto
    schema = op.definition.schema
    assert set(schema.attrs) <= set(proto.attr)
    for key, value in proto.attr.items():
        if key.startswith("_"):
            continue
        kind, plain = from_attr_value(value)
        again = from_attr_value(
            to_attr_value(kind, plain)
        )  # a tensor may be written in several ways
        assert repr(again) == repr((kind, plain))
        if kind != "list":  # an empty list does not say of what
            assert kind == schema.attrs[key].kind
    (record,) = nodes_of(tf.GraphDef(node=[proto]))
    assert (record.name, record.type) == (op.name, op.type)
    assert proto == op.node_def
