"""What variables of both flavours say to calls that are wrong, or nearly: one expression a line.

`V(...)` is a 2x2 variable called "v", `W(...)` is tf.Variable, `P(...)` a placeholder.
"""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this

EXPRESSIONS = """
V().assign([1.0, 2.0])
V().assign(P([3]))
V().assign(P())
V().assign([[1, 2], [3, 4]])
V().assign(tf.constant([[1, 2], [3, 4]]))
V().assign_add([1.0])
V().assign_add(1.0)
V().assign_add('a')
tf.assign(V(), [1.0, 2.0, 3.0], validate_shape=False)
tf.assign(V(), [1.0, 2.0, 3.0])
tf.assign(tf.constant(1.0), 2.0)
tf.assign(1.0, 2.0)
tf.assign_add(tf.constant(1.0), 2.0)
tf.assign_sub(tf.constant(1.0), 2.0)
tf.scatter_add(V(), [0], [1.0, 2.0, 3.0])
tf.scatter_add(V(), [0], [[1.0, 2.0, 3.0]])
tf.scatter_add(V(), [0], 1.0)
tf.scatter_add(V(1.0), [0], 1.0)
tf.scatter_add(V(), [0.0], 1.0)
tf.scatter_add(V(), 0, [1.0, 2.0])
tf.scatter_add(tf.constant([1.0]), 0, [1.0])
tf.scatter_nd_add(V(), [[0]], [[1.0, 2.0, 3.0]])
tf.scatter_nd_add(V(), [[0, 0, 0]], [1.0])
tf.scatter_nd_add(V(), [[0, 0]], [1.0, 2.0])
tf.scatter_nd_add(V(), [0], [1.0, 2.0])
tf.scatter_nd_add(V(), 0, [1.0, 2.0])
tf.count_up_to(V(), 3)
tf.count_up_to(V([1, 2]), 3)
V().scatter_add(1.0)
V().scatter_update([1.0])
V().assign(None)
V().load(1.0)
V().eval()
iter(V())
bool(V())
len(V())
V().set_shape([2, 2])
V().set_shape([3, 2])
V()==V()
V()!=V()
V().experimental_ref()
tf.convert_to_tensor(V(), tf.int32)
tf.convert_to_tensor(V(), tf.float32)
tf.add(V(), tf.constant(1))
V().to_proto()
V().to_proto('v')
V().to_proto('q')
W()
W(None)
V(collections='a')
V(collections=5)
V(P([None]))
V(P())
V(lambda:P([None]))
V(dtype=tf.int32)
V(tf.constant(1.0), dtype=tf.int32)
V(constraint=3)
V(trainable='a').trainable
V(synchronization='q')
V(aggregation='q')
V(synchronization=tf.VariableSynchronization.ON_READ).trainable
V(synchronization=tf.VariableSynchronization.NONE).trainable
V(synchronization=tf.VariableSynchronization.ON_READ, trainable=True).trainable
V(shape=[3])
V(shape=[None, 2])
V(expected_shape=[3])
W(1.0, name='_x')
W(1.0, name='')
W(1.0, name='a b')
W(1.0, name=3)
V(variable_def=3)
V().scatter_nd_add(1, 2)
V()[0].assign([1.0, 2.0, 3.0])
V().gather_nd([0])
V().value().assign(1.0)
V().handle
V(lambda:V())
V(V())
W(1.0, bogus=1)
V(tf.no_op())
V().foo
V()[5]
V().scatter_nd_add([0], [1.0, 2.0])
tf.Variable.SaveSliceInfo("a", [1], [1], [1, 2]).spec
V().load([1.0])
"""


def _names(use_resource):
    def W(*args, **more):
        return tf.Variable(*args, use_resource=use_resource, **more)

    def V(*args, **more):
        return W(*(args or ([[1.0, 2.0], [3.0, 4.0]],)), name="v", **more)

    def P(shape=None):
        return tf.placeholder(tf.float32, shape)

    return {"tf": tf, "np": np, "V": V, "W": W, "P": P}


def _program(expression, use_resource):
    return lambda: eval(expression, _names(use_resource))


TABLE = {
    "%s: %s" % (flavour, expression): _program(expression, flavour == "resource")
    for flavour in ("ref", "resource")
    for expression in EXPRESSIONS.strip().splitlines()
}
