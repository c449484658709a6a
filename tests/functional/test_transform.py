"""tf.transform: functions over scopes as init and apply, with parameters by name."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import scopeflow as tf

X = np.random.RandomState(0).randn(6, 3).astype(np.float32)
CLOSE: dict[str, Any] = {"rtol": 2e-6, "atol": 2e-7}


def _layer(x: Any, size: int) -> Any:
    w = tf.get_variable("w", [x.shape[1], size], initializer=tf.glorot_uniform_initializer())
    b = tf.get_variable("b", [size], initializer=tf.zeros_initializer())
    return tf.matmul(x, w) + b


def model(x: Any, scale: Any = 1.0) -> Any:
    with tf.variable_scope("net"):
        with tf.variable_scope("one"):
            x = tf.nn.tanh(_layer(x, 4))
        with tf.variable_scope("two"):
            return _layer(x, 2) * scale


def test_parameters_have_the_names_of_variables() -> None:
    params = tf.transform(model).init(jax.random.key(0), X)
    assert {name: value.shape for name, value in params.items()} == {
        "net/one/w": (3, 4),
        "net/one/b": (4,),
        "net/two/w": (4, 2),
        "net/two/b": (2,),
    }


def test_a_number_gives_the_values_of_a_session_with_that_seed() -> None:
    net = tf.transform(model)
    params = net.init(7, X)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(7)
        x = tf.placeholder(tf.float32, [6, 3])
        y = model(x)
        session.run(tf.global_variables_initializer())
        for variable in tf.global_variables():
            found = params[variable.op.name]
            np.testing.assert_allclose(found, session.run(variable), **CLOSE)
        np.testing.assert_allclose(net.apply(params, X), session.run(y, {x: X}), **CLOSE)


def test_the_way_there_and_back() -> None:
    """The same program as a graph, as a function of the graph, and as a function over scopes."""
    net = tf.transform(lambda x: tf.reduce_sum(model(x) ** 2))
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [6, 3])
        y = tf.reduce_sum(model(x) ** 2)
        session.run(tf.global_variables_initializer())
        trained = tf.trainable_variables()
        slopes = tf.gradients(y, trained)
        function, params = tf.to_jax(y, x)
        value, *wanted = session.run([y, *slopes], {x: X})
    for call in (function, net.apply):
        np.testing.assert_allclose(call(params, X), value, **CLOSE)
        found = jax.jit(jax.grad(call))(params, X)
        assert found.keys() == params.keys()
        for variable, one in zip(trained, wanted, strict=True):
            # (a sum of slopes that nearly cancel)
            np.testing.assert_allclose(found[variable.op.name], one, rtol=1e-4, atol=2e-6)
    assert np.array_equal(function(params, X), net.apply(params, X))
    assert net.init(0, X).keys() == params.keys()


def test_parameters_are_shared_by_name() -> None:
    def twice(x: Any) -> Any:
        for _ in range(2):
            with tf.variable_scope("same", reuse=tf.AUTO_REUSE):
                x = _layer(x, 3)
        return x

    net = tf.transform(twice)
    params = net.init(jax.random.key(0), X)
    assert sorted(params) == ["same/b", "same/w"]
    w, b = params["same/w"], params["same/b"]
    np.testing.assert_allclose(net.apply(params, X), (X @ w + b) @ w + b, rtol=1e-5, atol=1e-6)


def test_what_is_no_array_reaches_the_function_as_it_is() -> None:
    seen: list[Any] = []

    def noting(x: Any, *, how: Any = None, pair: Any = ()) -> Any:
        seen.append((how, [type(one).__name__ for one in pair]))
        return {"y": x * 2.0, "how": how, "none": None, "n": [3]}

    net = tf.transform(noting)
    found = net.apply({}, X, how="up", pair=(1, X, "a"))
    assert seen == [("up", ["int", "Tensor", "str"])]
    assert found["how"] == "up" and found["none"] is None and found["n"] == [3]
    assert np.array_equal(found["y"], X * 2)


def test_a_graph_is_built_once_for_each_kind_of_arguments() -> None:
    count = [0]

    def counting(x: Any, training: bool = False) -> Any:
        count[0] += 1
        return model(x)

    net = tf.transform(counting)
    params = net.init(jax.random.key(0), X)
    assert count == [1]
    for _ in range(3):
        net.apply(params, X)
    jax.jit(net.apply)(params, X)
    jax.grad(lambda p: net.apply(p, X).sum())(params)
    assert count == [1]
    net.apply(params, X[:2])
    net.apply(params, X, training=True)
    assert count == [3]


def test_it_works_nested_in_jaxs_transformations() -> None:
    net = tf.transform(model)
    keys = jax.random.split(jax.random.key(0), 5)
    many = jax.jit(jax.vmap(lambda key: net.init(key, X)))(keys)
    one = net.init(keys[2], X)
    assert np.array_equal(many["net/one/w"][2], one["net/one/w"])

    def loss(params: Any, x: Any) -> Any:
        return jnp.mean(net.apply(params, x, scale=2.0) ** 2)

    slopes = jax.jit(jax.vmap(jax.grad(loss), in_axes=(0, None)))(many, X)
    np.testing.assert_allclose(
        slopes["net/two/w"][2], jax.grad(loss)(one, X)["net/two/w"], rtol=1e-5, atol=1e-7
    )
    inner = tf.transform(lambda x: tf.square(model(x)))
    _, (found,) = jax.lax.scan(
        lambda carry, x: (carry + 1, (inner.apply(one, x[None]),)), 0, jnp.asarray(X)
    )
    np.testing.assert_allclose(found[:, 0], inner.apply(one, X), **CLOSE)


def test_shapes_are_enough_for_init() -> None:
    net = tf.transform(model)
    there = net.init(jax.random.key(1), jax.ShapeDtypeStruct((6, 3), np.float32))
    assert np.array_equal(there["net/one/w"], net.init(jax.random.key(1), X)["net/one/w"])
    shapes = jax.eval_shape(lambda key: net.init(key, X), jax.random.key(0))
    assert shapes["net/two/w"].shape == (4, 2)


def _normalized(x: Any, training: bool) -> Any:
    mean = tf.get_variable("mean", [3], initializer=tf.zeros_initializer(), trainable=False)
    gamma = tf.get_variable("gamma", [3], initializer=tf.ones_initializer())
    now = tf.reduce_mean(x, 0)
    if training:
        tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, mean.assign_sub((mean - now) * 0.5))
    return (x - (now if training else mean)) * gamma


def test_a_stateful_function_gives_new_parameters() -> None:
    net = tf.transform(_normalized, stateful=True)
    params = net.init(jax.random.key(0), X, training=True)
    trained, rest = net.trainable(params)
    assert list(trained) == ["gamma"] and list(rest) == ["mean"]

    @jax.jit
    def step(trained: Any, rest: Any) -> Any:
        def loss(trained: Any) -> Any:
            y, updated = net.apply({**trained, **rest}, X, training=True)
            return jnp.sum(y**2), updated

        slope, updated = jax.grad(loss, has_aux=True)(trained)
        return slope, {name: updated[name] for name in rest}

    slope, rest = step(trained, rest)
    np.testing.assert_allclose(rest["mean"], X.mean(0) / 2, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(slope["gamma"], 2 * ((X - X.mean(0)) ** 2).sum(0), rtol=1e-4)
    result, same = net.apply(params, X, training=False)
    assert same == params and np.array_equal(result, X)


def test_a_function_that_writes_must_be_called_stateful() -> None:
    def counted(x: Any) -> Any:
        count = tf.get_variable("count", initializer=0.0)
        return x + tf.assign_add(count, 1.0)

    net = tf.transform(counted)
    params = net.init(jax.random.key(0), X)
    with pytest.raises(ValueError, match=r"writes the variables \['count'\]. tf.transform"):
        net.apply(params, X)
    _, params = tf.transform(counted, stateful=True).apply(params, X)
    assert float(params["count"]) == 1.0


def test_random_numbers_come_from_the_key() -> None:
    net = tf.transform(lambda x: tf.nn.dropout(x, keep_prob=0.5))
    with pytest.raises(ValueError, match="apply of <lambda> needs rng"):
        net.apply({}, X)
    key = jax.random.key(4)
    assert np.array_equal(net.apply({}, X, rng=key), jax.jit(net.apply)({}, X, rng=key))
    assert np.array_equal(net.apply({}, X, rng=4), net.apply({}, X, rng=key))
    assert not np.array_equal(net.apply({}, X, rng=5), net.apply({}, X, rng=key))


def test_optax_trains_a_part_of_the_parameters() -> None:
    import optax

    net = tf.transform(model)
    params = net.init(jax.random.key(0), X)
    chosen, frozen = tf.split_params(params, "net/two")
    optimizer = optax.adam(0.1)
    state = optimizer.init(chosen)

    @jax.jit
    def step(chosen: Any, state: Any) -> Any:
        def loss(chosen: Any) -> Any:
            return jnp.mean((net.apply({**chosen, **frozen}, X) - 1.0) ** 2)

        value, slopes = jax.value_and_grad(loss)(chosen)
        updates, state = optimizer.update(slopes, state, chosen)
        return optax.apply_updates(chosen, updates), state, value

    losses = []
    for _ in range(60):
        chosen, state, value = step(chosen, state)
        losses.append(float(value))
    assert losses[-1] < 0.1 * losses[0]


def test_the_callers_graph_is_left_alone() -> None:
    with tf.Graph().as_default() as graph:
        net = tf.transform(model)
        params = net.init(jax.random.key(0), X)
        jax.grad(lambda p: net.apply(p, X).sum())(params)
        assert graph.get_operations() == []


def test_split_params_never_takes_a_sibling() -> None:
    params = dict.fromkeys(["D/a", "D/b/c", "D", "D_pre/a", "D_1/a", "G/D/a", "x.y/z", "xay/z"], 0)
    assert list(tf.split_params(params, "D")[0]) == ["D/a", "D/b/c", "D"]
    assert list(tf.split_params(params, "D/")[0]) == ["D/a", "D/b/c", "D"]
    assert list(tf.split_params(params, "*/D", "x.y")[0]) == ["G/D/a", "x.y/z"]
    assert list(tf.split_params(params, "**a")[1]) == ["D/b/c", "D", "x.y/z", "xay/z"]
    chosen, others = tf.split_params(params, "G")
    assert {**chosen, **others} == params
    with pytest.raises(ValueError, match="No variable is in 'E'"):
        tf.split_params(params, "E")
