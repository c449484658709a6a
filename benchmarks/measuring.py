"""What every case needs: the tables of cases, clocks, and what a process holds of the memory.

It runs under the Python 3.7 of TensorFlow 1.15 too, as all that cases import does.
"""

import gc
import os
import resource
import sys
import time

# The cases by name: written once for scopeflow and TensorFlow 1.15, and by hand in JAX.
CASES = {}
IN_JAX = {}

# Cases that are also started with what an earlier process left in a cache, and those that take
# so long that the first round alone measures them.
WARM = set()
ONCE = set()

# What the command line says for all cases of a process.
SETTINGS = {"dtype": "float32", "warm": False, "quick": False}

# A measure in wall time is named as the one in processor time, with this behind.
WALL = ", by the clock"


def case(function):
    """Puts a case into the table, under its own name."""
    CASES[function.__name__] = function
    return function


def in_jax(function):
    """Puts what a case is in hand-written JAX into the table, under its own name."""
    IN_JAX[function.__name__] = function
    return function


def adds(tf, count):
    """A chain of `count` ops, and its last tensor."""
    y = x = tf.placeholder(tf.float32, [])
    for _ in range(count):
        y = tf.add(y, x)
    return y


def few(count):
    """That many repetitions, or a handful where only whether all works is of interest."""
    return min(count, 5) if SETTINGS["quick"] else count


def clock(work, count, unit=1e6):
    """Processor time of `work()` per one of `count`, in microseconds if `unit` is not given."""
    gc.collect()
    start = time.process_time()
    work()
    return (time.process_time() - start) / count * unit


def middle(values):
    """The median of an odd number of values."""
    return sorted(values)[len(values) // 2]


def calls(run, count=2000, before=300):
    """Microseconds of processor time per call, once what is done only the first times is done.

    The median of five parts: one in which something else got in the way does not count.
    """
    for _ in range(few(before)):
        run()
    part = max(few(count) // 5, 1)

    def repeat():
        for _ in range(part):
            run()

    return middle([clock(repeat, part) for _ in range(5)])


def both_clocks(work, count, unit):
    """Processor time and wall time of `work()` per one of `count`."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return processor / count * unit, wall / count * unit


def since_start():
    """Seconds since the process began, by the clock: run.py says when it started it."""
    return time.time() - float(os.environ.get("BENCH_STARTED") or "nan")


def resident():
    """Bytes of this process that are in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak():
    """The most bytes of this process that ever were in memory."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
