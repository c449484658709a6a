"""A newcomer asks why the names of the four programs are what they are, and how they become what he expected."""

from __future__ import annotations

import pytest

from tests.inspect.asking import ANSWERS, QUESTIONS, answers


@pytest.mark.parametrize("program", QUESTIONS)
def test_the_answers_about_a_program_are_those_on_record(program: str) -> None:
    assert answers(program) == (ANSWERS / f"{program}.txt").read_text()


def test_the_record_says_how_b_lands_in_its_scope() -> None:
    told = (ANSWERS / "scoping_python2.py.txt").read_text()
    asked = " ".join(told.partition("### scope_name/b\n")[2].partition("###")[0].split())
    assert "You may mean b:0" in asked
    assert 'Open tf.variable_scope("scope_name") in place of tf.name_scope("scope_name")' in asked
    assert 'tf.Variable(initial_value, name="b")' in asked
    assert "get_variable looks at variable scopes only" in asked


def test_the_advice_makes_b_land_in_its_scope() -> None:
    import scopeflow as tf

    with tf.Graph().as_default():
        with tf.variable_scope("scope_name"):
            assert tf.get_variable("b", initializer=2).name == "scope_name/b:0"
        with tf.name_scope("other"):
            assert tf.Variable(2, name="b").name == "other/b:0"
