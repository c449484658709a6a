"""Both libraries in processes of their own: a program that crashes or hangs one is found out and told, and the rest goes on."""

from __future__ import annotations

import concurrent.futures
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.reference.live import Answer, Reference, ReferenceGone

ROOT = Path(__file__).parents[2]
# Programs after which a process is started anew, since it grows with every graph.
MOST = 3000


class Ours(Reference):
    """Scopeflow in a process that answers as the reference does."""

    def __init__(self, compiled: bool = False, timeout: float = 12.0) -> None:
        super().__init__(Path(sys.executable), timeout)
        self._compiled = compiled

    def _start(self) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "JAX_PLATFORMS": "cpu",
        }
        command = [sys.executable, "-m", "tests.differential_ops.ours"]
        self._process = subprocess.Popen(
            command + ["compiled"] * self._compiled,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        self._read(self._process, "import scopeflow")
        return self._process


class Pair:
    """The reference and ours, asked at once."""

    def __init__(self, compiled: bool = False) -> None:
        self.reference = Reference(timeout=20.0)
        self.ours = Ours(compiled)
        self._done = 0
        self._pool = concurrent.futures.ThreadPoolExecutor(2)

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.shutdown()
        self.reference.close()
        self.ours.close()

    def ask(self, sources: Sequence[str], prelude: str) -> tuple[list[Answer], list[Answer]]:
        """(reference's answers, ours); an answer whose error is `Crash` ended its process or took too long."""
        self._done += len(sources)
        if self._done > MOST:
            self._done = 0
            self.reference.close()
            self.ours.close()
        theirs, ours = (
            self._pool.submit(_answers, library, sources, prelude)
            for library in (self.reference, self.ours)
        )
        return theirs.result(), ours.result()


def _answers(library: Reference, sources: Sequence[str], prelude: str) -> list[Answer]:
    try:
        return library.run_many(sources, prelude)
    except ReferenceGone:
        if len(sources) == 1:
            return [Answer(error="Crash", message="the process ended or took too long")]
        half = len(sources) // 2
        return [
            *_answers(library, sources[:half], prelude),
            *_answers(library, sources[half:], prelude),
        ]
