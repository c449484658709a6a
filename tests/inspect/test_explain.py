"""`tf.explain`: each part of a name comes from the construct that opened it, on its line."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def line() -> int:
    """The line of the caller."""
    frame = inspect.currentframe()
    assert frame is not None and frame.f_back is not None
    return frame.f_back.f_lineno


def parts(x: Any) -> list[tuple[str, str]]:
    return [(part.text, part.kind) for part in tf.explain(x).parts]


def lines_of(x: Any, title: str) -> list[str]:
    """The sentences of the section with this title."""
    found = [section for section in tf.explain(x).sections if section.title == title]
    return [one.text for section in found for one in section.lines]


def test_the_parts_of_a_name_make_the_name() -> None:
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    with tf.variable_scope("one"), tf.name_scope("two"):
        tf.Variable(1.0, name="v")
        tf.get_variable("g", [1])
        y = tf.layers.dense(x, 3, activation=tf.nn.relu)
        loss = tf.reduce_mean(y + 1.0)
    tf.constant(1.0, name="deep/er")
    tf.train.AdamOptimizer().minimize(loss)
    graph = tf.get_default_graph()
    for op in graph.get_operations():
        for thing in (op, *op.outputs):
            told = tf.explain(thing)
            assert "".join(part.text for part in told.parts) == told.name
            assert "unknown" not in {part.kind for part in told.parts}, str(told)


def test_a_name_scope_and_a_variable_scope_are_told_apart_with_their_lines() -> None:
    with tf.name_scope("outer"):
        first = line() - 1
        with tf.variable_scope("inner"):
            second = line() - 1
            c = tf.constant(1.0, name="c")
    outer, inner, last, output = tf.explain(c).parts
    assert (outer.text, outer.kind, outer.construct) == (
        "outer/",
        "name_scope",
        'tf.name_scope("outer")',
    )
    assert (inner.text, inner.kind) == ("inner/", "variable_scope")
    assert outer.place is not None and inner.place is not None
    assert (outer.place.line, inner.place.line) == (first, second)
    assert (last.kind, output.kind) == ("given", "output")


def test_lines_of_the_callers_are_told_where_a_function_opens_the_scope() -> None:
    def build() -> Any:
        with tf.name_scope("s"):
            return tf.constant(1.0)

    made = build()
    called = line() - 1
    assert f"called from line {called}" in tf.explain(made).parts[0].reason


def test_a_suffix_is_explained_by_who_had_the_name() -> None:
    tf.constant(1.0, name="c")
    first = line() - 1
    second = tf.constant(1.0, name="c")
    reason = tf.explain(second).parts[0].reason
    assert (
        reason == f'the name it was given; "c" was taken by the Const operation c on line {first}'
    )


def test_a_suffix_that_was_given_is_not_explained_away() -> None:
    tf.constant(1.0, name="c")
    given = tf.constant(1.0, name="c_1")
    assert tf.explain(given).parts[0].reason == "the name it was given"


def test_names_that_differ_in_case_alone_are_told() -> None:
    tf.constant(1.0, name="a")
    upper = tf.constant(1.0, name="A")
    assert upper.op.name == "A_1"
    assert "more than upper and lower case" in tf.explain(upper).parts[0].reason


def test_a_name_that_a_failure_used_up_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        tf.get_variable("v", [1], initializer=lambda *_, **__: 1 / 0)
    v = tf.get_variable("v", [1], initializer=tf.zeros_initializer())
    assert v.name == "v_1:0"
    told = tf.explain(v)
    assert "such as an initializer that failed" in told.parts[
        0
    ].reason or '"v" was taken by' in str(told)
    assert "get_variable still knows it as v" in told.parts[0].reason


def test_a_scope_opened_twice_says_how_to_go_on_in_it() -> None:
    with tf.variable_scope("foo"):
        first = line() - 1
    with tf.variable_scope("foo"):
        c = tf.constant(1.0, name="c")
    told = tf.explain(c)
    assert f'"foo" was taken by tf.variable_scope("foo") on line {first}' in told.parts[0].reason
    assert any("scope.reopen()" in text for text in lines_of(c, "To make it foo/c"))


def test_a_name_scope_opened_twice_is_entered_again_by_its_whole_name() -> None:
    for _ in range(2):
        with tf.name_scope("foo"):
            c = tf.constant(1.0, name="c")
    (*_, how) = lines_of(c, "To go on in foo/")
    assert 'tf.name_scope("foo/")' in how


def test_scopes_of_the_library_are_named_by_its_functions() -> None:
    x = tf.placeholder(tf.float32, [None, 4])
    y = tf.layers.dense(x, 3, name="d")
    (gradient,) = tf.gradients(y, x)
    assert "tf.gradients" in tf.explain(gradient).parts[0].reason
    assert "tf.layers.dense" in tf.explain(y).parts[0].reason
    assert tf.explain("d/kernel").parts[0].reason.startswith("from tf.layers.dense")


def test_an_operator_and_a_type_are_no_names_that_were_given() -> None:
    x = tf.constant(1.0)
    assert "operator" in tf.explain(x * 2.0).parts[0].reason
    assert "its type" in tf.explain(tf.add(x, x)).parts[0].reason


def test_a_variable_says_why_a_name_scope_is_no_part_of_its_name() -> None:
    with tf.name_scope("n"):
        opened = line() - 1
        v = tf.get_variable("v", [1])
    nothing = tf.explain(v).parts[0]
    assert (nothing.text, nothing.kind) == ("", "none")
    assert nothing.place is not None and nothing.place.line == opened
    assert any(
        'Open tf.variable_scope("n") in place of tf.name_scope("n")' in text
        for text in lines_of(v, "To make it n/v")
    )


def test_every_place_that_got_a_variable_is_told() -> None:
    def get() -> Any:
        return tf.get_variable("v", [1])

    with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
        opened = line() - 1
        v = get()
        made = line() - 1
        for _ in range(3):
            get()
            again = line() - 1
    texts = lines_of(v, "Who gets it")
    assert len(texts) == 2
    assert texts[0].startswith("made") and f"called from line {made}" in texts[0]
    assert texts[1].startswith("shared") and f"called from line {again}" in texts[1]
    assert texts[1].endswith("(3 times)")
    (reuse,) = lines_of(v, "Where reuse comes from")
    assert reuse.startswith('reuse=tf.AUTO_REUSE was set for the scope "s"')
    assert f"on line {opened}" in reuse


def test_inherited_reuse_names_the_scope_that_set_it_and_its_heirs() -> None:
    with tf.variable_scope("a"), tf.variable_scope("b"):
        v = tf.get_variable("v", [1])
    with tf.variable_scope("a", reuse=True):
        set_at = line() - 1
        with tf.variable_scope("b"):
            heir = line() - 1
            tf.get_variable("v", [1])
    (reuse,) = lines_of(v, "Where reuse comes from")
    assert reuse == (
        f'reuse=True was set for the scope "a", opened with it on line {set_at}; '
        f'inherited by "a/b" on line {heir}.'
    )


def test_reuse_variables_is_named_as_what_set_reuse() -> None:
    v = tf.get_variable("v", [1])
    tf.get_variable_scope().reuse_variables()
    set_at = line() - 1
    tf.get_variable("v", [1])
    (reuse,) = lines_of(v, "Where reuse comes from")
    assert (
        reuse
        == f"reuse=True was set for the root of all scopes, by reuse_variables() on line {set_at}."
    )


def test_a_layer_called_again_is_told() -> None:
    layer = tf.layers.Dense(2, name="d")
    x = tf.placeholder(tf.float32, [None, 4])
    layer(x)
    layer(x)
    again = line() - 1
    assert lines_of(layer.kernel, "Who gets it")[1].startswith(
        f"used again by the layer that holds it, on line {again}"
    )


def test_a_default_name_says_what_was_opened_before() -> None:
    with tf.variable_scope(None, default_name="d"):
        first = line() - 1
    with tf.variable_scope(None, default_name="d"):
        v = tf.get_variable("v", [1])
    reason = tf.explain(v).parts[0].reason
    assert 'tf.variable_scope(None, default_name="d")' in reason
    assert f'"d" was opened already on line {first}' in reason


def test_a_variable_stored_under_another_name_says_so() -> None:
    tf.Variable(1.0, name="v")
    made = line() - 1
    b = tf.get_variable("v", [])
    reason = tf.explain(b).parts[0].reason
    assert f'"v" was taken by the variable v on line {made}' in reason
    assert "get_variable still knows it as v" in reason


def test_a_partitioned_variable_is_explained_as_one() -> None:
    v = tf.get_variable("v", [4], partitioner=tf.fixed_size_partitioner(2))
    told = tf.explain(v)
    assert (told.name, told.kind) == ("v", "variable")
    assert "in parts" in told.summary
    assert parts(list(v)[0])[0] == ("v/part_0", "given")


def test_a_scope_object_explains_itself() -> None:
    with tf.variable_scope("a") as scope:
        tf.get_variable("v", [1])
    with tf.variable_scope("a"):
        pass
    told = scope.explain()
    assert told.kind == "scope"
    assert [line.text for section in told.sections for line in section.lines if "/v" in line.text]
    assert any("operations get a_1/" in text for text in lines_of(scope, "Where it is opened"))


def test_a_name_scope_tells_what_was_made_inside_and_named_elsewhere() -> None:
    with tf.name_scope("n"):
        tf.get_variable("v", [1])
    (text,) = lines_of("n", "Asked for inside it, but named elsewhere")
    assert text.startswith("v on line")
    assert tf.explain("n/").kind == "scope"


def test_a_name_ending_in_a_slash_is_told_to_be_taken_as_it_is() -> None:
    with tf.name_scope("never/seen/"):
        c = tf.constant(1.0, name="c")
    assert "taken as it is" in tf.explain(c).parts[0].reason
    assert parts(c)[0] == ("never/seen/", "name_scope")


def test_lines_that_enter_a_scope_again_are_told() -> None:
    with tf.name_scope("s") as scope:
        pass
    with tf.name_scope(scope):
        again = line() - 1
        c = tf.constant(1.0)
    assert f"entered again by its whole name on line {again}" in tf.explain(c).parts[0].reason


def test_nodes_of_an_imported_graph_say_so() -> None:
    with tf.Graph().as_default() as other, tf.name_scope("s"):
        tf.constant(1.0, name="c")
    tf.import_graph_def(other.as_graph_def())
    kinds = [kind for _, kind in parts("import/s/c")]
    assert kinds[1:] == ["imported", "imported"]


def test_an_unknown_name_gets_the_closest_ones() -> None:
    with tf.variable_scope("layer"):
        tf.get_variable("weights", [1])
    told = tf.explain("layer/weigths")
    assert told.kind == "nothing"
    assert told.closest[0] == "layer/weights"
    assert tf.explain("weights").closest[0] == "layer/weights"


def test_a_variables_own_nodes_are_close_only_to_names_among_them() -> None:
    tf.get_variable("weights", [1])
    assert tf.explain("weight").closest == ("weights",)
    assert tf.explain("weights/reed").closest[0] == "weights/read"


def test_an_empty_graph_is_told_to_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scopeflow.inspect.near.others", lambda graph: [])
    assert "Nothing was made in it yet" in str(tf.explain("x"))


def test_what_is_in_no_graph_is_refused() -> None:
    with pytest.raises(TypeError, match="takes a tensor, operation, variable, scope or name"):
        tf.explain(3)


def test_an_explanation_is_data_that_json_can_hold() -> None:
    with tf.name_scope("n"):
        tf.get_variable("v", [1])
    plain = json.loads(json.dumps(tf.explain("n/v").as_dict()))
    assert plain["closest"] == ["v:0"]
    nearest = plain["nearest"]
    assert [part["text"] for part in nearest["parts"]] == ["", "v", ":0"]
    assert nearest["place"]["source"] == 'tf.get_variable("v", [1])'
    assert nearest["parts"][0]["place"]["file"] == __file__


def test_without_notes_an_explanation_says_less_and_nothing_wrong() -> None:
    with tf.provenance(False), tf.name_scope("n"), tf.variable_scope("s"):
        v = tf.get_variable("v", [1])
        c = tf.constant(1.0, name="c")
    assert parts(v) == [("s/", "variable_scope"), ("v", "given"), (":0", "output")]
    assert "was not noted" in tf.explain(v).parts[0].reason
    assert "".join(text for text, _ in parts(c)) == "n/s/c:0"
    assert {kind for _, kind in parts(c)} == {"unknown", "given", "output"}


def test_notes_are_made_again_after_the_context() -> None:
    with tf.provenance(False):
        pass
    with tf.name_scope("n"):
        c = tf.constant(1.0)
    assert parts(c)[0] == ("n/", "name_scope")
