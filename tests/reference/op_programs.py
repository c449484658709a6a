"""Programs about families of ops, each built and run under both libraries.

They stand in op_cases/, a file `FAMILY.py.txt` for each family.  A file holds functions `case_...`, each a program, and
the helpers they share.  A case returns tensors or operations in any nesting (a session runs them) or plain values;
`ph(value, shape)` makes a placeholder that is fed `value` in that run.  What is recorded of a case: the outcome of building it,
every node with its attributes and static shapes, how many ids it took, and what the run gave.
"""

from __future__ import annotations

import ast
import gzip
import json
from pathlib import Path
from typing import Any

from tests.reference import math_cases
from tests.reference.live import Local, Reference

HERE = Path(__file__).parent
CASES = HERE / "op_cases"
RECORDS = HERE / "ops"


def families() -> list[str]:
    """The names of the families."""
    return sorted(path.name.split(".")[0] for path in CASES.glob("*.py.txt"))


def programs(family: str) -> dict[str, str]:
    """{name of the case: program} of a family."""
    tree = ast.parse((CASES / f"{family}.py.txt").read_text())
    cases = [node for node in tree.body if _is_case(node)]
    shared = ast.unparse(ast.Module([node for node in tree.body if not _is_case(node)], []))
    return {
        case.name: f"{shared}\n{ast.unparse(case)}\nresult = build_and_run({case.name})"
        for case in cases
        if isinstance(case, ast.FunctionDef)
    }


def _is_case(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("case_")


PRELUDE = (
    math_cases.PRELUDE
    + r'''
import collections
import re

FEEDS = {}


def numberless(text):
    """A text without the numbers and digests that a process gives its functions."""
    # tables call themselves by a number that nobody else has
    text = re.sub(r"(hash_table_)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"\1", text)
    text = re.sub(r"(_make_dataset_)[A-Za-z0-9]{11}", r"\1", text)
    text = re.sub(r"pyfunc_\d+", "pyfunc_", text)
    return re.sub(r'(name: "|function_node )([^"{}]+?)_\d+("|}})', r"\1\2\3", text)


def functions():
    """The functions of the graph, each as one text, in the order of these."""
    found = []
    for function in tf.get_default_graph().as_graph_def().library.function:
        signature = function.signature
        name = numberless('name: "%s"' % signature.name)[7:-1]
        arguments = ["%s %s" % (arg.name, tf.as_dtype(arg.type).name) for arg in signature.input_arg]
        results = [
            "%s %s %s" % (arg.name, tf.as_dtype(arg.type).name, function.ret[arg.name])
            for arg in signature.output_arg
        ]
        controls = sorted(function.control_ret.items())
        said = sorted((index, sorted(some.attr)) for index, some in function.arg_attr.items())
        marks = [sorted(function.attr), said, signature.is_stateful, signature.description]
        text = "%s %s -> %s %s %s" % (name, arguments, results, controls, marks)
        for node in function.node_def:
            attrs = numberless(repr(sorted((key, value_of(node.attr[key])) for key in node.attr)))
            attrs = re.sub(r"pyfunc_\d+", "pyfunc_", attrs)
            text += "\n    %s = %s(%s) %s %s" % (node.name, node.op, ", ".join(node.input), node.device, attrs)
        found.append(text)
    return sorted(found)


def whole_graph():
    """What is recorded of the graph that a case built."""
    graph = tf.get_default_graph()
    said = {"nodes": [numberless(node) for node in nodes()], "ids": graph._last_id}
    known = functions()
    if known:
        said["functions"] = known
    return said


def ph(value, shape="same", dtype=None, name=None):
    """A placeholder that the run feeds `value`; its static shape is that of the value unless given."""
    value = np.asarray(value)
    if dtype is None:
        dtype = tf.string if value.dtype.kind in "SUO" else tf.as_dtype(value.dtype)
    made = tf.placeholder(dtype, value.shape if isinstance(shape, str) else shape, name=name)
    FEEDS[made] = value
    return made


def ramp(*shape, **kw):
    """Small numbers without a pattern, the same ones every time: float32, or `dtype`."""
    count = int(np.prod(shape)) if shape else 1
    numbers = (np.arange(count) * 7919 % 997 / 99.7 - 4.3) * kw.get("scale", 1.0)
    return numbers.reshape(shape).astype(kw.get("dtype", np.float32))


def sentence_of(error):
    text = str(error).strip().split("\n")[0]
    return numberless(text.split(". ")[0].rstrip("."))


def described(value):
    """What a case gave, in words: tensors by name."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    if isinstance(value, tf.Tensor):
        return str(value)
    if isinstance(value, tf.Operation):
        # as text it is a proto, whose maps have no order
        return repr(value)
    if isinstance(value, dict):
        return [type(value).__name__, [[str(k), described(v)] for k, v in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [described(item) for item in value]]
    if isinstance(value, (np.ndarray, np.generic)):
        return ["array", str(value.dtype), list(np.shape(value))]
    return type(value).__name__


def flat(value):
    """The values of a result in order, each as an array of plain things."""
    if isinstance(value, dict):
        return [part for key in sorted(value, key=str) for part in flat(value[key])]
    if isinstance(value, (list, tuple)):
        return [part for item in value for part in flat(item)]
    if isinstance(value, (np.ndarray, np.generic, bytes)):
        array = np.asarray(value, object) if isinstance(value, bytes) else np.asarray(value)
        if array.dtype.kind in "OSU":
            numbers = [item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in array.ravel()]
            return [["bytes", list(array.shape), numbers]]
        name = array.dtype.name
        if array.dtype.kind not in "biufc":
            name, array = "bfloat16", array.view(np.uint16)
        if array.dtype.kind in "fc":
            # to the bit, and short
            array = np.ascontiguousarray(array)
            return [[name, list(array.shape), array.tobytes().hex()]]
        return [[name, list(array.shape), array.ravel().tolist()]]
    return [["plain", [], [repr(value)]]]


def holds_nodes(value):
    if isinstance(value, dict):
        return any(holds_nodes(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(holds_nodes(item) for item in value)
    return hasattr(value, "graph")


def build_and_run(case):
    FEEDS.clear()
    graph = tf.get_default_graph()
    try:
        made = case()
        outcome = ["", described(made)]
    except Exception as error:
        return dict(whole_graph(), outcome=[type(error).__name__, sentence_of(error)])
    answer = dict(whole_graph(), outcome=outcome)
    if not holds_nodes(made):
        answer["values"] = flat(made)
        return answer
    with tf.Session(graph=graph) as session:
        try:
            born = tf.global_variables() + tf.local_variables()
            if born:
                session.run([v.initializer for v in born])
            for table in tf.get_collection("table_initializer"):
                session.run(table)
            answer["values"] = flat(session.run(made, FEEDS))
        except Exception as error:
            answer["failure"] = [type(error).__name__, sentence_of(error)]
    return answer
'''
)


def answers(library: Local | Reference, family: str, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """What each program of a family does."""
    found = {case: text for case, text in programs(family).items() if not only or case in only}
    replies = library.run_many(list(found.values()), PRELUDE)
    return {
        case: reply.result if reply.error is None else {"broken": [reply.error, reply.message]}
        for case, reply in zip(found, replies, strict=True)
    }


def write_record(family: str, data: dict[str, Any]) -> None:
    """Keeps what TensorFlow answered for a family, packed, the same bytes for the same answers."""
    text = json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    (RECORDS / f"{family}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def read_record(family: str) -> dict[str, Any]:
    """What TensorFlow answered for a family."""
    return json.loads(gzip.decompress((RECORDS / f"{family}.json.gz").read_bytes()))
