"""Answers programs under scopeflow as tests/reference/server.py does under TensorFlow: a process that may crash or hang.

With the argument `compiled` every run is compiled that can be; otherwise the engine chooses.
"""

from __future__ import annotations

import json
import os
import sys
import warnings

import scopeflow
from tests.reference import server


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    scopeflow.logging.set_verbosity(scopeflow.logging.FATAL)
    if "compiled" in sys.argv[1:]:
        from scopeflow.engine import tiers

        tiers.FORCED = True
    answers.write(json.dumps({"version": scopeflow.__version__}) + "\n")
    answers.flush()
    for line in sys.stdin:
        request = json.loads(line)
        reply = server.run_programs(
            scopeflow, request["sources"], request["prelude"], request["root"]
        )
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
