"""Servers of one process: what their sessions share, by task of the cluster, and replicas that train together."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest

import scopeflow as tf

_ports = itertools.count(40000)


def cluster(workers, servers=1):
    """A cluster of its own, and a function that makes its servers."""
    spec = {
        "ps": [f"localhost:{next(_ports)}" for _ in range(servers)],
        "worker": [f"localhost:{next(_ports)}" for _ in range(workers)],
    }
    return [tf.train.Server(spec, "worker", index) for index in range(workers)]


def test_a_variable_on_a_parameter_server_is_one_for_all_workers():
    first, second = cluster(2)
    with tf.Graph().as_default():
        with tf.device("/job:ps/task:0"):
            shared = tf.get_variable("shared", initializer=1.0)
        add = tf.assign_add(shared, 1.0)
        with tf.Session(first.target) as session:
            session.run(shared.initializer)
            session.run(add)
        with tf.Session(second.target) as session:
            assert session.run(add) == 3.0


def test_a_variable_without_a_device_is_the_workers_own():
    first, second = cluster(2)
    with tf.Graph().as_default():
        own = tf.get_variable("own", initializer=1.0)
        with tf.Session(first.target) as session:
            session.run(own.initializer)
        with tf.Session(second.target) as session:
            assert not session.run(tf.is_variable_initialized(own))
            with pytest.raises(tf.errors.FailedPreconditionError):
                session.run(own)


def test_a_parameter_servers_own_session_sees_its_variables():
    spec = {"ps": [f"localhost:{next(_ports)}"], "worker": [f"localhost:{next(_ports)}"]}
    worker, server = tf.train.Server(spec, "worker", 0), tf.train.Server(spec, "ps", 0)
    with tf.Graph().as_default():
        with tf.device("/job:ps"):
            v = tf.get_variable("v", initializer=4.0)
        with tf.Session(worker.target) as session:
            session.run(v.initializer)
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=0.0)
        with tf.Session(server.target) as session:
            assert session.run(v) == 4.0


def test_a_failed_run_leaves_a_servers_variables_as_they_were():
    server = tf.train.Server.create_local_server()
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=1.0)
        with tf.control_dependencies([tf.assign(v, 5.0)]):
            bad = tf.check_numerics(tf.log(-1.0), "bad")
        with tf.Session(server.target) as session:
            session.run(v.initializer)
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(bad)
            assert session.run(v) == 1.0


def test_a_table_outlives_a_session_of_a_server():
    server = tf.train.Server.create_local_server()
    with tf.Graph().as_default():
        table = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(["a"], [7]), default_value=-1, name="t"
        )
        found = table.lookup(tf.constant("a"))
        with tf.Session(server.target) as session:
            session.run(tf.tables_initializer())
            assert session.run(found) == 7


def test_a_worker_waits_for_the_chief_of_its_server():
    server = tf.train.Server.create_local_server()
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=3.0)
        manager = tf.train.SessionManager(
            ready_op=tf.report_uninitialized_variables(), recovery_wait_secs=0.05
        )
        chief = threading.Timer(
            0.2, lambda: tf.Session(server.target, graph=v.graph).run(v.initializer)
        )
        chief.start()
        with manager.wait_for_session(server.target, max_wait_secs=20) as session:
            assert session.run(v) == 3.0
        chief.join()


def test_a_monitored_worker_uses_what_the_chief_has_initialized():
    server = tf.train.Server.create_local_server()
    seen = []
    for chief in (True, False):
        with tf.Graph().as_default():
            count = tf.assign_add(tf.train.get_or_create_global_step(), 1)
            with tf.train.MonitoredTrainingSession(
                server.target, is_chief=chief, max_wait_secs=5
            ) as session:
                seen.append(int(session.run(count)))
    assert seen == [1, 2]


def replica(server, index, total, aggregated, tokens=0, rate=2.0):
    """(session, (step, v, global step)) of a worker whose gradient is its index."""
    graph = tf.Graph()
    with graph.as_default():
        with tf.device("/job:ps/task:0"):
            step = tf.train.get_or_create_global_step()
            dense = tf.Variable(0.0, name="v0")
            rows = tf.Variable([[3.0], [4.0]], name="v_sparse")
        with tf.device(f"/job:worker/task:{index}"):
            grads = [
                (tf.constant(0.1 + index * 0.2), dense),
                (
                    tf.IndexedSlices(
                        tf.constant([0.1 + index * 0.2], shape=[1, 1]),
                        tf.constant([1]),
                        tf.constant([2, 1]),
                    ),
                    rows,
                ),
            ]
        opt = tf.train.SyncReplicasOptimizer(
            tf.train.GradientDescentOptimizer(rate), aggregated, total_num_replicas=total
        )
        train = opt.apply_gradients(grads, global_step=step)
        hook = opt.make_session_run_hook(index == 0, num_tokens=tokens)
        session = tf.train.MonitoredTrainingSession(
            server.target, is_chief=index == 0, hooks=[hook], max_wait_secs=20
        )
    return session, (train, dense, rows, step)


def at_once(*jobs):
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def until(session, tensor, wanted):
    """Waits until a run gives `wanted`."""
    pause = threading.Event()
    for _ in range(400):
        if session._tf_sess().run(tensor) == wanted:
            return True
        pause.wait(0.02)
    return False


def test_two_replicas_take_one_step_together():
    servers = cluster(2)
    replicas = [replica(server, i, total=2, aggregated=2) for i, server in enumerate(servers)]
    (chief, (_, dense, rows, step)), _ = replicas
    try:
        for count in (1, 2, 3):
            at_once(*[lambda r=r: r[0].run(r[1][0]) for r in replicas])
            assert until(chief, step, count)
        # the mean of 0.1 and 0.3, three times at the rate 2.0
        np.testing.assert_allclose(chief._tf_sess().run(dense), -1.2, rtol=1e-6)
        np.testing.assert_allclose(chief._tf_sess().run(rows), [[3.0], [2.8]], rtol=1e-6)
    finally:
        for session, _ in reversed(replicas):
            session.close()


def test_initial_tokens_let_each_replica_go_on_once_and_cost_it_a_gradient():
    servers = cluster(2)
    replicas = [
        replica(server, i, total=2, aggregated=2, tokens=2) for i, server in enumerate(servers)
    ]
    (chief, (first, dense, _, step)), (worker, (second, *_)) = replicas
    plain = [session._tf_sess() for session, _ in replicas]
    own = [session.graph.get_tensor_by_name("sync_rep_local_step:0") for session in plain]

    def local_steps():
        return [int(session.run(tensor)) for session, tensor in zip(plain, own, strict=True)]

    try:
        chief.run(first)
        worker.run(second)
        assert until(chief, step, 1)
        assert local_steps() == [0, 0]
        chief.run(first)
        worker.run(second)
        assert local_steps() == [1, 1]
        assert plain[0].run(step) == 1
        np.testing.assert_allclose(plain[0].run(dense), -0.4, rtol=1e-6)
        at_once(lambda: chief.run(first), lambda: worker.run(second))
        assert until(chief, step, 2)
        np.testing.assert_allclose(plain[0].run(dense), -0.8, rtol=1e-6)
    finally:
        worker.close()
        chief.close()


def test_a_spare_replicas_late_gradient_is_left_out():
    servers = cluster(2)
    replicas = [replica(server, i, total=2, aggregated=1) for i, server in enumerate(servers)]
    (chief, (first, dense, _, step)), (worker, (second, *_)) = replicas
    try:
        chief.run(first)
        assert until(chief, step, 1)
        np.testing.assert_allclose(chief._tf_sess().run(dense), -0.2, rtol=1e-6)
        # the worker still is at step 0: what it gives is stale, and it gets a token of step 1
        worker.run(second)
        assert chief._tf_sess().run(step) == 1
        np.testing.assert_allclose(chief._tf_sess().run(dense), -0.2, rtol=1e-6)
        worker.run(second)
        assert until(chief, step, 2)
        np.testing.assert_allclose(chief._tf_sess().run(dense), -0.8, rtol=1e-6)
    finally:
        worker.close()
        chief.close()


def test_a_session_lists_the_devices_of_its_server():
    (server,) = cluster(1)
    with tf.Graph().as_default(), tf.Session(server.target) as session:
        names = [device.name for device in session.list_devices()]
    assert names[0] == "/job:worker/replica:0/task:0/device:CPU:0"


def test_resetting_a_server_ends_what_its_sessions_kept():
    server = tf.train.Server.create_local_server()
    with tf.Graph().as_default():
        queue = tf.FIFOQueue(2, tf.int32, shapes=[], shared_name="kept")
        put, size = queue.enqueue(1), queue.size()
        with tf.Session(server.target) as session:
            session.run(put)
        with tf.Session(server.target) as session:
            assert session.run(size) == 1
            tf.Session.reset(server.target)
            with pytest.raises(tf.errors.AbortedError):
                session.run(size)
        with tf.Session(server.target) as session:
            assert session.run(size) == 0


def test_two_servers_cannot_have_one_port_while_both_live():
    (first,) = cluster(1)
    address = first.target.removeprefix("grpc://")
    with pytest.raises(tf.errors.UnknownError, match="^Could not start gRPC server"):
        tf.train.Server({"other": [address]})
    target = first.target
    del first
    assert tf.train.Server({"other": [address]}).target == target


def test_a_session_that_isolates_its_state_shares_nothing():
    (server,) = cluster(1)
    config = tf.ConfigProto(isolate_session_state=True)
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=1.0)
        with tf.Session(server.target) as session:
            session.run(v.initializer)
        with tf.Session(server.target, config=config) as session:
            assert not session.run(tf.is_variable_initialized(v))
