"""What one `Session.run` costs: small ones, many fetches, long chains, loops, large feeds, threads."""

import threading
import time

import numpy as np

from benchmarks.measuring import calls, case, few, in_jax, middle

VARIABLES = 200
CHAIN, TURNS = 1000, 1000
LARGE = (1 << 22,)  # 16 MB of float32
NAMES = {
    "add": "Session.run, scalar add with feeds (us)",
    "variable": "Session.run, variable fetch (us)",
    "counter": "Session.run, counter (us)",
    "cond": "Session.run, cond (us)",
    "callable": "make_callable, scalar add (us)",
    "variables": "Session.run, 200 variables (us)",
    "many": "Session.run, 200 fetches (us)",
    "chain": "Session.run, chain of 1,000 ops (us)",
    "loop": "Session.run, while_loop of 1,000 turns (us)",
    "feeding": "feeding 16 MB (us)",
}


@case
def session(tf):
    with tf.Graph().as_default():
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        total = tf.add(x, y)
        variable = tf.get_variable("variable", [10])
        counter = tf.get_variable("counter", initializer=0)
        count_up = tf.assign_add(counter, 1)
        positive = tf.cond(x > 0.0, lambda: x + 1.0, lambda: y - 1.0)
        variables = [tf.get_variable(f"v{i}", [16]) for i in range(VARIABLES)]
        many = [x + float(i) for i in range(200)]
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            add = sess.make_callable(total, [x, y])
            return {
                NAMES["add"]: calls(lambda: sess.run(total, {x: 1.0, y: 2.0})),
                NAMES["variable"]: calls(lambda: sess.run(variable)),
                NAMES["counter"]: calls(lambda: sess.run(count_up)),
                NAMES["cond"]: calls(lambda: sess.run(positive, {x: 1.0, y: 2.0})),
                NAMES["callable"]: calls(lambda: add(1.0, 2.0)),
                NAMES["variables"]: calls(lambda: sess.run(variables), 300, 50),
                NAMES["many"]: calls(lambda: sess.run(many, {x: 1.0}), 300, 50),
            }


@in_jax
def session(jax):  # noqa: F811 - the same case, by hand
    jnp = jax.numpy
    add = jax.jit(jnp.add)
    up = jax.jit(lambda count: count + 1, donate_argnums=0)
    cond = jax.jit(lambda x, y: jax.lax.cond(x > 0, lambda: x + 1, lambda: y - 1))
    many = jax.jit(lambda x: [x + float(i) for i in range(200)])
    variable = jnp.ones(10)
    variables = [jnp.ones(16) for _ in range(VARIABLES)]
    counter = jnp.int32(0)

    def count_up():
        nonlocal counter
        counter = up(counter)
        return np.array(counter)

    return {
        NAMES["add"]: calls(lambda: np.asarray(add(1.0, 2.0))),
        NAMES["variable"]: calls(lambda: np.array(variable)),
        NAMES["counter"]: calls(count_up),
        NAMES["cond"]: calls(lambda: np.asarray(cond(1.0, 2.0))),
        NAMES["callable"]: calls(lambda: np.asarray(add(1.0, 2.0))),
        NAMES["variables"]: calls(lambda: [np.array(v) for v in variables], 300, 50),
        NAMES["many"]: calls(lambda: jax.device_get(many(1.0)), 300, 50),
    }


@case
def long_runs(tf):
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [])
        chain = x
        for _ in range(CHAIN):
            chain = tf.add(chain, x)
        _, loop = tf.while_loop(
            lambda i, total: i < TURNS, lambda i, total: [i + 1, total + x], [0, 0.0]
        )
        large = tf.placeholder(tf.float32, LARGE)
        read = tf.reduce_max(large)
        numbers = np.random.RandomState(0).rand(*LARGE).astype(np.float32)
        return {
            NAMES["chain"]: calls(lambda: sess.run(chain, {x: 1.5}), 400, 50),
            NAMES["loop"]: calls(lambda: sess.run(loop, {x: 1.5}), 100, 40),
            NAMES["feeding"]: calls(lambda: sess.run(read, {large: numbers}), 100, 40),
        }


@in_jax
def long_runs(jax):  # noqa: F811 - the same case, by hand
    jnp = jax.numpy

    @jax.jit
    def chain(x):
        y = x
        for _ in range(CHAIN):
            y = y + x
        return y

    @jax.jit
    def loop(x):
        return jax.lax.fori_loop(0, TURNS, lambda i, total: total + x, 0.0)

    read = jax.jit(jnp.max)
    numbers = np.random.RandomState(0).rand(*LARGE).astype(np.float32)
    return {
        NAMES["chain"]: calls(lambda: np.asarray(chain(1.5)), 400, 50),
        NAMES["loop"]: calls(lambda: np.asarray(loop(1.5)), 100, 40),
        NAMES["feeding"]: calls(lambda: np.asarray(read(numbers)), 100, 40),
    }


def at_once(run, threads, count=3000):
    """Microseconds by the clock for each of all the runs that some threads make at once."""
    count = max(few(count), threads)
    for _ in range(few(300)):
        run()

    def repeat():
        for _ in range(count // threads):
            run()

    def together():
        workers = [threading.Thread(target=repeat) for _ in range(threads)]
        start = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return (time.perf_counter() - start) / (count // threads * threads) * 1e6

    return middle([together() for _ in range(5)])


def scalar_adds(run):
    return {
        f"scalar adds of {n} thread{'s' * (n > 1)} (us, by the clock)": at_once(run, n)
        for n in (1, 2, 4)
    }


@case
def threads(tf):
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        total = tf.add(x, y)
        return scalar_adds(lambda: sess.run(total, {x: 1.0, y: 2.0}))


@in_jax
def threads(jax):  # noqa: F811 - the same case, by hand
    add = jax.jit(jax.numpy.add)
    return scalar_adds(lambda: np.asarray(add(1.0, 2.0)))
