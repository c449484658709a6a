"""What is held and kept: memory of a graph, memory of a model in training, checkpoints."""

import gc
import os
import shutil
import tempfile
import time

import numpy as np

from benchmarks.measuring import adds, case, in_jax, peak, resident

PARTS, PART = 16, (1 << 20,)  # 64 MB of weights in 16 variables; Adam holds them three times
PEAK = "training 192 MB of state, more memory at the peak (MB)"
AFTER = "training 192 MB of state, more memory afterwards (MB)"


@case
def memory(tf):
    with tf.Graph().as_default():
        adds(tf, 1000)
        gc.collect()
        before = resident()
        kept = adds(tf, 20000)
        gc.collect()
        bytes_per_node = (resident() - before) / 20000
        del kept
    return {"memory per node (kB)": bytes_per_node / 1000}


def grown(work):
    """How much more memory the process holds at the peak and after `work`."""
    gc.collect()
    before = resident()
    kept = work()
    gc.collect()
    after = resident()
    del kept
    return {PEAK: (peak() - before) / 1e6, AFTER: (after - before) / 1e6}


@case
def state(tf):
    def train(shape):
        with tf.Graph().as_default():
            x = tf.placeholder(tf.float32, shape)
            weights = [tf.get_variable(f"w{n}", shape) for n in range(PARTS)]
            loss = tf.add_n([tf.reduce_mean(tf.square(w - x)) for w in weights])
            step = tf.train.AdamOptimizer(1e-3).minimize(loss)
            sess = tf.Session()
            sess.run(tf.global_variables_initializer())
            numbers = np.ones(shape, np.float32)
            for _ in range(3):
                sess.run([loss, step], {x: numbers})
            return sess

    train((4096,)).close()
    return grown(lambda: train(PART))


@in_jax
def state(jax):  # noqa: F811 - the same case, by hand
    from benchmarks.training.parts import adam, trained_by

    jnp = jax.numpy

    def loss(p, x):
        return sum(jnp.mean(jnp.square(w - x)) for w in p)

    make_state, step = trained_by(adam(1e-3), loss)

    def train(shape):
        numbers = np.random.default_rng(0)
        p = [jnp.asarray(numbers.random(shape, np.float32)) for _ in range(PARTS)]
        held = make_state(p)
        del p
        x = np.ones(shape, np.float32)
        for _ in range(3):
            held, value = step(held, x)
            float(value)
        return held

    train((4096,))
    return grown(lambda: train(PART))


def fastest(work, rounds=4):
    """Seconds by the clock of the fastest of some calls: what a disk cache gives, not what else goes on."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


@case
def checkpoints(tf):
    """200 MB in 100 variables, in memory if the machine has a place for files there."""
    tf.logging.set_verbosity(tf.logging.ERROR)
    shared = "/dev/shm"
    folder = tempfile.mkdtemp(dir=shared if os.access(shared, os.W_OK) else None)
    with tf.Graph().as_default(), tf.Session() as sess:
        for number in range(100):
            tf.get_variable(f"v{number}", [1 << 19], use_resource=number % 2 == 0)
        sess.run(tf.global_variables_initializer())
        saver = tf.train.Saver(max_to_keep=1)
        path = os.path.join(folder, "model")
        saver.save(sess, path, write_meta_graph=False)
        saver.restore(sess, path)
        save = fastest(lambda: saver.save(sess, path, write_meta_graph=False))
        restore = fastest(lambda: saver.restore(sess, path))
    shutil.rmtree(folder)
    return {
        "save 100 x 2 MB (ms, by the clock)": save * 1e3,
        "restore 100 x 2 MB (ms, by the clock)": restore * 1e3,
    }
