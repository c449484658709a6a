"""Every wrong call gets TensorFlow's exception class and first sentence, and our explanation."""

from __future__ import annotations

import pytest

from tests.reference.live import Reference
from tests.wrong_programs.program import Program, comparable, programs, sentence

PROGRAMS = programs()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_wrong_program_is_told_what_is_wrong(program: Program) -> None:
    error = program.run()
    assert error is not None, "nothing was raised"
    assert type(error).__name__ == program.raises, repr(error)
    message = str(error)
    assert comparable(message).startswith(program.says)
    told = "\n".join([message, *getattr(error, "__notes__", [])])
    # (where a line ends depends on how long the names in it are)
    flat = " ".join(told.split())
    assert program.explanations
    for explanation in program.explanations:
        assert explanation in told or explanation in flat, told


@pytest.mark.reference
def test_what_the_programs_claim_is_what_tensorflow_says(reference: Reference) -> None:
    answers = reference.run_many([program.for_tensorflow for program in PROGRAMS])
    for program, answer in zip(PROGRAMS, answers, strict=True):
        assert (answer.error, sentence(answer.message)) == (program.raises, program.says), (
            program.name
        )


def test_an_exception_inside_scopes_leaves_none_of_them_open() -> None:
    import scopeflow as tf

    with tf.Graph().as_default() as graph, tf.Session() as session:
        with pytest.raises(ValueError, match="Dimensions must be equal"):  # noqa: SIM117
            with (
                tf.variable_scope("a", reuse=tf.AUTO_REUSE),
                tf.name_scope("b"),
                tf.device("/cpu:0"),
            ):
                with tf.control_dependencies([tf.no_op()]), tf.Graph().as_default():
                    tf.zeros([2]) + tf.zeros([3])
        assert tf.get_default_graph() is graph
        assert tf.get_default_session() is session
        assert tf.get_variable_scope().name == ""
        assert tf.get_variable_scope().reuse is False
        made = tf.constant(1.0, name="after")
        assert (made.op.name, made.device, made.op.control_inputs) == ("after", "", [])
