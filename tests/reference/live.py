"""Asks real TensorFlow 1.15, where there is one, and keeps and finds what it answered before.

with Reference() as reference:
    answer = reference.run("with tf.name_scope('a'): result = tf.constant(1., name='c').name")
assert answer == Local().run(...)          # the same program under scopeflow
record("names", {"a": answer.result})      # tests/reference/names.json
recorded("names")["a"]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reference import server

HERE = Path(__file__).parent
VERSION = "1.15.5"


def interpreter() -> Path | None:
    """The Python of the environment at $SCOPEFLOW_REFERENCE, else ~/.cache/scopeflow-reference."""
    home = os.environ.get("SCOPEFLOW_REFERENCE") or Path.home() / ".cache/scopeflow-reference"
    python = Path(home) / "bin" / "python"
    return python if python.exists() else None


@dataclass(frozen=True)
class Answer:
    """What one program did: its `result` in plain form or its exception, and what it printed."""

    result: Any = None
    error: str | None = None
    message: str = field(default="", compare=False)
    printed: str = ""

    @property
    def sentence(self) -> str:
        """The first sentence of the message: what two libraries must have in common."""
        first_line = self.message.strip().split("\n", 1)[0]
        return first_line.split(". ", 1)[0].rstrip(".")


def _answers(replies: Iterable[dict[str, Any]]) -> list[Answer]:
    return [Answer(**reply) for reply in replies]


class Local:
    """Runs the same programs under scopeflow, in this process."""

    def run_many(
        self, sources: Sequence[str], prelude: str = "", root: bool = False
    ) -> list[Answer]:
        import scopeflow

        replies = server.run_programs(scopeflow, sources, prelude, root)
        return _answers(json.loads(json.dumps(replies)))

    def run(self, source: str, prelude: str = "", root: bool = False) -> Answer:
        return self.run_many([source], prelude, root)[0]


class ReferenceGone(Exception):
    """The reference's process ended or was too slow; the message holds the program that did it."""


class Reference:
    """A process of TensorFlow 1.15 that runs programs; started at first use and when lost."""

    def __init__(self, python: Path | None = None, timeout: float = 120.0) -> None:
        found = python or interpreter()
        if found is None:
            raise ReferenceGone("no TensorFlow 1.15 here; docs/reference.md says how to set one up")
        self._python = found
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None

    def run(self, source: str, prelude: str = "", root: bool = False) -> Answer:
        """Runs one program. `prelude`: source of names it may use; `root`: see server.py."""
        return self.run_many([source], prelude, root)[0]

    def run_many(
        self, sources: Sequence[str], prelude: str = "", root: bool = False
    ) -> list[Answer]:
        """Runs many programs for one round trip."""
        request = {"sources": list(sources), "prelude": prelude, "root": root}
        return _answers(self._ask(request))

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        environment["PYTHONHASHSEED"] = "0"
        environment["CUDA_VISIBLE_DEVICES"] = ""
        self._process = subprocess.Popen(
            [str(self._python), str(HERE / "server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        version = self._read(self._process, "import tensorflow")["version"]
        if version != VERSION:
            raise ReferenceGone(f"the reference must be TensorFlow {VERSION}, not {version}")
        return self._process

    def _ask(self, request: dict[str, Any]) -> Any:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.close()
            raise ReferenceGone("the reference's process has ended") from None
        return self._read(process, "\n---\n".join(request["sources"]))

    def _read(self, process: subprocess.Popen[str], doing: str) -> Any:
        """The next answer. A process that is silent for too long is ended: a test must not hang."""
        assert process.stdout is not None
        watchdog = threading.Timer(self._timeout, process.kill)
        watchdog.start()
        try:
            line = process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            self.close()
            raise ReferenceGone(f"no answer from TensorFlow 1.15 to\n{doing}")
        return json.loads(line)


def recorded(name: str) -> Any:
    """What was recorded as `name`: the contents of tests/reference/NAME.json."""
    return json.loads((HERE / f"{name}.json").read_text())


def record(name: str, data: Any) -> None:
    """Keeps `data` as tests/reference/NAME.json, in a form whose diffs can be read."""
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / f"{name}.json").write_text(text + "\n")
    print(f"recorded tests/reference/{name}.json ({len(text)} bytes)", file=sys.stderr)
