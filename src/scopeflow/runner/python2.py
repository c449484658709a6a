"""Python 2 source as Python 3 code: recognised, converted in memory, and keeping its own line
numbers.

Conversion is fissix's; what syntax alone cannot say is added here: `/` between integers floors, and
between tensors is TensorFlow's `div`, as it was under Python 2.
"""

from __future__ import annotations

import ast
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import logging
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import Any

# Builtins and methods that only Python 2 has: source that uses them undefined is Python 2.
GONE_NAMES = {"basestring", "cmp", "execfile", "file", "long", "raw_input"}
GONE_NAMES |= {"reduce", "reload", "unichr", "unicode", "xrange"}
GONE_METHODS = {"iteritems", "iterkeys", "itervalues"}

# The files converted so far: their code's columns are not those of the text on disk.
converted_files: set[str] = set()


def compile_any(source: str, filename: str) -> CodeType:
    """Compiles Python 3 source, or Python 2 source after converting it.

    Raises:
      SyntaxError: it is neither; the error is Python 3's own.
    """
    wrong: SyntaxError | None = None
    tree: ast.Module | None = None
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        wrong = error
    if tree is None or is_python2(tree):
        converted = convert(source, filename)
        if converted is not None:
            converted_files.add(filename)
            tree = converted
        elif wrong is not None:
            raise wrong
    assert tree is not None
    return compile(tree, filename, "exec", dont_inherit=True)


def is_python2(tree: ast.Module) -> bool:
    """Whether source that Python 3 can parse uses names that only Python 2 has."""
    nodes = list(ast.walk(tree))
    if any(_is_old_method_call(node) or _is_old_print(node) for node in nodes):
        return True
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and not _is_read(node)}
    bound |= {alias.asname or alias.name for node in nodes for alias in _aliases(node)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.name for node in nodes if isinstance(node, _DEFINITIONS)}
    if "*" in bound:  # may define any of them
        return False
    return any(
        isinstance(node, ast.Name) and _is_read(node) and node.id in GONE_NAMES - bound
        for node in nodes
    )


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


def _is_old_method_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and not node.args  # six.iteritems(d) is Python 3 as well
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in GONE_METHODS
    )


def _is_old_print(node: ast.AST) -> bool:
    """`print` alone and `print >>file, x`: Python 3 reads both as statements without effect."""
    if not isinstance(node, ast.Expr):
        return False
    said: ast.expr = node.value
    if isinstance(said, ast.Tuple) and said.elts:
        said = said.elts[0]
    if isinstance(said, ast.BinOp) and isinstance(said.op, ast.RShift):
        said = said.left
    return isinstance(said, ast.Name) and said.id == "print"


def _aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []


def convert(source: str, filename: str) -> ast.Module | None:
    """The tree of Python 2 `source` as Python 3, at the lines of `source`; None if not readable."""
    text = _refactored(source, filename)
    if text is None:
        return None
    try:
        tree = ast.parse(text, filename)
    except SyntaxError:
        return None
    _restore_lines(tree, source, text)
    if not _divides_truly(tree):
        tree = ast.fix_missing_locations(_OldDivision().visit(tree))
    return tree


def _refactored(source: str, filename: str) -> str | None:
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError
    from fissix.refactor import RefactoringTool, get_fixers_from_package

    logging.getLogger("RefactoringTool").setLevel(logging.ERROR)  # it tells every step
    fixers = set(get_fixers_from_package("fissix.fixes"))
    fixers.remove("fissix.fixes.fix_future")  # whether division is true must still be seen
    # Some programs call print with keywords and are Python 2 in everything else: the second try.
    for options in ({}, {"print_function": True}):
        try:
            tool = RefactoringTool(fixers, options)
            return str(tool.refactor_string(source.rstrip() + "\n", filename))
        except (ParseError, TokenError):
            continue
    return None


def _restore_lines(tree: ast.Module, source: str, converted: str) -> None:
    """Gives each node the line it had before conversion, so that tracebacks quote the file as it
    is.
    """
    old, new = source.splitlines(), converted.splitlines()
    if len(old) == len(new):
        return
    origin: dict[int, int] = {}
    for _, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for j in range(j1, j2):
            origin[j + 1] = max(1, min(i1 + (j - j1), i2 - 1 if i2 > i1 else i1) + 1)
    for node in ast.walk(tree):
        for attribute in ("lineno", "end_lineno"):
            line = getattr(node, attribute, None)
            if line is not None:
                setattr(node, attribute, origin.get(line, line))


def _divides_truly(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and alias.name == "division"
        for node in tree.body
        for alias in _aliases(node)
    )


class _OldDivision(ast.NodeTransformer):
    """Replaces `x / y` and `x /= y` by calls that divide as Python 2 did."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return self._call(node, [node.left, node.right]) if isinstance(node.op, ast.Div) else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        held = ast.parse(ast.unparse(node.target), mode="eval").body
        for part in ast.walk(held):
            ast.copy_location(part, node.target)
        divided = self._call(node, [held, node.value])
        return ast.copy_location(ast.Assign([node.target], divided), node)

    @staticmethod
    def _call(node: ast.AST, arguments: list[ast.expr]) -> ast.Call:
        # `__import__` cannot be shadowed by accident and needs no extra line at the top of the
        # file.
        module = ast.parse(f"__import__({__name__!r}, fromlist=['']).divide", mode="eval").body
        call = ast.Call(module, arguments, [])
        for part in ast.walk(module):
            ast.copy_location(part, node)
        return ast.copy_location(call, node)


def divide(x: Any, y: Any) -> Any:
    """`x / y` as Python 2 had it without `from __future__ import division`.

    >>> from scopeflow.runner.python2 import divide
    >>> divide(7, 2), divide(7.0, 2)
    (3, 3.5)
    """
    if isinstance(x, int) and isinstance(y, int):
        return x // y
    for method, one, other in (("__div__", x, y), ("__rdiv__", y, x)):
        found = getattr(type(one), method, None)
        if found is not None:
            result = found(one, other)
            if result is not NotImplemented:
                return result
    numpy = sys.modules.get("numpy")
    if numpy is not None and all(_is_whole(numpy, value) for value in (x, y)):
        return numpy.floor_divide(x, y)
    return x / y


def _is_whole(numpy: Any, value: Any) -> bool:
    return isinstance(value, int) or (
        isinstance(value, numpy.ndarray | numpy.generic) and value.dtype.kind in "iub"
    )


class _Converting(importlib.machinery.SourceFileLoader):
    """Loads a module of the script's folder; leaves no compiled file for plain Python to find."""

    @staticmethod
    def source_to_code(data: Any, path: Any = "<string>", **_: Any) -> CodeType:
        return compile_any(importlib.util.decode_source(data), str(path))

    def set_data(self, *arguments: Any, **options: Any) -> None:
        pass


class SiblingFinder(importlib.abc.MetaPathFinder):
    """Finds what a script imports from its own folder, where the other files of its program are."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._packages: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if path is None:
            path = [self._folder]
        elif fullname.partition(".")[0] not in self._packages:
            return None
        for entry in path:
            loaders = (_Converting, importlib.machinery.SOURCE_SUFFIXES)
            spec = importlib.machinery.FileFinder(entry, loaders).find_spec(fullname, target)
            if spec is not None and spec.loader is not None:
                self._packages.add(fullname.partition(".")[0])
                return spec
        return None
