"""Scope names are in the programs that XLA compiles, and in what its profiler shows of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax
import numpy as np

import scopeflow as tf


def _names(compiled: Any) -> set[str]:
    """The names that a compiled program's instructions bear."""
    return set(re.findall(r'op_name="([^"]*)"', compiled.as_text()))


def _net(x: Any) -> Any:
    with tf.variable_scope("net"):
        for name in ("one", "two"):
            with tf.variable_scope(name):
                w = tf.get_variable("w", [3, 3], initializer=tf.ones_initializer())
                x = tf.tanh(tf.matmul(x, w))
    return tf.reduce_sum(x)


def test_a_functions_program_names_nodes_by_scope() -> None:
    net = tf.transform(_net)
    x = np.ones((2, 3), np.float32)
    params = net.init(jax.random.key(0), x)
    names = _names(jax.jit(net.apply).lower(params, x).compile())
    assert any(name.endswith("net/one/MatMul/dot_general") for name in names)
    assert any(name.endswith("net/two/Tanh/tanh") for name in names)
    names = _names(jax.jit(jax.grad(net.apply)).lower(params, x).compile())
    assert any("to_jax/gradients/net/two/MatMul_grad/MatMul" in name for name in names)


_TRAINING = """
import sys
import numpy as np
import scopeflow as tf

x = tf.placeholder(tf.float32, [300, 300])
with tf.variable_scope("net"):
    with tf.variable_scope("one"):
        w = tf.get_variable("w", [300, 300])
    with tf.name_scope("middle"):
        y = tf.tanh(tf.matmul(x, w))
_, y = tf.while_loop(lambda i, _: i < 3, lambda i, y: (i + 1, tf.sin(y)), [0, y], name="rounds")
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y ** 2))
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    step = lambda: session.run(train, {x: np.ones((300, 300), np.float32)})
    step(), step()
    import jax

    with jax.profiler.trace(sys.argv[1]):
        step(), step()
"""


def test_a_sessions_programs_and_profiles_name_nodes_by_scope(tmp_path: Path) -> None:
    dump, profile = tmp_path / "dump", tmp_path / "profile"
    flags = f"--xla_dump_to={dump} --xla_dump_hlo_as_text"
    environment = {**os.environ, "XLA_FLAGS": flags, "SCOPEFLOW_CACHE": "off"}
    done = subprocess.run(
        [sys.executable, "-c", _TRAINING, profile], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    texts = "".join(path.read_text() for path in dump.glob("*after_optimizations.txt"))
    names = set(re.findall(r'op_name="([^"]*)"', texts))
    for wanted in (
        "/net/middle/MatMul/dot_general",
        "/rounds/Sin/sin",
        "/gradients/net/middle/MatMul_grad/MatMul_1/dot_general",
        "/GradientDescent/update_net/one/w/ApplyGradientDescent/sub",
    ):
        assert any(name.endswith(wanted) for name in names), (wanted, sorted(names))
    (trace,) = profile.rglob("*.xplane.pb")
    assert b"/net/middle/MatMul/dot_general" in trace.read_bytes()
