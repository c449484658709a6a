"""The tree of scopes: what belongs where, how much there is, and how it is printed."""

from __future__ import annotations

import json

import pytest

from scopeflow.runner.show_tree import show
from scopeflow.runner.tree import Node, build

NODES = [
    Node("fc/w", "VariableV2", (3, 4), "float32"),
    Node("fc/w/Initializer/zeros", "Const"),
    Node("fc/w/Assign", "Assign"),
    Node("fc/w/read", "Identity"),
    Node("fc/inner/b", "VarHandleOp", (4,), "float64"),
    Node("fc_1/MatMul", "MatMul"),
    Node("any", "VariableV2", (None, 2), "int64"),
    Node("some", "VariableV2", None, "int64"),
    Node("fc", "NoOp"),
]


def _printed(capsys: pytest.CaptureFixture[str], **options) -> str:
    settings = {"depth": 100, "variables_only": False, "as_json": False, **options}
    show("a graph", NODES, **settings)
    return capsys.readouterr().out


def test_a_variable_owns_its_nodes() -> None:
    scope = build(NODES).scopes["fc"]
    assert [node.name for node in scope.variables] == ["fc/w"]
    assert list(scope.scopes) == ["inner"]
    assert scope.total_nodes == 5


def test_parameters_add_up_and_unknown_sizes_are_told() -> None:
    root = build(NODES)
    assert root.parameters == 3 * 4 + 4
    assert root.unknown_sizes == 2
    assert (root.total_nodes, root.total_variables, root.total_scopes) == (9, 4, 3)


def test_a_scalar_is_one_parameter() -> None:
    assert Node("s", "VariableV2", (), "float32").parameters == 1


def test_names_with_empty_parts_have_a_place() -> None:
    root = build([Node("a//v", "VariableV2", (), "float32")])
    assert root.scopes["a"].scopes[""].variables[0].name == "a//v"


def test_text_shows_shapes_dtypes_and_counts(capsys) -> None:
    lines = _printed(capsys).splitlines()
    assert lines == [
        "a graph",
        "├── fc/  5 nodes, 16 parameters",
        "│   ├── inner/  1 node, 4 parameters",
        "│   │   └── b  variable [4] float64, 4 parameters",
        "│   └── w  variable [3, 4] float32, 12 parameters",
        "├── fc_1/  1 node",
        "│   └── MatMul  MatMul",
        "├── any  variable [?, 2] int64",
        "├── some  variable unknown shape int64",
        "└── fc  NoOp",
        "9 nodes, 3 scopes, 4 variables, 16 parameters (without 2 variables of unknown size)",
    ]


def test_variables_only_leaves_out_ops_and_empty_scopes(capsys) -> None:
    printed = _printed(capsys, variables_only=True)
    assert "MatMul" not in printed
    assert "fc_1" not in printed
    assert "w  variable" in printed


def test_depth_closes_deeper_scopes(capsys) -> None:
    printed = _printed(capsys, depth=1)
    assert "fc/  5 nodes" in printed
    assert "inner/" not in printed


def test_json_holds_the_same(capsys) -> None:
    plain = json.loads(_printed(capsys, as_json=True))
    assert plain["source"] == "a graph"
    assert plain["parameters"] == 16
    assert [scope["name"] for scope in plain["scopes"]] == ["fc", "fc_1"]
    assert plain["scopes"][0]["variables"] == [
        {"name": "fc/w", "shape": [3, 4], "dtype": "float32", "parameters": 12}
    ]


def test_ten_thousand_nested_scopes_are_no_trouble(capsys) -> None:
    name = "/".join(["s"] * 10_000)
    root = build([Node(name, "NoOp")])
    assert root.total_scopes == 9_999
    show("deep", [Node(name, "NoOp")], depth=100, variables_only=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["nodes"] == 1
