"""The comparison sees what differs, and only that."""

from __future__ import annotations

from tests.differential.compare import difference, first_sentence
from tests.differential.programs import Statement, shrink, size, source
from tests.reference.live import Answer


def answer(*entries: list[object]) -> Answer:
    return Answer(result=list(entries))


def test_equal_logs_do_not_differ() -> None:
    assert difference(answer(["note", 1]), answer(["note", 1])) is None


def test_another_value_another_length_and_another_class_differ() -> None:
    assert difference(answer(["note", 1]), answer(["note", 2])) is not None
    assert difference(answer(["note", 1]), answer()) is not None
    assert (
        difference(answer(["error", "ValueError", "x"]), answer(["error", "TypeError", "x"]))
        is not None
    )
    assert difference(Answer(error="Boom"), answer()) is not None


def test_ours_may_say_more_after_the_first_sentence_and_not_less() -> None:
    theirs = answer(["error", "ValueError", "No. Really\nnot"])
    assert difference(theirs, answer(["error", "ValueError", "No. Write yes instead."])) is None
    assert difference(theirs, answer(["error", "ValueError", "Nothing"])) is None
    assert difference(theirs, answer(["error", "ValueError", "Never"])) is not None


def test_addresses_and_module_paths_are_no_difference() -> None:
    theirs = "Bad <tensorflow.python.ops.variables.RefVariable object at 0x7f>"
    ours = "Bad <scopeflow.variables.ref.RefVariable object at 0xff>"
    assert first_sentence(theirs) == first_sentence(ours)


def test_shrinking_leaves_what_matters() -> None:
    program = (
        Statement("a = 1"),
        Statement(
            "with x",
            (Statement("b = 2"), Statement("with y", (Statement("bad()"), Statement("c = 3")))),
        ),
        Statement("d = 4"),
    )

    def differs(programs: list[tuple[Statement, ...]]) -> int | None:
        return next(
            (i for i, candidate in enumerate(programs) if "bad()" in source(candidate)), None
        )

    small = shrink(program, differs)
    assert size(small) == 1
    assert small[0].text == "bad()"
