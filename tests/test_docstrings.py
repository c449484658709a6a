"""Every example in a docstring, in the README and in the docs runs and shows what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import scopeflow as tf

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def _modules() -> Iterator[str]:
    yield "scopeflow"
    for module in pkgutil.walk_packages(tf.__path__, "scopeflow."):
        if not module.name.endswith("__main__"):
            yield module.name


def _run(test: doctest.DocTest) -> None:
    tf.reset_default_graph()
    said: list[str] = []
    failed = (
        doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=said.append).failed
    )
    assert not failed, "".join(said)


@pytest.mark.parametrize("name", list(_modules()))
def test_docstring_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    names = {"tf": tf, "np": np}
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, extraglobs=names):
        if test.examples:
            _run(test)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_in_the_docs_run(page: Path) -> None:
    # A fence would be taken for a part of the output above it.
    text = "\n".join(
        "" if line.startswith("```") else line for line in page.read_text().split("\n")
    )
    names = {"tf": tf, "np": np}
    _run(doctest.DocTestParser().get_doctest(text, names, page.name, str(page), 0))
