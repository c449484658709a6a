"""Functions and objects that random programs pass around: getters, creators, initializers, ...

Runs after prelude.py, in the same names.
"""

# ruff: noqa


class Boom(Exception):
    pass


def the_store():
    """The store of variables of the default graph, where both libraries keep it."""
    if not tf.get_collection(("__variable_store",)):
        with tf.variable_scope("for_the_store", auxiliary_name_scope=False):
            pass
    return tf.get_collection(("__variable_store",))[0]


# -- custom getters


def cg_pass(getter, name, *args, **kwargs):
    return getter(name, *args, **kwargs)


def cg_tell(getter, name, *args, **kwargs):
    tf.constant(0.0, name="told")
    return getter(name, *args, **kwargs)


def cg_identity(getter, *args, **kwargs):
    return tf.identity(getter(*args, **kwargs), name="wrapped")


def cg_rename(getter, name, *args, **kwargs):
    return getter(name + "_renamed", *args, **kwargs)


def cg_frozen(getter, name, *args, **kwargs):
    kwargs["trainable"] = False
    return getter(name, *args, **kwargs)


def cg_reuse(getter, name, *args, **kwargs):
    kwargs["reuse"] = tf.AUTO_REUSE
    return getter(name, *args, **kwargs)


def cg_bare(getter, name, shape=None, **kwargs):
    return getter(name, shape=shape)


def cg_fixed(
    getter,
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    reuse=None,
    trainable=None,
    collections=None,
    caching_device=None,
    partitioner=None,
    validate_shape=None,
    use_resource=None,
    synchronization=None,
    aggregation=None,
):
    return getter(name, shape, dtype, initializer, regularizer, reuse)


def cg_two(getter, name, *args, **kwargs):
    getter(name + "_extra", *args, **kwargs)
    return getter(name, *args, **kwargs)


def cg_boom(getter, name, *args, **kwargs):
    raise Boom("custom getter")


def cg_none(getter, name, *args, **kwargs):
    return None


def cg_scoped(getter, name, *args, **kwargs):
    with tf.variable_scope("in_getter"):
        tf.get_variable("hidden", [1], initializer=tf.zeros_initializer(), custom_getter=cg_pass)
    return getter(name, *args, **kwargs)


class CgObject:
    def __call__(self, getter, name, *args, **kwargs):
        return getter(name, *args, **kwargs)


# -- creators


def cr_pass(next_creator, **kwargs):
    return next_creator(**kwargs)


def cr_frozen(next_creator, **kwargs):
    kwargs["trainable"] = False
    return next_creator(**kwargs)


def cr_resource(next_creator, **kwargs):
    kwargs["use_resource"] = True
    return next_creator(**kwargs)


def cr_rename(next_creator, **kwargs):
    kwargs["name"] = (kwargs["name"] or "none") + "_created"
    return next_creator(**kwargs)


def cr_boom(next_creator, **kwargs):
    raise Boom("creator")


def cr_five(next_creator, **kwargs):
    return 5


# -- initializers


def init_fn(shape, dtype=None, partition_info=None):
    return tf.ones(shape, dtype)


def init_wrong_shape(shape, dtype=None, partition_info=None):
    return tf.ones([7], dtype)


def init_wrong_dtype(shape, dtype=None, partition_info=None):
    return tf.zeros(shape, tf.int32 if dtype != tf.int32 else tf.float32)


def init_part(shape, dtype=None, partition_info=None):
    if partition_info is None:
        return tf.zeros(shape, dtype)
    return tf.fill(
        shape, tf.cast(partition_info.var_offset[0] if shape else 0, dtype), name="offset"
    )


def init_boom(shape, dtype=None, partition_info=None):
    raise Boom("initializer")


def init_list(shape, dtype=None, partition_info=None):
    return [1.0, 2.0]


def init_none(shape, dtype=None, partition_info=None):
    return None


def init_two(shape, dtype):
    return tf.zeros(shape, dtype)


def init_bare():
    return tf.constant([1.0, 2.0])


def init_scope(shape, dtype=None, partition_info=None):
    with tf.name_scope("deep"):
        return tf.constant(0.0, shape=shape, dtype=dtype)


def init_var(shape, dtype=None, partition_info=None):
    tf.get_variable("of_init", [1], initializer=tf.zeros_initializer())
    return tf.zeros(shape, dtype)


class InitObject:
    def __call__(self, shape, dtype=None, partition_info=None):
        return tf.zeros(shape, dtype)


class InitNeeds:
    def __init__(self, needed):
        pass

    def __call__(self, shape, dtype=None, partition_info=None):
        return tf.zeros(shape, dtype)


# -- regularizers


def reg_id(v):
    return tf.identity(v, name="penalty")


def reg_sum(v):
    return tf.reduce_sum(v)


def reg_none(v):
    return None


def reg_boom(v):
    raise Boom("regularizer")


def reg_five(v):
    return 5


def reg_const(v):
    return tf.constant(1.0, name="rc")


def reg_var(v):
    return tf.get_variable(
        "of_reg", [], initializer=tf.zeros_initializer(), regularizer=tf.no_regularizer
    )


def constrain(v):
    return v


def boom(*args, **kwargs):
    raise Boom("boom")


# -- partitioners


def part_one(shape, dtype):
    return [1] * shape.ndims


def part_first(shape, dtype):
    return [2] + [1] * (shape.ndims - 1)


def part_last(shape, dtype):
    return [1] * (shape.ndims - 1) + [2]


def part_many(shape, dtype):
    return [9] * shape.ndims


def part_none(shape, dtype):
    return None


def part_zero(shape, dtype):
    return [0] * shape.ndims


def part_short(shape, dtype):
    return [1]


def part_boom(shape, dtype):
    raise Boom("partitioner")


def device_fn(op):
    return "/device:GPU:1" if op.type in ("VariableV2", "VarHandleOp") else "/cpu:0"


def device_none(op):
    return None
