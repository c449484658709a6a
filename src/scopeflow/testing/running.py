"""`tf.test.main`: runs the tests of the program that calls it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from absl.testing import absltest

from scopeflow.platform.app import run
from scopeflow.testing.benchmark import run_matching

_BENCHMARKS = ("--benchmarks=", "--benchmark_filter=")


def main(argv: Sequence[str] | None = None) -> Any:
    """Runs all tests of the module `__main__`, and exits; under `--benchmarks=REGEX` its benchmarks instead.

    Args:
      argv: the command line; `sys.argv` by default.

    Raises:
      SystemExit: always, with 0 if all went well.
    """
    arguments = list(sys.argv if argv is None else argv)
    chosen = [text for text in arguments if text.startswith(_BENCHMARKS)]
    if chosen:
        left = [text for text in arguments if text not in chosen]
        pattern = chosen[-1].partition("=")[2]
        return run(main=lambda _: run_matching(pattern), argv=left)
    return run(main=lambda left: absltest.main(argv=left), argv=arguments)
