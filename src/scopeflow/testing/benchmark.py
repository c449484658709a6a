"""`tf.test.Benchmark`: methods that measure instead of testing."""

from __future__ import annotations

import os
import re
import sys
import time
from typing import Any

import numpy as np

from scopeflow.formats.protos import proto
from scopeflow.session import get_default_session

_REGISTERED: list[type] = []


class Benchmark:
    """A class whose methods `benchmark...` are run by `tf.test.main` under `--benchmarks=REGEX`.

    A method measures with `run_op_benchmark`, or reports what it measured itself with `report_benchmark`.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _REGISTERED.append(cls)

    @classmethod
    def is_abstract(cls) -> bool:
        """Whether this class has no methods to run."""
        return not any(name.startswith("benchmark") for name in dir(cls))

    def _get_name(self, overwrite_name: str | None = None) -> str:
        """The reported name: the class's and the method's."""
        frame: Any = sys._getframe(1)
        while frame is not None:
            owner = frame.f_locals.get("self")
            if owner is self and frame.f_code.co_name.startswith("benchmark"):
                method = overwrite_name or frame.f_code.co_name
                return f"{type(self).__name__}.{method}"
            frame = frame.f_back
        raise ValueError(
            "Unable to determine calling Benchmark function. Call it from a method whose name starts with 'benchmark'."
        )

    def report_benchmark(
        self,
        iters: int | None = None,
        cpu_time: float | None = None,
        wall_time: float | None = None,
        throughput: float | None = None,
        extras: dict[str, Any] | None = None,
        name: str | None = None,
        metrics: list[dict[str, Any]] | None = None,
    ) -> None:
        """Writes what was measured: to stdout, or to a file if TEST_REPORT_FILE_PREFIX names where.

        Args:
          iters: how many repetitions.
          cpu_time: seconds of processor time for each.
          wall_time: seconds for each.
          throughput: megabytes a second.
          extras: more values by name.
          name: the reported name; the method's by default.
          metrics: dicts of a name, a value and bounds.
        """
        lines = [f"name: {self._get_name(name)}"]
        given = {
            "iters": iters,
            "cpu_time": cpu_time,
            "wall_time": wall_time,
            "throughput": throughput,
            **(extras or {}),
        }
        lines += [f"{key}: {value}" for key, value in given.items() if value is not None]
        lines += [f"metric: {metric}" for metric in metrics or ()]
        text = "\n".join(lines) + "\n"
        prefix = os.environ.get("TEST_REPORT_FILE_PREFIX", "")
        if prefix:
            with open(prefix + lines[0][len("name: ") :].replace("/", "__"), "w") as file:
                file.write(text)
        else:
            sys.stdout.write(text + "\n")

    def run_op_benchmark(
        self,
        sess: Any,
        op_or_tensor: Any,
        feed_dict: Any = None,
        burn_iters: int = 2,
        min_iters: int = 10,
        store_trace: bool = False,
        store_memory_usage: bool = True,
        name: str | None = None,
        extras: dict[str, Any] | None = None,
        mbs: float = 0,
    ) -> dict[str, Any]:
        """Runs an operation again and again, and reports the median time.

        Args:
          sess: the session.
          op_or_tensor: what to run; its value is not fetched.
          feed_dict: as for `Session.run`.
          burn_iters: runs before those that count.
          min_iters: runs that count.
          store_trace: accepted for compatibility.
          store_memory_usage: accepted for compatibility.
          name: the reported name; the method's by default.
          extras: more values to report, by name.
          mbs: how many megabytes a run goes through, for the throughput.

        Returns:
          What was reported.
        """
        target = getattr(op_or_tensor, "op", op_or_tensor)
        for _ in range(burn_iters):
            sess.run(target, feed_dict=feed_dict)
        times = []
        for _ in range(min_iters):
            start = time.perf_counter()
            sess.run(target, feed_dict=feed_dict)
            times.append(time.perf_counter() - start)
        wall = float(np.median(times))
        results: dict[str, Any] = {
            "iters": min_iters,
            "wall_time": wall,
            "extras": {
                **(extras or {}),
                "wall_time_mean": float(np.mean(times)),
                "wall_time_stdev": float(np.std(times)),
            },
            "name": name,
            "throughput": mbs / wall if mbs else 0.0,
        }
        self.report_benchmark(**results)
        return results

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors, in the same structure, computed by the default session."""
        session = get_default_session()
        if session is None:
            raise ValueError("evaluate() needs a default session: write `with tf.Session():`.")
        return session.run(tensors)


def benchmark_config() -> Any:
    """A ConfigProto for sessions that measure."""
    config = proto("ConfigProto")()
    rewrites = config.graph_options.rewrite_options
    rewrites.dependency_optimization = rewrites.OFF
    return config


def run_matching(pattern: str) -> None:
    """Runs the methods of all benchmarks whose class's and method's names match a regular expression."""
    wanted = re.compile(".*" if pattern == "all" else pattern)
    for cls in _REGISTERED:
        for name in dir(cls):
            full = f"{cls.__module__}.{cls.__name__}.{name}"
            if name.startswith("benchmark") and wanted.search(full):
                getattr(cls(), name)()
