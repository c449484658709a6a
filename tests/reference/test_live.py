"""The two sides that answer programs are asked, isolated and compared in the same way."""

from __future__ import annotations

import pytest

from tests.reference.live import Answer, Local, Reference, ReferenceGone

PRELUDE = "def named(name):\n    return tf.constant(1.0, name=name).name\n"


@pytest.fixture(
    params=["local", pytest.param("reference", marks=pytest.mark.reference)], scope="module"
)
def side(request: pytest.FixtureRequest) -> Local | Reference:
    return request.getfixturevalue(request.param)


def test_a_result_comes_back_in_plain_form(side) -> None:
    program = "result = [tf.float32, tf.TensorShape([None, 2]), b'x', (1, None), float('nan')]"
    assert side.run(program).result == [
        {"dtype": "float32"},
        {"shape": [None, 2]},
        {"bytes": "x"},
        [1, None],
        {"float": "nan"},
    ]


def test_an_array_keeps_its_dtype(side) -> None:
    answer = side.run("result = np.ones([1, 2], np.int8)")
    assert answer.result == {"array": [[1, 1]], "dtype": "int8", "of": [1, 2]}


def test_an_exception_is_its_class_and_message(side) -> None:
    answer = side.run("raise KeyError('First. Second.')")
    assert answer.error == "KeyError"
    assert Answer(error="E", message="First one. Second.\nMore").sentence == "First one"


def test_each_program_has_a_graph_of_its_own(side) -> None:
    answers = side.run_many(["result = named('c')"] * 3, prelude=PRELUDE)
    assert [answer.result for answer in answers] == ["c:0"] * 3


def test_scopes_left_open_do_not_reach_the_next_program(side) -> None:
    answers = side.run_many(
        ["scope = tf.name_scope('left')\nscope.__enter__()", "result = named('c')"], prelude=PRELUDE
    )
    assert answers[1].result == "c:0"


def test_what_a_program_prints_is_kept(side) -> None:
    assert side.run("print('said')").printed == "said\n"


def test_a_program_may_run_at_the_root(side) -> None:
    source = "tf.reset_default_graph()\nresult = named('c')"
    assert side.run(source, prelude=PRELUDE, root=True).result == "c:0"
    assert side.run(source, prelude=PRELUDE).error == "AssertionError"


def test_leaving_the_interpreter_is_an_answer_too(side) -> None:
    assert side.run("import sys; sys.exit(3)").error == "SystemExit"


@pytest.mark.reference
def test_a_reference_that_died_is_told_and_started_again() -> None:
    with Reference() as reference:
        with pytest.raises(ReferenceGone, match="_exit"):
            reference.run("import os; os._exit(3)")
        assert reference.run("result = 1").result == 1


@pytest.mark.reference
def test_a_reference_that_hangs_is_ended() -> None:
    with Reference() as reference:
        reference.run("result = 1")
        reference._timeout = 0.5
        with pytest.raises(ReferenceGone):
            reference.run("while True: pass")
