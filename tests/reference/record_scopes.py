"""Records what TensorFlow 1.15 does with the programs of tests/scopes/observed.py, in scopes.json."""

from __future__ import annotations

from tests.differential.programs import PRELUDE, wrapped
from tests.reference.live import Reference, record
from tests.scopes.observed import PROGRAMS


def main() -> None:
    with Reference() as reference:
        answers = reference.run_many([wrapped(body) for body in PROGRAMS.values()], PRELUDE)
    record(
        "scopes",
        {
            name: {"result": answer.result, "error": answer.error, "message": answer.message}
            for name, answer in zip(PROGRAMS, answers, strict=True)
        },
    )


if __name__ == "__main__":
    main()
