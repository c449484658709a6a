"""Records what TensorFlow 1.15 answers to the cases in session_cases/: python -m tests.reference.record_session

It writes tests/reference/session/SUBJECT.json: {case: answer}, and chained.json: what random programs
over variables give. `answers` and `chained_runs` ask either library.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.reference.live import HERE, Local, Reference
from tests.reference.session_cases import asking

SUBJECTS = ("aliases", "graphs", "contexts", "nodes", "sessions", "feeds", "fetches")
CHAINED = range(300)
RECORDS = Path(HERE) / "session"


def cases(subject: str) -> list[str]:
    """The names of a subject's cases: its public functions of one argument, `tf`."""
    module = import_module(f"tests.reference.session_cases.{subject}")
    return [
        name
        for name, made in vars(module).items()
        if inspect.isfunction(made) and list(inspect.signature(made).parameters) == ["tf"]
    ]


def _prelude(subject: str) -> str:
    """The source of a subject's cases, with what they import from here in place."""
    module = import_module(f"tests.reference.session_cases.{subject}")
    own = re.sub(r"^from tests\.reference.*$", "", inspect.getsource(module), flags=re.MULTILINE)
    return inspect.getsource(asking) + own


def answers(subject: str, side: Local | Reference) -> dict[str, Any]:
    """{case: what it returned, or the error that ended it}."""
    names = cases(subject)
    sources = [f"result = {name}(tf)" for name in names]
    found = {}
    for name, answer in zip(names, side.run_many(sources, _prelude(subject)), strict=True):
        found[name] = answer.result
        if answer.error is not None:
            found[name] = {"refused": answer.error, "says": asking.plain_text(answer.message)}
    return found


def recorded(subject: str) -> dict[str, Any]:
    """What was recorded for a subject."""
    return json.loads((RECORDS / f"{subject}.json").read_text())


def chained_runs(side: Local | Reference, seeds: Iterable[int]) -> list[Any]:
    """What random programs with an order that nobody may change give: see tests/engine/programs.py."""
    sources = [f"result = chained_run(tf, {seed})" for seed in seeds]
    answers = side.run_many(sources, Path(HERE).parent.joinpath("engine/programs.py").read_text())
    return [
        answer.result if answer.error is None else [answer.error, answer.message]
        for answer in answers
    ]


def main() -> None:
    RECORDS.mkdir(exist_ok=True)
    with Reference() as reference:
        text = json.dumps(chained_runs(reference, CHAINED))
        (RECORDS / "chained.json").write_text(text.replace("]]], ", "]]],\n") + "\n")
        for subject in SUBJECTS:
            text = json.dumps(answers(subject, reference), indent=0, ensure_ascii=False)
            (RECORDS / f"{subject}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
