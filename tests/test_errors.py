"""The exceptions of a run: as TensorFlow 1.15's."""

from __future__ import annotations

import pytest

from scopeflow import errors
from tests.graph.replay import differences, sections
from tests.reference.record_leaves import FakeOp

RECORD = sections("errors")


@pytest.mark.parametrize("section", RECORD)
def test_errors_answer_as_the_reference(section: str) -> None:
    assert differences(RECORD[section]) == {}


def test_every_code_has_a_class_and_every_class_its_code() -> None:
    codes = {
        value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)
    }
    assert codes == set(range(17))
    for code in codes - {errors.OK}:
        kind = errors.exception_type_from_error_code(code)
        assert kind(None, None, "m").error_code == code
        assert errors.error_code_from_exception_type(kind) == code


def test_an_error_shows_the_line_that_made_its_operation() -> None:
    error = errors.InvalidArgumentError(None, FakeOp("layer/MatMul"), "shapes do not fit")
    assert str(error) == (
        "shapes do not fit\n\nOriginal stack trace for 'layer/MatMul':\n"
        '  File "program.py", line 7, in main\n    x = make()\n'
    )


def test_a_status_that_is_not_ok_is_raised_at_the_end() -> None:
    with (
        pytest.raises(errors.NotFoundError) as caught,
        errors.raise_exception_on_not_ok_status() as status,
    ):
        status.set(errors.NOT_FOUND, "no such file")
    assert (caught.value.message, caught.value.node_def, caught.value.op) == (
        "no such file",
        None,
        None,
    )


def test_a_status_without_a_class_is_an_unknown_error() -> None:
    with pytest.raises(errors.UnknownError) as caught:
        errors.raise_status(77, "odd")
    assert caught.value.error_code == 77


def test_an_ok_status_raises_nothing_and_hides_no_exception() -> None:
    with errors.raise_exception_on_not_ok_status() as status:
        pass
    assert (status.code, status.message) == (errors.OK, "")
    with (
        pytest.raises(KeyError),
        errors.raise_exception_on_not_ok_status() as status,
    ):
        status.set(errors.ABORTED, "not this")
        raise KeyError("this")


def test_the_code_of_another_class_is_asked_for_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="Unknown class exception"):
        answer = errors.error_code_from_exception_type(ValueError)
    assert isinstance(answer, errors.UnknownError)
