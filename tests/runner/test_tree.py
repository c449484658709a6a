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


TRAINED = [
    Node("net/w", "VariableV2", (3,), "float32", "variable", True),
    Node("net/w/read", "Identity", role="read"),
    Node("net/w/Adam", "VariableV2", (3,), "float32", "slot", False),
    Node("net/MatMul", "MatMul", role=""),
    Node("gradients/a", "Mul", role="gradient"),
]


def test_helpers_are_folded_and_counted(capsys) -> None:
    show("g", TRAINED, depth=None, variables_only=False, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "g",
        "└── net/  4 nodes, 2 folded, 3 parameters",
        "    ├── w  variable [3] float32, 3 parameters",
        "    └── MatMul  MatMul",
        "5 nodes, 1 scope, 1 variable, 3 parameters, and 1 more variable kept by the optimizer (3 numbers)",
        "folded nodes: reads 1, gradients 1, optimizers' state 1 (--all shows all)",
    ]


def test_all_shows_helpers_too(capsys) -> None:
    show("g", TRAINED, depth=None, variables_only=False, as_json=False, everything=True)
    printed = capsys.readouterr().out
    assert "Adam  variable [3] float32, kept by the optimizer" in printed
    assert "gradients/" in printed
    assert "--all" not in printed


def test_a_graph_of_helpers_alone_is_shown(capsys) -> None:
    show("g", TRAINED[-1:], depth=None, variables_only=False, as_json=False)
    assert "a  Mul" in capsys.readouterr().out


def towers(number: int) -> list[Node]:
    made = []
    for i in range(number):
        made.append(Node(f"tower_{i}/w", "VariableV2", (2, 2), "float32"))
        made += [Node(f"tower_{i}/in_{j}/Mul", "Mul") for j in range(2)]
    return made


def test_a_loop_of_equal_scopes_is_shown_as_one(capsys) -> None:
    show("t", towers(5000), depth=None, variables_only=False, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "├── tower_0/  3 nodes, 4 parameters"
    assert "└── tower_1 … tower_4999  4,999 more scopes alike" in lines
    assert lines[-1].startswith("15,000 nodes, 15,000 scopes, 5,000 variables, 20,000 parameters")
    assert len(lines) < 12


def test_scopes_that_differ_are_not_taken_for_alike(capsys) -> None:
    nodes = [*towers(10), Node("tower_7/more", "Add")]
    show("t", nodes, depth=None, variables_only=False, as_json=False)
    printed = capsys.readouterr().out
    assert "8 more scopes alike" in printed
    assert "tower_7/  4 nodes" in printed


def test_more_lines_than_can_be_read_are_closed_with_a_hint(capsys) -> None:
    nodes = [
        Node(f"{a}x{i}/{b}y/{c}z", "Mul")
        for i in range(2)
        for a in "abcdef"
        for b in "abcdefgh"
        for c in "abcdefgh"
    ]
    show("t", nodes, depth=None, variables_only=False, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert 60 < len(lines) < 210
    assert "closed here (--depth N opens them)" in lines[-1]
    show("t", nodes, depth=None, variables_only=False, as_json=False, everything=True)
    assert len(capsys.readouterr().out.splitlines()) == 2 + 12 + 12 * 8 + 12 * 64


def test_of_a_crowded_scope_the_first_lines_are_shown(capsys) -> None:
    nodes = [Node(f"s/n{i}x", "Mul") for i in range(20_000)]
    show("t", nodes, depth=None, variables_only=False, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 70
    assert "… and 19,940 lines more" in lines[-3]
    assert lines[-1] == "of s/ the first 60 lines (--all shows all)"


def test_the_middle_of_a_very_long_name_is_left_out(capsys) -> None:
    show(
        "t",
        [Node("a" * 3000 + "/v", "VariableV2", (2,), "float32")],
        depth=None,
        variables_only=False,
        as_json=False,
    )
    assert max(map(len, capsys.readouterr().out.splitlines())) < 120


def test_json_holds_the_same(capsys) -> None:
    plain = json.loads(_printed(capsys, as_json=True))
    assert plain["source"] == "a graph"
    assert plain["parameters"] == 16
    assert [scope["name"] for scope in plain["scopes"]] == ["fc", "fc_1"]
    assert plain["scopes"][0]["variables"] == [
        {
            "name": "fc/w",
            "shape": [3, 4],
            "dtype": "float32",
            "parameters": 12,
            "trainable": None,
            "kept_by_optimizer": False,
        }
    ]


def test_ten_thousand_nested_scopes_are_no_trouble(capsys) -> None:
    name = "/".join(["s"] * 10_000)
    root = build([Node(name, "NoOp")])
    assert root.total_scopes == 9_999
    show("deep", [Node(name, "NoOp")], depth=100, variables_only=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["nodes"] == 1
