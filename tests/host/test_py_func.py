"""Calls of Python from a run: values in and out, exceptions, and runs inside of runs."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def _fresh_graph():
    with tf.Graph().as_default():
        yield


def run(fetch, feeds=None):
    with tf.Session() as sess:
        return sess.run(fetch, feeds)


def test_the_node_is_tensorflows():
    x = tf.placeholder(tf.float32)
    made = tf.py_func(lambda *_: _, [x, 3.0], [tf.float32, tf.int64], name="call")
    assert [t.name for t in made] == ["call:0", "call:1"]
    op = made[0].op
    assert (op.type, [t.name for t in op.inputs]) == ("PyFunc", [x.name, "call/input_1:0"])
    assert op.get_attr("Tin") == [tf.float32, tf.float32]
    assert op.get_attr("Tout") == [tf.float32, tf.int64]
    assert op.get_attr("token").startswith(b"pyfunc_")
    assert all(t.shape.ndims is None for t in made)
    assert isinstance(tf.py_func(lambda: None, [], []), tf.Operation)
    assert isinstance(tf.py_func(lambda: 1, [], tf.int64), tf.Tensor)


@pytest.mark.parametrize("function", ["no function", None])
def test_only_a_function_can_be_called(function):
    with pytest.raises(ValueError, match="Expected func to be callable, got func of type"):
        tf.py_func(function, [], tf.float32)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1.5, np.float32),
        (True, np.bool_),
        (b"a", bytes),
        (np.int64(3), np.int64),
        (1 + 2j, np.complex128),
    ],
)
def test_a_scalar_arrives_as_a_scalar_of_numpy(value, kind):
    seen = []
    run(tf.py_func(seen.append, [tf.placeholder_with_default(value, [])], []))
    assert type(seen[0]) is kind
    assert seen[0] == value


def test_the_function_may_keep_and_change_its_arguments():
    kept = []

    def keep(x):
        kept.append(x)
        x[0] = 9.0
        return x

    given = np.float32([1.0, 2.0])
    c = tf.constant([1.0, 2.0])
    x = tf.placeholder(tf.float32, [2])
    with tf.Session() as sess:
        first, second, still = sess.run(
            [tf.py_func(keep, [x], tf.float32), tf.py_func(keep, [c], tf.float32), c], {x: given}
        )
        kept[0][1] = 7.0
    assert first.tolist() == second.tolist() == [9.0, 2.0]
    assert given.tolist() == still.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("returned", "types", "words"),
    [
        ([1.0, 2.0], tf.float32, "returns 2 values, but expects to see 1 values."),
        (None, tf.float32, "returns 0 values, but expects to see 1 values."),
        (1.0, tf.float32, "0-th value returned by {} is double, but expects float"),
        (1, tf.int32, "0-th value returned by {} is int64, but expects int32"),
        (1.0, [tf.float64, tf.float64], "returns 1 values, but expects to see 2 values."),
    ],
)
def test_a_result_of_another_kind_is_refused(returned, types, words):
    made = tf.py_func(lambda: returned, [], types)
    op = (made[0] if isinstance(made, list) else made).op
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        run(made)
    token = op.get_attr("token").decode()
    text = words.format(token)
    assert (text if text != words else f"{token} {words}") in caught.value.message


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (object(), "Unsupported object type object"),
        (np.array(["a", 1], object), "Unsupported object type int"),
        (np.zeros(1, np.clongdouble), "Unsupported numpy type: NPY_CLONGDOUBLE"),
        (np.zeros(1, "datetime64[D]"), "Unsupported numpy type: NPY_DATETIME"),
        (np.zeros(1, [("a", "i4")]), "Unsupported numpy data type"),
    ],
)
def test_what_no_tensor_holds_is_refused(returned, words):
    with pytest.raises(tf.errors.InternalError, match=words):
        run(tf.py_func(lambda: returned, [], tf.float32))


def test_a_variable_is_no_result():
    with pytest.raises(
        tf.errors.UnknownError, match="Attempting to return a variable from an eager"
    ):
        run(tf.py_function(lambda: tf.Variable(1.0), [], tf.float32))


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        (np.array(["a", "bcd"]), [b"a", b"bcd"]),
        (np.array([b"a\0b", b""]), [b"a\0b", b""]),
        (np.array(["ü"], object), ["ü".encode()]),
        ("abc", b"abc"),
    ],
)
def test_text_comes_back_as_bytes(returned, value):
    found = run(tf.py_func(lambda: returned, [], tf.string))
    assert (found if isinstance(found, bytes) else found.tolist()) == value


@pytest.mark.parametrize(
    ("raised", "cls"),
    [
        (ValueError("v"), tf.errors.InvalidArgumentError),
        (TypeError("v"), tf.errors.InvalidArgumentError),
        (StopIteration("v"), tf.errors.OutOfRangeError),
        (MemoryError("v"), tf.errors.ResourceExhaustedError),
        (NotImplementedError("v"), tf.errors.UnimplementedError),
        (RuntimeError("v"), tf.errors.UnknownError),
        (tf.errors.NotFoundError(None, None, "v"), tf.errors.UnknownError),
        (SystemExit("v"), tf.errors.UnknownError),
    ],
)
@pytest.mark.parametrize("make", [tf.py_func, tf.numpy_function, tf.py_function])
def test_an_exception_becomes_tensorflows(make, raised, cls):
    def fail():
        raise raised

    with pytest.raises(tf.errors.OpError) as caught:
        run(make(fail, [], tf.float32))
    assert type(caught.value) is cls
    assert caught.value.message.startswith(f"{type(raised).__name__}: v\nTraceback")
    assert "in fail" in caught.value.message
    assert caught.value.__cause__ is raised


def test_an_interruption_is_no_error_of_the_run():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tf.py_func(interrupt, [], tf.float32))


def test_a_run_inside_of_a_run_sees_what_was_assigned():
    v = tf.get_variable("v", initializer=1.0)
    with tf.Session() as sess:
        sess.run(v.initializer)
        seen = []

        def look():
            seen.append(sess.run(v))
            sess.run(v.assign_add(10.0))

        with tf.control_dependencies([v.assign(5.0)]):
            call = tf.py_func(look, [], [])
        with tf.control_dependencies([call]):
            after = v.assign_add(100.0)
        assert sess.run(after) == 115.0
        assert seen == [5.0]


def test_a_failing_call_takes_back_what_its_run_assigned():
    v = tf.get_variable("v", initializer=1.0)

    def fail():
        raise ValueError("no")

    with tf.control_dependencies([v.assign(5.0)]):
        call = tf.py_func(fail, [], [])
    with tf.Session() as sess:
        sess.run(v.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError):
            sess.run(call)
        assert sess.run(v) == 1.0


def test_runs_in_several_threads_do_not_wait_for_each_others_calls():
    arrived = threading.Barrier(2, timeout=20)
    call = tf.py_func(lambda: np.float32(arrived.wait()), [], tf.float32)
    with tf.Session() as sess:
        threads = [threading.Thread(target=sess.run, args=(call,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert not arrived.broken


def test_a_stateless_call_is_not_made_while_building():
    calls = []
    made = tf.py_func(lambda: calls.append(1) or np.int32([2, 3]), [], tf.int32, stateful=False)
    assert made.op.type == "PyFuncStateless"
    reshaped = tf.reshape(tf.zeros([6]), made)
    assert calls == []
    assert run(reshaped).shape == (2, 3)


def test_a_graph_keeps_its_functions_and_nobody_else_does():
    class Function:
        def __call__(self):
            return np.float32(1.0)

    function = Function()
    made = tf.py_func(function, [], tf.float32)
    import weakref

    alive = weakref.ref(function)
    del function
    gc.collect()
    assert run(made) == 1.0
    assert alive() is not None


def test_a_function_from_another_process_is_not_there():
    made = tf.get_default_graph().create_op(
        "PyFunc", [], attrs={"token": "pyfunc_none", "Tin": [], "Tout": [tf.float32]}
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="callback pyfunc_none is not found"):
        run(made.outputs[0])


def test_no_gradient_flows_through_a_call_on_arrays():
    x = tf.constant(1.0)
    assert tf.gradients(tf.py_func(lambda v: v, [x], tf.float32), x) == [None]


# -- tensors with values ---------------------------------------------------------------------------


def test_a_tensor_with_a_value_is_many_things():
    def look(x, y, text):
        assert isinstance(x, tf.Tensor)
        assert type(x.numpy()) is np.ndarray and x.numpy().tolist() == [1.0, 2.0]
        assert np.asarray(x).tolist() == [1.0, 2.0] and len(x) == 2
        assert [float(part) for part in x] == [1.0, 2.0]
        assert (
            int(y) == 3 and "abcd"[y] == "d" and bool(y) and y.shape == [] and y.dtype is tf.int32
        )
        assert text.numpy() == b"t"
        assert str(y) == "tf.Tensor(3, shape=(), dtype=int32)"
        return y.numpy() * 2, x

    doubled, same = run(tf.py_function(look, [[1.0, 2.0], 3, "t"], [tf.int32, tf.float32]))
    assert doubled == 6 and same.tolist() == [1.0, 2.0]


def test_results_convert_to_the_types_declared():
    one, two = run(tf.py_function(lambda: [1, 2], [], [tf.float32, tf.int64]))
    assert (one.dtype, two.dtype) == (np.float32, np.int64)


def test_what_a_function_builds_is_run():
    x = tf.placeholder(tf.float32, [None])
    y = tf.py_function(lambda v: tf.reduce_sum(v * v) + v.numpy()[0], [x], tf.float32)
    assert run(y, {x: [3.0, 4.0]}) == 28.0
    assert all(op.type != "Mul" for op in tf.get_default_graph().get_operations())


def test_gradients_flow_through_what_a_function_builds():
    x, z = tf.constant([1.0, 2.0]), tf.constant(3.0)
    y, w = tf.py_function(lambda a, b: (a * b, a + b), [x, z], [tf.float32, tf.float32])
    of_x, of_z = run(tf.gradients([y, w], [x, z]))
    assert of_x.tolist() == [4.0, 4.0] and of_z == 5.0


def test_a_result_of_another_type_is_refused():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="Tensor conversion requested dtype float32"
    ):
        run(tf.py_function(lambda x: tf.cast(x, tf.int32), [[1.0]], tf.float32))
