"""Python 2 source runs as it did: converted in memory, at its own lines, dividing as it did."""

from __future__ import annotations

import ast
import subprocess

import numpy as np
import pytest

from scopeflow.runner.python2 import compile_any, convert, divide, is_python2


def _run(source: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(compile_any(source, "<source>"), names)
    return names


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("print 'said'\nx = 1", 1),
        ("x = [i for i in xrange(3)]", [0, 1, 2]),
        ("x = sorted({1: 2}.iteritems())", [(1, 2)]),
        ("x = unicode('u')", "u"),
        ("x = reduce(lambda a, b: a + b, [1, 2, 3])", 6),
        ("try:\n    raise ValueError, 'm'\nexcept ValueError, e:\n    x = str(e)", "m"),
        ("x = 0777", 0o777),
        ("x = `12`", "12"),
        ("print\nx = map(str, [1])", ["1"]),
        ("x = 1 <> 2", True),
        ("exec 'x = 4'", 4),
        ("import sys\nprint >>sys.stderr, 'e'\nx = 7 / 2", 3),
        ("import cPickle\nx = cPickle.__name__; print x", "pickle"),
        ("x = {}.has_key(1); print x", False),
        ("def f((a, b), c): return a + b + c\nx = f((1, 2), 3)", 6),
        ("from __future__ import print_function\nprint(1, end='')\nx = 10L", 10),
        ("print 7 / 2\nx = 7 / 2", 3),
        ("print\nx = -7 / 2", -4),
        ("print\nx = 7\nx /= 2", 3),
        ("print\ny = [7]\ny[0] /= 2\nx = y", [3]),
        ("print\nx = 7.0 / 2", 3.5),
        ("from __future__ import division\nprint 1\nx = 7 / 2", 3.5),
    ],
)
def test_python_2_source_gives_what_python_2_gave(source: str, value: object, capsys) -> None:
    assert _run(source)["x"] == value


@pytest.mark.parametrize(
    "source",
    [
        "x = 7 / 2",
        "print('a')\nx = 7 / 2",
        "def reduce(f, x): return 3.5\nx = reduce(None, [])",
        "from functools import reduce\nx = reduce(lambda a, b: a / b, [7, 2])",
        "import six\nx = 7 / 2 if six.iteritems({}) is not None else 0",
        "unicode = str\nx = 7 / 2; unicode(x)",
        "from os.path import *\nx = 7 / 2\nif x < 0: unicode",
    ],
)
def test_python_3_source_is_left_alone(source: str) -> None:
    assert not is_python2(ast.parse(source))


def test_source_of_neither_language_raises_pythons_own_error() -> None:
    with pytest.raises(SyntaxError) as ours:
        compile_any("def f(:\n    pass", "f.py")
    with pytest.raises(SyntaxError) as theirs:
        compile("def f(:\n    pass", "f.py", "exec")
    assert str(ours.value) == str(theirs.value)


def test_lines_are_those_of_the_source_where_conversion_adds_some() -> None:
    source = (
        "import os\n\nx = reduce(max, [1])\n\n\ndef f():\n    print 'f'\n    raise ValueError, x\n"
    )
    tree = convert(source, "f.py")
    assert tree is not None
    lines = {node.name: node.lineno for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert lines == {"f": 6}
    raises = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    assert raises == [8]


@pytest.mark.parametrize(
    ("x", "y", "result"),
    [
        (7, 2, 3),
        (-7, 2, -4),
        (True, 2, 0),
        (7, 2.0, 3.5),
        (np.int32(7), 2, 3),
        (np.float32(7), 2, 3.5),
        (1j, 2, 0.5j),
    ],
)
def test_division_of_numbers(x: object, y: object, result: object) -> None:
    assert divide(x, y) == result


def test_division_of_whole_arrays_floors() -> None:
    result = divide(np.array([7, -7]), np.array([2, 2]))
    assert result.tolist() == [3, -4]
    assert result.dtype.kind == "i"


def test_division_asks_the_operands_for_python_2s_method() -> None:
    class Tensorlike:
        def __div__(self, other: object) -> tuple[str, object]:
            return "div", other

        def __rdiv__(self, other: object) -> tuple[str, object]:
            return "rdiv", other

    assert divide(Tensorlike(), 2) == ("div", 2)
    assert divide(2, Tensorlike()) == ("rdiv", 2)


def test_a_traceback_quotes_the_python_2_text(scopeflow, script) -> None:
    path = script("import os\nx = reduce(max, [1])\nprint 'on', x\nraise KeyError, 'gone'\n")
    ours: subprocess.CompletedProcess[str] = scopeflow("run", path)
    assert ours.stdout == "on 1\n"
    assert ours.stderr == (
        "Traceback (most recent call last):\n"
        f'  File "{path}", line 4, in <module>\n'
        "    raise KeyError, 'gone'\n"
        "KeyError: 'gone'\n"
    )


def test_modules_beside_a_script_may_be_python_2_too(scopeflow, script, tmp_path) -> None:
    script("def half(n):\n    print 'half of', n\n    return n / 2\n", "helper.py")
    path = script("import helper\nprint helper.half(7)\n")
    assert scopeflow("run", path).stdout == "half of 7\n3\n"
    assert not (tmp_path / "__pycache__").exists()


def test_division_of_tensors_builds_the_nodes_of_python_2(scopeflow, script) -> None:
    path = script(
        "import tensorflow as tf\n"
        "x, i = tf.constant(7.0), tf.constant(7)\n"
        "for y in x / 2.0, 2.0 / x, i / 2:\n"
        "    print y.op.name, y.op.type\n"
    )
    assert scopeflow("run", path).stdout == "div RealDiv\ndiv_1 RealDiv\ndiv_2 FloorDiv\n"
