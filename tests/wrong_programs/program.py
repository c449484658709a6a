"""A wrong program: a short script, and in its first lines what must be said about it.

    # raises: ValueError
    # TensorFlow says: Variable layer/w already exists, disallowed
    # we say: made at {here}

The first two lines are what TensorFlow 1.15 does, its exception class and the first sentence of its
message; `make record` writes them.  Each "we say" is a part of our explanation, which must stand in the
message or in its notes; {file} is the program's file, {here} the file and the line that ends in `# here`.
"""

from __future__ import annotations

import linecache
import threading
from dataclasses import dataclass
from pathlib import Path

import scopeflow as tf
from tests.differential.compare import first_sentence, plain

FOLDER = Path(__file__).parent / "programs"
RAISES, SAYS, EXPLAINS = "# raises: ", "# TensorFlow says: ", "# we say: "
IMPORT = "import scopeflow as tf\n"


@dataclass(frozen=True)
class Program:
    """A program and what its first lines claim."""

    path: Path
    source: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def raises(self) -> str:
        """The name of the exception class."""
        return self._claims(RAISES)[0]

    @property
    def says(self) -> str:
        """The first sentence of TensorFlow's message."""
        return self._claims(SAYS)[0]

    @property
    def explanations(self) -> list[str]:
        """What else must be said."""
        lines = self.source.splitlines()
        marked = [number for number, line in enumerate(lines, 1) if line.endswith("# here")]
        here = f"{self.path.name}:{marked[0]}" if marked else "there is no line marked `# here`"
        return [
            claim.replace("{file}", self.path.name).replace("{here}", here)
            for claim in self._claims(EXPLAINS)
        ]

    @property
    def for_tensorflow(self) -> str:
        """The source for a library called `tf` by whoever runs it."""
        return self.source.replace(IMPORT, "")

    def recorded(self, raises: str, says: str) -> Program:
        """The same program with other claims about TensorFlow."""
        rest = [li for li in self.source.splitlines(True) if not li.startswith((RAISES, SAYS))]
        return Program(self.path, f"{RAISES}{raises}\n{SAYS}{says}\n{''.join(rest)}")

    def run(self) -> Exception | None:
        """Runs the program in a graph and a thread of its own; returns what it raised.

        The stacks of graphs and scopes are a thread's: what a program leaves open stays with it.
        """
        name = self.path.name  # as it shall stand in messages
        linecache.cache[name] = (len(self.source), None, self.source.splitlines(True), name)
        raised: list[Exception] = []

        def work() -> None:
            try:
                with tf.Graph().as_default():
                    exec(compile(self.source, name, "exec"), {"__name__": "__program__"})
            except Exception as error:
                raised.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return raised[0] if raised else None

    def _claims(self, start: str) -> list[str]:
        lines = self.source.splitlines()
        return [line.removeprefix(start) for line in lines if line.startswith(start)]


def programs() -> list[Program]:
    """All of them."""
    return [Program(path, path.read_text()) for path in sorted(FOLDER.glob("*.py"))]


def sentence(message: str) -> str:
    """The first sentence of a message; a KeyError's message comes in quotes."""
    return first_sentence(message.strip('"')).rstrip(".)")


def comparable(message: str) -> str:
    """A message of ours as `sentence` would leave it, whole."""
    return plain(message.strip('"'))
