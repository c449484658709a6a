"""What ends a run from outside: Ctrl-C, and a process that ends while others run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(program: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    # what hangs is ended, and its closed pipes end the test
    watchdog = threading.Timer(120, process.kill)
    watchdog.daemon = True
    watchdog.start()
    return process


LARGE = """
    import signal

    # where this runs as a background job, Ctrl-C is ignored from the start
    signal.signal(signal.SIGINT, signal.default_int_handler)

    import numpy as np
    import scopeflow as tf

    v = tf.Variable(np.zeros((1500, 1500), np.float32))
    w = tf.Variable(np.eye(1500, dtype=np.float32))
    with tf.control_dependencies([v.assign_add(np.ones((1500, 1500), np.float32))]):
        step = w.assign(tf.matmul(w, w)).op
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    session.run(step)
"""


def test_ctrl_c_leaves_variables_whole():
    process = start(
        LARGE
        + """
    print("ready", flush=True)
    done = 0
    for _ in range(6):
        try:
            while True:
                session.run(step)
                done += 1
        except KeyboardInterrupt:
            seen = session.run(v)
            assert seen.min() == seen.max(), "torn"
            assert session.run(w).shape == (1500, 1500)
            print("interrupted", flush=True)
    print("end", int(seen.max()) >= done, flush=True)
    """
    )
    assert process.stdout.readline() == "ready\n"
    for _ in range(6):
        time.sleep(0.25)
        process.send_signal(signal.SIGINT)
        line = process.stdout.readline()
        assert line == "interrupted\n", process.stderr.read()
    last = process.stdout.readline()
    _, err = process.communicate(timeout=60)  # also closes the pipes
    assert last == "end True\n", err
    assert process.returncode == 0


def test_a_process_may_end_while_threads_run():
    process = start(
        LARGE
        + """
    import threading

    def work():
        while True:
            session.run(step)

    for _ in range(2):
        threading.Thread(target=work, daemon=True).start()
    import time
    time.sleep(0.3)
    print("end", flush=True)
    """
    )
    out, err = process.communicate(timeout=60)
    assert out == "end\n"
    assert process.returncode == 0, err
