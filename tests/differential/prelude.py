"""What every random program starts with: short names, a log of what happens, functions to pass around.

Runs under both libraries, in the reference under Python 3.7; `tf` and `np` are there already.
"""

# ruff: noqa
import functools
import threading

vs, ns, gv = tf.variable_scope, tf.name_scope, tf.get_variable
AUTO, GK = tf.AUTO_REUSE, tf.GraphKeys


class Log:
    """What happened in one program, in a form that can be compared."""

    def __init__(self):
        self.entries = []
        self.seen = []
        self.graphs = []

    def which(self, thing):
        """The number of a thing: the same thing has the same number, and its first place is its number."""
        for number, known in enumerate(self.seen):
            if known is thing:
                return number
        self.seen.append(thing)
        return len(self.seen) - 1

    def describe(self, value):
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return repr(value)
        if isinstance(value, bytes):
            return repr(value)
        if isinstance(value, (list, tuple)):
            return [self.describe(item) for item in value]
        kind = type(value).__name__
        if kind == "TensorShape":
            return "shape " + str(value)
        if kind == "DType":
            return "dtype " + value.name
        if kind == "_ReuseMode":
            return str(value)
        if kind == "Dimension":
            return "dim " + str(value)
        if kind == "VariableScope":
            return {
                "scope": self.which(value),
                "name": value.name,
                "original": value.original_name_scope,
                "reuse": self.describe(value.reuse),
                "initializer": self.function(value.initializer),
                "regularizer": self.function(value.regularizer),
                "dtype": self.describe(value.dtype),
                "use_resource": self.describe(value.use_resource),
                "caching_device": self.function(value.caching_device),
                "partitioner": self.function(value.partitioner),
                "custom_getter": self.function(value.custom_getter),
                "constraint": self.function(value.constraint),
            }
        if kind == "Tensor":
            return {"tensor": self.which(value), "name": value.name, "dtype": value.dtype.name, "shape": str(value.shape)}
        if kind == "Operation":
            return {"op": value.name, "type": value.type}
        if kind in ("RefVariable", "ResourceVariable"):
            return {
                kind: self.which(value),
                "name": value.name,
                "op": value.op.name,
                "dtype": value.dtype.name,
                "shape": str(value.shape),
                "device": value.device,
                "trainable": value.trainable,
                "constraint": self.function(value.constraint),
                "initial": value.initial_value.name,
                "initializer": value.initializer.name,
            }
        if kind == "PartitionedVariable":
            parts = []
            for part in value:
                info = part._get_save_slice_info()
                parts.append([self.describe(part), info.full_name, info.full_shape, info.var_offset, info.var_shape])
            return {
                kind: self.which(value),
                "name": value.name,
                "dtype": value.dtype.name,
                "shape": str(value.get_shape()),
                "partitions": list(value._get_partitions()),
                "parts": parts,
            }
        if kind == "Template":
            return {
                kind: self.which(value),
                "name": value.name,
                "scope_name": value.variable_scope_name,
                "scope": self.describe(value.variable_scope),
                "variables": [v.name for v in value.variables],
                "trainable": [v.name for v in value.trainable_variables],
                "non_trainable": [v.name for v in value.non_trainable_variables],
                "local": [v.name for v in value.local_variables],
            }
        if kind == "ndarray" or hasattr(value, "tolist"):
            return repr(value.tolist())
        return self.function(value)

    def function(self, value):
        if value is None or isinstance(value, (int, float, str)):
            return value
        if callable(value) or not hasattr(value, "name"):
            return type(value).__name__ if not hasattr(value, "__name__") else value.__name__ + " %d" % self.which(value)
        return self.describe(value)

    def note(self, *values):
        self.entries.append(["note"] + [self.describe(value) for value in values])

    def failed(self, error):
        self.entries.append(["error", type(error).__name__, str(error)])

    def standing(self):
        """Where all stacks of the default graph stand."""
        graph = tf.get_default_graph()
        scope = tf.get_variable_scope()
        if graph not in self.graphs:
            self.graphs.append(graph)
        self.entries.append(
            [
                "at",
                self.graphs.index(graph),
                graph.get_name_scope(),
                scope.name,
                scope.original_name_scope,
                self.describe(scope.reuse),
                graph.version,
            ]
        )

    def collections(self, graph):
        found = []
        for key in sorted(graph.get_all_collection_keys()):  # TensorFlow's own order goes by string hashes
            items = [
                item.name if hasattr(item, "name") else self.describe(item)
                for item in graph.get_collection(key)
            ]
            found.append([key, items])
        return found

    def finish(self):
        for graph in self.graphs:
            nodes = []
            for node in graph.as_graph_def(add_shapes=True).node:
                attrs = {key: node.attr[key].SerializeToString().hex() for key in node.attr}
                nodes.append([node.name, node.op, list(node.input), node.device, attrs])
            with graph.as_default():
                free = [
                    graph.unique_name(name, mark_as_used=False)
                    for name in ("a", "b", "v", "a/v", "a/b", "v/read", "v/Initializer", "v/part_0")
                ]
            self.entries.append(["graph", nodes, self.collections(graph), free])
        return self.entries


class step:
    """One statement: what it raises is noted, and the program goes on."""

    def __init__(self, log, number):
        self.log = log
        self.number = number

    def __enter__(self):
        self.log.entries.append(["step", self.number])

    def __exit__(self, kind, error, trace):
        if error is not None:
            if not isinstance(error, Exception):
                return False
            self.log.failed(error)
        self.log.standing()
        return True


def in_thread(function):
    """Runs a function in a thread of its own and waits for it; an error comes back to the caller."""
    errors = []

    def work():
        try:
            function()
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


class Boom(Exception):
    pass


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


def cg_fixed(getter, name, shape=None, dtype=None, initializer=None, regularizer=None, reuse=None, trainable=None,
             collections=None, caching_device=None, partitioner=None, validate_shape=None, use_resource=None,
             synchronization=None, aggregation=None):
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
    return tf.fill(shape, tf.cast(partition_info.var_offset[0] if shape else 0, dtype), name="offset")


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
    return tf.get_variable("of_reg", [], initializer=tf.zeros_initializer(), regularizer=tf.no_regularizer)


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
