"""tf.to_jax: a graph's fetches as a pure function give what Session.run and tf.gradients give, wherever JAX takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import scopeflow as tf

X = np.random.RandomState(0).randn(6, 3).astype(np.float32)
Y = np.array([0, 1, 2, 3, 4, 0], np.int32)
CLOSE: dict[str, Any] = {"rtol": 2e-6, "atol": 2e-7}


@pytest.fixture
def session() -> Iterator[tf.Session]:
    with tf.Graph().as_default(), tf.Session() as made:
        yield made


def _classifier(drop: bool = False) -> tuple[Any, Any, Any]:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder(tf.int32, [None], name="y")
    with tf.variable_scope("net"):
        with tf.variable_scope("one"):
            w = tf.get_variable("w", [3, 4], initializer=tf.glorot_uniform_initializer(seed=1))
            b = tf.get_variable("b", [4], initializer=tf.constant_initializer(0.1))
        hidden = tf.nn.relu(tf.matmul(x, w) + b)
        if drop:
            hidden = tf.nn.dropout(hidden, keep_prob=0.5, seed=3)
        with tf.variable_scope("two", use_resource=True):
            w = tf.get_variable("w", [4, 5], initializer=tf.glorot_uniform_initializer(seed=2))
        logits = tf.matmul(hidden, w)
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    return x, y, tf.reduce_mean(each)


def _alike(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), **CLOSE)


# -- values ----------------------------------------------------------------------------------------


def test_the_function_gives_what_a_run_gives(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax({"loss": loss, "twice": [loss * 2.0, x]}, [x, y])
    assert sorted(variables) == ["net/one/b", "net/one/w", "net/two/w"]
    assert function.updates == [] and function.random == []
    wanted = session.run({"loss": loss, "twice": [loss * 2.0, x]}, {x: X, y: Y})
    for call in (function, jax.jit(function)):
        found = call(variables, X, Y)
        _alike(found["loss"], wanted["loss"])
        _alike(found["twice"][0], wanted["twice"][0])
        assert np.array_equal(found["twice"][1], X)


def test_feeds_may_be_named(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, {"image": x, "label": y})
    found = function(variables, {"label": Y, "image": X})
    _alike(found, session.run(loss, {x: X, y: Y}))
    with pytest.raises(TypeError, match="takes a dict with the keys"):
        function(variables, {"image": X})


def test_values_come_from_the_session_or_from_initializers(session) -> None:
    v = tf.get_variable("v", initializer=2.0)
    w = tf.get_variable("w", initializer=v.initialized_value() * 5.0)
    with pytest.raises(tf.errors.FailedPreconditionError, match="Attempting to use uninitialized"):
        tf.to_jax(v + w)
    session.run(tf.global_variables_initializer())
    session.run(v.assign(3.0))
    assert {k: float(one) for k, one in tf.to_jax(v + w)[1].items()} == {"v": 3.0, "w": 10.0}
    fetch = v * w
    with tf.Session() as other:
        other.run([v.initializer, w.initializer])
        _, given = tf.to_jax(fetch, session=other)
    assert float(given["v"]) == 2.0


def test_without_a_session_initializers_give_the_values() -> None:
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=2.0)
        w = tf.get_variable("w", initializer=v.initialized_value() * 5.0)
        function, variables = tf.to_jax(v + w)
    assert float(function(variables)) == 12.0


def test_any_tensor_can_be_a_feed(session) -> None:
    v = tf.get_variable("v", initializer=2.0)
    middle = tf.multiply(v, 3.0, name="middle")
    session.run(v.initializer)
    function, variables = tf.to_jax(middle + v, middle)
    assert float(function(variables, 10.0)) == 12.0
    slopes = jax.grad(function, argnums=(0, 1))(variables, jnp.float32(10.0))
    # what is fed does not depend on v
    assert float(slopes[0]["v"]) == 1.0 and float(slopes[1]) == 1.0


def test_64_bits_go_in_and_out_where_jax_has_them(session) -> None:
    x = tf.placeholder(tf.float64, [3])
    v = tf.get_variable("v", initializer=np.float64([1 / 3, 2, 3]))
    fetches = [tf.reduce_sum(x * v), tf.argmax(x), tf.shape(x, out_type=tf.int64)]
    session.run(v.initializer)
    value = np.array([1e-9, 1, 0])
    wanted = session.run(fetches, {x: value})
    function, variables = tf.to_jax(fetches, x)
    narrow = jax.jit(function)(variables, value)
    assert [one.dtype.name for one in narrow] == ["float32", "int32", "int32"]
    _alike(narrow[0], wanted[0])
    with jax.enable_x64(True):
        function, variables = tf.to_jax(fetches, x)
        wide = jax.jit(function)(variables, value)
        assert [one.dtype.name for one in wide] == ["float64", "int64", "int64"]
        assert float(wide[0]) == wanted[0]


def test_what_shapes_depend_on_must_be_known_while_tracing(session) -> None:
    x = tf.placeholder(tf.float32, [None])
    shape = tf.placeholder(tf.int32, [2], name="shape")
    function, variables = tf.to_jax(tf.reshape(x, shape), [x, shape])
    value = np.arange(6, dtype=np.float32)
    assert function(variables, value, [2, 3]).shape == (2, 3)
    assert jax.jit(lambda v: function(variables, v, [3, 2]))(value).shape == (3, 2)
    with pytest.raises(TypeError, match=r"shapes depend on the value of 'shape:0'"):
        jax.jit(function)(variables, value, np.int32([2, 3]))


def test_a_branch_is_chosen_while_tracing_or_by_the_run(session) -> None:
    training = tf.placeholder(tf.bool, [], name="training")
    v = tf.get_variable("v", initializer=3.0)
    session.run(v.initializer)
    function, variables = tf.to_jax(tf.cond(training, lambda: v * v, lambda: -v), training)
    for taken in (True, False):
        wanted = (9.0, 6.0) if taken else (-3.0, -1.0)
        fixed = jax.jit(jax.value_and_grad(lambda values, taken=taken: function(values, taken)))
        value, slope = fixed(variables)
        assert (float(value), float(slope["v"])) == wanted
        value, slope = jax.jit(jax.value_and_grad(function))(variables, np.bool_(taken))
        assert (float(value), float(slope["v"])) == wanted
    both = jax.vmap(function, in_axes=(None, 0))(variables, np.array([True, False]))
    assert both.tolist() == [9.0, -3.0]


def test_a_monitored_sessions_values_are_taken() -> None:
    with tf.Graph().as_default():
        v = tf.get_variable("v", initializer=1.5)
        tf.train.get_or_create_global_step()
        twice = v * 2.0
        with tf.train.MonitoredSession() as session:
            function, variables = tf.to_jax(twice, session=session)
    assert float(function(variables)) == 3.0


# -- derivatives -----------------------------------------------------------------------------------


def test_derivatives_are_those_of_tf_gradients(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    trained = tf.trainable_variables()
    wanted = session.run(tf.gradients(loss, [*trained, x]), {x: X, y: Y})
    function, variables = tf.to_jax(loss, [x, y])
    slope = jax.grad(function, argnums=(0, 1))
    for call in (slope, jax.jit(slope)):
        by_name, of_x = call(variables, X, Y)
        for variable, value in zip(trained, wanted, strict=False):
            _alike(by_name[variable.op.name], value)
        _alike(of_x, wanted[-1])


def test_custom_gradients_count(session) -> None:
    @tf.custom_gradient
    def tripled(x):
        return tf.identity(x), lambda dy: 3.0 * dy

    v = tf.get_variable("v", initializer=[1.0, -2.0])
    y = tf.reduce_sum(tripled(v) * tf.stop_gradient(v) + tf.nn.relu(v))
    session.run(v.initializer)
    function, variables = tf.to_jax(y)
    assert jax.grad(function)(variables)["v"].tolist() == [4.0, -6.0]
    (wanted,) = session.run(tf.gradients(y, v))
    assert wanted.tolist() == [4.0, -6.0]


def test_sparse_gradients_become_dense(session) -> None:
    table = tf.get_variable("table", initializer=np.ones((4, 2), np.float32))
    ids = tf.placeholder(tf.int32, [None])
    y = tf.reduce_sum(tf.nn.embedding_lookup(table, ids) ** 2)
    session.run(table.initializer)
    function, variables = tf.to_jax(y, ids)
    found = jax.jit(jax.grad(function))(variables, np.int32([1, 1, 3]))["table"]
    assert found.tolist() == [[0, 0], [4, 4], [0, 0], [2, 2]]


def test_what_is_not_connected_has_no_slope(session) -> None:
    v = tf.get_variable("v", initializer=1.0)
    w = tf.get_variable("w", initializer=1.0)
    session.run([v.initializer, w.initializer])
    function, variables = tf.to_jax([v * 2.0, tf.cast(w, tf.int32), tf.stop_gradient(w)])
    slopes = jax.grad(lambda values: function(values)[0])(variables)
    assert float(slopes["v"]) == 2.0 and float(slopes["w"]) == 0.0
    slopes = jax.grad(lambda values: function(values)[2])(variables)
    assert float(slopes["v"]) == 0.0 and float(slopes["w"]) == 0.0


def test_second_derivatives(session) -> None:
    v = tf.get_variable("v", initializer=[0.5, -0.25])
    y = tf.reduce_sum(tf.tanh(v) * tf.reduce_sum(v))
    session.run(v.initializer)
    wanted = session.run(tf.hessians(y, v))[0]
    function, variables = tf.to_jax(y)
    _alike(jax.jacrev(jax.jacrev(function))(variables)["v"]["v"], wanted)
    native, _ = tf.to_jax(y, gradients="jax")
    _alike(jax.hessian(native)(variables)["v"]["v"], wanted)


def test_jax_can_differentiate_forwards(session) -> None:
    x = tf.placeholder(tf.float32, [None])
    y = tf.reduce_sum(tf.cast(tf.exp(tf.cast(x, tf.float64)), tf.float32))
    function, variables = tf.to_jax(y, x, gradients="jax")
    value = np.float32([0.0, 1.0])
    along = jax.jit(lambda v: jax.jvp(lambda x: function(variables, x), (v,), (jnp.ones(2),)))
    _alike(along(value)[1], 1 + np.exp(np.float32(1)))
    _alike(jax.grad(lambda v: function(variables, v))(value), np.exp(value))


def test_complex_derivatives_are_jaxs(session) -> None:
    x = tf.placeholder(tf.complex64, [2])
    y = tf.reduce_sum(tf.real(x * x * tf.complex(0.0, 1.0)))
    function, variables = tf.to_jax(y, x)
    value = np.complex64([1 + 2j, -3j])
    found = jax.grad(lambda v: function(variables, v))(value)
    _alike(found, jax.grad(lambda v: jnp.sum(jnp.real(v * v * 1j)))(value))


def _rnn(lengths: Any) -> tuple[Any, Any]:
    x = tf.placeholder(tf.float32, [2, 4, 3])
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    with tf.variable_scope("rnn", initializer=tf.glorot_uniform_initializer(seed=1)):
        outputs, _ = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
    return x, tf.reduce_sum(outputs**2)


@pytest.mark.filterwarnings("ignore")
def test_loops_have_derivatives_under_jit_and_vmap(session) -> None:
    x, y = _rnn([4, 2])
    session.run(tf.global_variables_initializer())
    value = np.random.RandomState(1).randn(2, 4, 3).astype(np.float32)
    trained = tf.trainable_variables()
    wanted = session.run(tf.gradients(y, trained), {x: value})
    function, variables = tf.to_jax(y, x)
    found = jax.jit(jax.grad(function))(variables, value)
    for variable, one in zip(trained, wanted, strict=True):
        _alike(found[variable.op.name], one)
    pair = np.stack([value, value * 2])
    both = jax.jit(jax.vmap(function, in_axes=(None, 0)))(variables, pair)
    _alike(both, [session.run(y, {x: one}) for one in pair])


def test_trips_that_only_a_run_tells_are_bounded_by_the_caller(session) -> None:
    n = tf.placeholder(tf.int32, [])
    v = tf.get_variable("v", initializer=1.5)
    session.run(v.initializer)
    _, product = tf.while_loop(
        lambda i, _: i < tf.cast(v * 0.0, tf.int32) + n, lambda i, p: (i + 1, p * v), [0, 1.0]
    )
    function, variables = tf.to_jax(product, n)
    assert float(jax.jit(function)(variables, np.int32(3))) == pytest.approx(1.5**3)
    with pytest.raises(ValueError, match="most_trips="):
        jax.jit(jax.grad(function))(variables, np.int32(3))
    bounded, _ = tf.to_jax(product, n, most_trips=8)
    slope = jax.jit(jax.grad(bounded))
    assert float(slope(variables, np.int32(3))["v"]) == pytest.approx(3 * 1.5**2)
    assert np.isnan(slope(variables, np.int32(9))["v"])


# -- transformations -------------------------------------------------------------------------------


def test_a_batch_is_what_its_examples_are(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, [x, y])
    one = jax.vmap(function, in_axes=(None, 0, 0))
    _alike(jnp.mean(one(variables, X[:, None], Y[:, None])), function(variables, X, Y))
    slopes = jax.jit(jax.vmap(jax.grad(function), in_axes=(None, 0, 0)))
    found = slopes(variables, X[:, None], Y[:, None])["net/one/w"]
    assert found.shape == (6, 3, 4)
    _alike(found.mean(0), jax.grad(function)(variables, X, Y)["net/one/w"])


def test_optax_trains_it(session) -> None:
    import optax

    x, y, loss = _classifier()
    train = tf.train.AdamOptimizer(0.05).minimize(loss)
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, [x, y])
    optimizer = optax.adam(0.05)
    state = optimizer.init(variables)

    @jax.jit
    def step(variables: Any, state: Any) -> Any:
        slopes = jax.grad(function)(variables, X, Y)
        updates, state = optimizer.update(slopes, state, variables)
        return optax.apply_updates(variables, updates), state

    for _ in range(20):
        session.run(train, {x: X, y: Y})
        variables, state = step(variables, state)
    found = float(function(variables, X, Y))
    assert found == pytest.approx(float(session.run(loss, {x: X, y: Y})), rel=2e-3)


# -- variables that are written --------------------------------------------------------------------


def test_a_train_step_gives_new_variables(session) -> None:
    x, y, loss = _classifier()
    step = tf.train.get_or_create_global_step()
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, global_step=step)
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax([loss, train], [x, y])
    assert "global_step" in function.updates and "net/one/w/Momentum" in function.updates
    before = {name: np.asarray(value) for name, value in variables.items()}
    scanned, (losses, _) = jax.lax.scan(
        lambda values, _: function(values, X, Y)[::-1], variables, None, length=5
    )
    wanted = [session.run([loss, train], {x: X, y: Y})[0] for _ in range(5)]
    np.testing.assert_allclose(losses, wanted, rtol=1e-5)
    assert int(scanned["global_step"]) == int(session.run(step)) == 5
    assert all(np.array_equal(before[name], value) for name, value in variables.items())


def test_other_values_in_the_dict_stay(session) -> None:
    v = tf.get_variable("v", initializer=1.0)
    session.run(v.initializer)
    function, variables = tf.to_jax(tf.assign_add(v, 2.0))
    result, updated = function({**variables, "other": 7})
    assert float(result) == 3.0 and float(updated["v"]) == 3.0 and updated["other"] == 7


def test_a_first_assignment_needs_no_value() -> None:
    with tf.Graph().as_default(), tf.Session():
        v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
        function, variables = tf.to_jax(v.initializer)
        assert variables == {}
        assert function({})[1]["v"].tolist() == [1.0, 1.0]


# -- random numbers --------------------------------------------------------------------------------


def test_whole_numbers_give_the_numbers_of_that_run(session) -> None:
    x, y, loss = _classifier(drop=True)
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, [x, y])
    wanted = [session.run(loss, {x: X, y: Y}) for _ in range(4)]
    assert len({float(one) for one in wanted}) == 4
    _alike(function(variables, X, Y), wanted[0])
    _alike([function(variables, X, Y, rng=n) for n in range(4)], wanted)
    again = jax.jit(lambda values: function(values, X, Y, rng=3))
    _alike(again(variables), wanted[3])


def test_a_key_gives_numbers_of_its_own(session) -> None:
    x = tf.placeholder(tf.float32, [1000])
    kept = tf.nn.dropout(x, keep_prob=0.5)
    function, variables = tf.to_jax(kept, x)
    ones = np.ones(1000, np.float32)
    with pytest.raises(ValueError, match="draws random numbers and has no seed"):
        function(variables, ones)
    keys = jax.random.split(jax.random.key(0), 3)
    draws = jax.jit(jax.vmap(lambda key: function(variables, ones, rng=key)))(keys)
    assert np.array_equal(draws[1], function(variables, ones, rng=keys[1]))
    assert not np.array_equal(draws[0], draws[1])
    assert abs(float(draws.mean()) - 1.0) < 0.06
    old = jax.random.PRNGKey(5)
    assert np.array_equal(
        function(variables, ones, rng=old), function(variables, ones, rng=jax.random.key(5))
    )
    with pytest.raises(TypeError, match="rng must be a JAX key"):
        function(variables, ones, rng=0.5)


def test_derivatives_see_the_same_numbers(session) -> None:
    x = tf.placeholder(tf.float32, [50])
    kept = tf.nn.dropout(x, keep_prob=0.5)
    function, variables = tf.to_jax(kept, x)
    key = jax.random.key(3)
    slope = jax.grad(lambda v: jnp.sum(function(variables, v, rng=key)))(np.ones(50, np.float32))
    assert np.array_equal(slope, function(variables, np.ones(50, np.float32), rng=key))


# -- errors ----------------------------------------------------------------------------------------


def test_what_runs_on_the_host_is_refused_by_name(session) -> None:
    x = tf.placeholder(tf.float32, [])
    asked = tf.py_func(lambda v: v, [x], tf.float32, name="asking")
    with pytest.raises(ValueError, match=r"'asking' \(PyFunc, made at .*\) runs on the host"):
        tf.to_jax(asked + 1.0, x)
    function, variables = tf.to_jax(asked + 1.0, ["asking:0"])
    assert float(function(variables, 2.0)) == 3.0
    with pytest.raises(ValueError, match="is of type string, of which JAX has no arrays"):
        tf.to_jax(tf.constant("text"))


def test_a_placeholder_that_is_no_feed_is_told_as_a_run_tells_it(session) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="You must feed a value for placeholder"
    ):
        tf.to_jax(x + 1.0)


def test_wrong_values_are_told(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, [x, y])
    with pytest.raises(TypeError, match="takes 2 values after the variables"):
        function(variables, X)
    with pytest.raises(ValueError, match="Cannot feed value of shape"):
        function(variables, jnp.ones((2, 4)), Y)
    with pytest.raises(TypeError, match="must be int32, not float32"):
        function(variables, X, jnp.ones(6))
    part = {name: value for name, value in variables.items() if name != "net/one/w"}
    with pytest.raises(KeyError, match="needs the variable 'net/one/w'"):
        function(part, X, Y)
    with pytest.raises(ValueError, match="The variable 'net/one/w' has shape"):
        function({**variables, "net/one/w": jnp.ones((4, 3))}, X, Y)


def test_a_check_that_fails_raises_and_checkify_finds_it_in_a_program(session) -> None:
    from jax.experimental import checkify

    ids = tf.placeholder(tf.int32, [None])
    function, variables = tf.to_jax(tf.gather(np.float32([1, 2, 3]), ids), ids)
    assert function(variables, [2, 0]).tolist() == [3.0, 1.0]
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"indices\[0\] = 7 is not in \[0, 3\)"
    ):
        function(variables, [7])
    checked = checkify.checkify(jax.jit(lambda i: function(variables, i)))
    assert checked(np.int32([2]))[0].get() is None
    assert "InvalidArgumentError: indices" in checked(np.int32([7]))[0].get()


def test_known_values_under_jit_are_checked_by_checkify_too(session) -> None:
    from jax.experimental import checkify

    ids = tf.placeholder(tf.int32, [None])
    function, variables = tf.to_jax(tf.gather(np.float32([1, 2, 3]), ids), ids)
    assert jax.jit(lambda: function(variables, [2, 0]))().tolist() == [3.0, 1.0]
    error, _ = checkify.checkify(jax.jit(lambda: function(variables, [7])))()
    assert "InvalidArgumentError: indices" in error.get()


# -- what it leaves behind -------------------------------------------------------------------------


def test_nodes_are_added_for_derivatives_alone_and_once(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    graph = tf.get_default_graph()
    count = len(graph.get_operations())
    function, variables = tf.to_jax(loss, [x, y])
    jax.jit(function)(variables, X, Y)
    assert len(graph.get_operations()) == count
    graph.finalize()
    with tf.name_scope("elsewhere"):
        jax.grad(function)(variables, X, Y)
    added = graph.get_operations()[count:]
    assert all(op.name.startswith("to_jax/") for op in added)
    jax.jit(jax.grad(function))(variables, X[:2], Y[:2])
    assert len(graph.get_operations()) == count + len(added)
    assert graph.finalized


def test_each_shape_is_traced_once(session) -> None:
    x, y, loss = _classifier()
    session.run(tf.global_variables_initializer())
    function, variables = tf.to_jax(loss, [x, y])
    for _ in range(3):
        function(variables, X, Y)
        function(variables, X[:2], Y[:2])
    assert len(function._computation._traced) == 2
