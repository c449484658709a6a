"""In a script that scopeflow runs, `tensorflow` is scopeflow, by whatever import it asks for it."""

from __future__ import annotations

import sys

import pytest

import scopeflow as tf
from scopeflow.runner.alias import tensorflow_is_scopeflow


@pytest.mark.parametrize(
    "statement",
    [
        "import tensorflow as it",
        "import tensorflow; it = tensorflow",
        "import tensorflow.compat.v1 as it",
        "from tensorflow.compat import v1 as it",
        "import importlib; it = importlib.import_module('tensorflow')",
    ],
)
def test_tensorflow_is_scopeflow(statement: str) -> None:
    names: dict[str, object] = {}
    with tensorflow_is_scopeflow():
        exec(statement, names)
    assert names["it"] is tf


def test_names_can_be_imported_from_it() -> None:
    names: dict[str, object] = {}
    with tensorflow_is_scopeflow():
        exec("from tensorflow import float32, Graph", names)
    assert names["float32"] is tf.float32
    assert names["Graph"] is tf.Graph


def test_submodules_are_those_of_scopeflow() -> None:
    names: dict[str, object] = {}
    with tensorflow_is_scopeflow():
        exec("import tensorflow.errors as one\nfrom tensorflow import errors as two", names)
    assert names["one"] is tf.errors is names["two"]


def test_scopeflow_keeps_its_own_name_and_spec() -> None:
    with tensorflow_is_scopeflow():
        exec("import tensorflow.errors", {})
        assert tf.__name__ == "scopeflow"
        assert tf.__spec__ is not None and tf.__spec__.name == "scopeflow"
        assert tf.errors.__spec__.name == "scopeflow.errors"


@pytest.mark.parametrize("name", ["tensorflow.python.ops", "tensorflow.python"])
def test_private_modules_are_refused_with_the_reason(name: str) -> None:
    with tensorflow_is_scopeflow(), pytest.raises(ImportError, match="private code"):
        exec(f"import {name}", {})


def test_what_is_missing_is_said_to_be_missing() -> None:
    with tensorflow_is_scopeflow():
        with pytest.raises(ImportError, match="scopeflow stands in for tensorflow here"):
            exec("import tensorflow.no_such_thing", {})
        with pytest.raises(ImportError, match="no_such_name"):
            exec("from tensorflow import no_such_name", {})


def test_nothing_of_it_stays() -> None:
    before = list(sys.meta_path)
    with tensorflow_is_scopeflow():
        exec("import tensorflow.errors", {})
    assert sys.meta_path == before
    assert "tensorflow" not in sys.modules
    assert "tensorflow.errors" not in sys.modules
