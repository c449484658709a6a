"""tf.Module: its name and scope, and the variables and modules it finds."""

from __future__ import annotations

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def _fresh_graph():
    with tf.Graph().as_default():
        yield


class Dense(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(1.0, name="w")
        self.b = tf.Variable(0.0, name="b", trainable=False)

    @tf.Module.with_name_scope
    def __call__(self, x):
        """Scales and shifts."""
        return tf.multiply(x, self.w, name="scaled") + self.b


class Net(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        with self.name_scope:
            self.layers = [Dense(), Dense("last")]
            self.table = {"z": Dense(), "a": tf.Variable(5.0, name="va")}
            self.v = tf.Variable(1.0, name="v")
        self.again = self
        self.twice = (self.v, 3, None)


def names(items):
    return [item.name for item in items]


def test_variables_come_by_attribute_and_its_own_first():
    net = Net()
    own = ["net/va:0", "net/v:0"]
    inner = ["net/b:0", "net/w:0", "net/b_1:0", "net/w_1:0", "net/b_2:0", "net/w_2:0"]
    assert names(net.variables) == own + inner
    assert names(net.trainable_variables) == [*own, *[n for n in inner if "/w" in n]]
    assert isinstance(net.variables, tuple)


def test_modules_are_found_once_and_not_in_themselves():
    assert names(Net().submodules) == ["dense", "last", "dense"]


def test_a_method_builds_under_the_modules_scope():
    net = Net()
    assert net.name_scope.name == "net/"
    assert net.layers[1](tf.constant(2.0)).op.inputs[0].name == "net/last/scaled:0"
    assert net.layers[1](tf.constant(2.0)).op.inputs[0].name == "net/last/scaled_1:0"
    assert Dense.__call__.__doc__ == "Scales and shifts."


def test_scopes_are_unique_and_names_are_not():
    first, second = Net("same"), Net("same")
    assert (first.name, second.name) == ("same", "same")
    assert (first.name_scope.name, second.name_scope.name) == ("same/", "same_1/")
    with tf.name_scope("outer"):
        assert Dense().name_scope.name == "outer/dense/"


@pytest.mark.parametrize(
    ("cls", "name"),
    [("HTMLParser2", "html_parser2"), ("ABCThing", "abc_thing"), ("Dense", "dense")],
)
def test_the_default_name_is_that_of_the_class(cls, name):
    assert type(cls, (tf.Module,), {})().name == name


@pytest.mark.parametrize("name", ["a b", "a/b", "1a", ""])
def test_a_name_that_is_no_identifier_is_refused(name):
    with pytest.raises(
        ValueError, match=f"'{name}' is not a valid module name. Module names must be"
    ):
        tf.Module(name=name)


def test_leaves_with_their_paths():
    net = Net()
    del net.again
    paths = [
        path
        for path, leaf in net._flatten(
            predicate=lambda x: isinstance(x, tf.Variable), with_path=True
        )
    ]
    assert paths[:3] == [("table", "a"), ("twice", 0), ("v",)]
    assert ("layers", 1, "w") in paths
