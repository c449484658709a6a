"""Programs that each show one thing about scopes; what TensorFlow does with them is on record.

They start with the names of prelude.py and things.py in tests/differential: `vs`, `ns`, `gv`, `note`, `step`, ...
"""

from __future__ import annotations

PROGRAMS = {
    "re-entering a scope object is absolute for variables and relative for operations": """
with vs("a"):
    with vs("b") as s: note(s)
with vs("c"):
    with vs(s) as t:
        note(t, t is s, gv("v", [1]), tf.constant(1.0, name="c"))
""",
    "re-entering the current scope doubles the name scope, except at the root": """
with vs("a"):
    with vs(tf.get_variable_scope()): note(tf.constant(1.0, name="c"), gv("v", [1]))
with vs(tf.get_variable_scope()): note(tf.constant(1.0, name="c"))
""",
    "reopening by name shares the prefix and makes a new name scope": """
with vs("foo"): note(gv("v", [1]), tf.constant(1.0, name="c"))
with vs("foo") as s: note(s, gv("w", [1]), tf.constant(1.0, name="c"))
""",
    "tf.Variable follows the name scope, never shares and ignores reuse": """
with vs("foo"): note(tf.Variable(1.0, name="v"))
with vs("foo", reuse=True):
    note(tf.Variable(1.0, name="v"))
    with step(log, 0): gv("v", [])
""",
    "the store and the table of operation names are separate": """
tf.Variable(1.0, name="v")
b = gv("v", [])
note(b)
with vs(tf.get_variable_scope(), reuse=True): note(gv("v", []) is b)
""",
    "a failed initializer burns the operation's name": """
with step(log, 0): gv("v", [1], initializer=init_boom)
note(gv("v", [1]))
""",
    "uniqueness ignores case": """
note([tf.constant(1.0, name=n) for n in ("a", "A", "a")])
x = tf.constant(1.0)
note(x + x, tf.add(x, x))
""",
    "an operation's name that ends in a slash bypasses the table": """
note(tf.constant(1.0, name="a/"))
with step(log, 0): tf.constant(1.0, name="a")
note(tf.constant(1.0, name="b"))
with step(log, 1): tf.constant(1.0, name="b/")
""",
    "a name scope that ends in a slash is absolute": """
with ns("out"):
    with ns("never/seen/") as s: note(s, tf.constant(1.0, name="c"))
    with ns("never/seen/") as s: note(s, tf.constant(1.0, name="c"))
""",
    "names of scopes are checked strictly only at the root": """
with step(log, 0):
    with ns("_x"): pass
with ns("a"):
    with ns("_x") as s: note(s)
""",
    "get_name_scope is empty at first and None after a reset": """
note(g.get_name_scope())
with ns("a"), ns(None): note(g.get_name_scope())
""",
    "empty and slashed scopes give double slashes": """
with vs("a"), vs("") as s: note(s, gv("v", [1]), tf.constant(1.0, name="c"))
with vs("foo/"): note(gv("v", [1]), tf.constant(1.0, name="c"))
""",
    "the counters of default names restart when the parent closes": """
with vs("p") as p:
    with vs(None, "d"): note(gv("v", [1]))
with vs(p), vs(None, "d") as s:
    note(s)
    with step(log, 0): gv("v", [1])
""",
    "default names count scopes and not operations": """
with vs("x"): pass
with vs(None, "x") as s: note(s)
tf.constant(1.0, name="y")
with vs(None, "y") as s: note(s)
""",
    "reuse is inherited: False undoes nothing, True and AUTO_REUSE replace each other": """
values = (None, False, True, AUTO)
note(tf.get_variable_scope())
for outer in values:
    with vs("a", reuse=outer) as a:
        for inner in values:
            with vs("b", reuse=inner) as b: note(outer, inner, b.reuse)
for mine in values:
    with vs("o", reuse=mine) as own: pass
    for asked in values:
        with vs("x", reuse=True), vs(own, reuse=asked) as again: note(mine, asked, again.reuse)
""",
    "a scope object escapes the reuse around it": """
with vs("o") as scope: pass
with vs("a", reuse=True):
    with vs(scope) as s: note(s.reuse, gv("new", [1]))
    with vs(scope) as s: s.reuse_variables()
note(scope.reuse)
scope.reuse_variables()
with vs(scope, reuse=False) as s: note(s.reuse)
""",
    "reuse_variables at the root stays for the graph": """
tf.get_variable_scope().reuse_variables()
with step(log, 0): gv("v", [1])
with vs(tf.get_variable_scope(), reuse=False) as s: note(s.reuse)
with vs("a", reuse=AUTO): note(gv("v", [1]))
""",
    "sharing checks only the shape and the dtype": """
v = gv("v", [2], trainable=False)
with vs(tf.get_variable_scope(), reuse=True):
    note(gv("v") is v, gv("v", [None], trainable=True, regularizer=reg_id) is v, v.trainable)
    note(gv("v", initializer=[0.0, 0.0, 0.0]) is v)
    with step(log, 0): gv("v", [3])
    with step(log, 1): gv("v", [2], tf.int32)
    with step(log, 2): gv("v", [2], initializer=tf.ones([2]))
""",
    "a constant initializer has its own shape and dtype": """
with step(log, 0): gv("v", [2], initializer=tf.ones([2]))
with step(log, 1): gv("x", initializer=1.5, dtype=tf.float64)
with vs("s", dtype=tf.float64): note(gv("x", initializer=1.5))
note(gv("n", initializer=5, dtype=tf.int32))
""",
    "a constraint is not inherited, custom getters nest": """
with vs("a", constraint=constrain, custom_getter=cg_tell) as a:
    note(a, gv("v", [1]))
    with vs("b", custom_getter=cg_rename) as b:
        note(b, gv("v", [1]), gv("w", [1], custom_getter=cg_pass))
with vs(a) as again: note(again)
""",
    "a partitioner gives a partitioned variable, except for scalars": """
with vs("s", partitioner=tf.fixed_size_partitioner(2)):
    note(gv("v", [5]), gv("scalar", []))
note(gv("q", [3], partitioner=tf.fixed_size_partitioner(1)))
with vs("s", reuse=True):
    note(gv("v", [5]), gv("v"))
    with step(log, 0): gv("v", [5], partitioner=tf.fixed_size_partitioner(3))
    with step(log, 1): gv("v", [6])
    with step(log, 2): gv("v", [5], tf.int32)
    with step(log, 3): gv("none", [5], partitioner=tf.fixed_size_partitioner(3))
with step(log, 4): gv("s/v", [5])
with step(log, 5): gv("s/v", [5], partitioner=tf.fixed_size_partitioner(2))
gv("u", [4])
with step(log, 6): gv("u", [4], partitioner=tf.fixed_size_partitioner(2))
""",
    "what a partitioner may not return": """
for number, part in enumerate((part_none, part_zero, part_short, part_many, part_boom, 5)):
    with step(log, number): gv("v%d" % number, [4, 4], partitioner=part)
with step(log, 9): gv("w", [None], partitioner=part_one)
""",
    "trainable is independent of collections, and filters are regular expressions": """
gv("a", [1], collections=[])
with vs("foo") as foo: gv("v", [1])
with vs("foobar"): gv("v", [1])
note(tf.trainable_variables(), tf.global_variables("foo"), foo.global_variables())
""",
    "a template's scope is fixed at its first call, its operations follow each call": """
def f(): return gv("v", [1]), tf.constant(1.0, name="y")
A = tf.make_template("t", f)
B = tf.make_template("t", f, create_scope_now_=True)
with vs("o"): note(A(), B())
note(A(), A, B)
def late():
    late.calls += 1
    return gv("v%d" % late.calls, [1])
late.calls = 0
L = tf.make_template("l", late)
note(L())
with step(log, 0): L()
def trains(): tf.Variable(1.0)
V = tf.make_template("v", trains)
V()
with step(log, 1): V()
""",
    "threads start at the root and share the store": """
with vs("a", reuse=AUTO) as a:
    def f():
        with g.as_default():
            log.standing()
            with vs(None, "a") as q: note(q)
            with vs(a) as q: note(q, gv("v", [1]))
            tf.get_variable_scope().reuse_variables()
            note(tf.get_variable_scope())
    in_thread(f)
    note(tf.get_variable_scope(), gv("v", [1]))
    with vs(None, "a") as q: note(q)
note(tf.get_variable_scope())
""",
    "leaving scopes in the wrong order is refused": """
a, b = vs("a"), vs("b")
note(a.__enter__(), b.__enter__())
with step(log, 0): a.__exit__(None, None, None)
with step(log, 1): b.__exit__(None, None, None)
with step(log, 2): b.__exit__(None, None, None)
with step(log, 3): a.__exit__(None, None, None)
with step(log, 4): vs("c").__exit__(None, None, None)
""",
    "a manager can be entered again and keeps its names": """
m = vs("a")
with m as s: note(s, tf.constant(1.0, name="c"))
with m as s: note(s, tf.constant(1.0, name="c"))
with vs("b"), m as s: note(s, tf.constant(1.0, name="c"))
with vs("o") as o_scope: pass
m = vs(o_scope)
with m as s: s.reuse_variables()
with m as t: note(t is s, t)
m = vs(None, "d")
with m as s: note(s)
with vs("q"), m as s: note(s)
with step(log, 0):
    with m:
        with m as s: note(s)
""",
    "auxiliary_name_scope=False leaves the name scope as it is": """
with vs("x", auxiliary_name_scope=False) as s: note(s, tf.constant(1.0, name="c"))
with vs("q") as q, vs("y", auxiliary_name_scope=False) as s: note(s, tf.constant(1.0, name="c"))
with vs("q"), vs(q, auxiliary_name_scope=False) as s: note(s, tf.constant(1.0, name="c"))
with vs("q"), vs(None, "z", auxiliary_name_scope=False) as s: note(s, tf.constant(1.0, name="c"))
with step(log, 0): vs("x", auxiliary_name_scope=None)
""",
    "values choose the graph": """
other = tf.Graph()
with other.as_default(): x = tf.constant(1.0)
y = tf.constant(1.0)
with ns("a", values=[x]) as s: note(s, tf.get_default_graph() is other)
with vs("a", values=[x]) as s: note(s, tf.get_default_graph() is other)
with tf.op_scope([x], "a") as s: note(s, tf.get_default_graph() is other)
with tf.variable_op_scope([x], None, "a") as s: note(s, tf.get_default_graph() is other)
with step(log, 0): vs("a", values=[x, y])
with step(log, 1):
    with ns("a", values=[x, y]): pass
with step(log, 2):
    with ns(None, values=[x]): pass
with step(log, 3): ns("a", [x])
m = vs("from_g")
with other.as_default(), m: note(tf.get_default_graph() is g)
""",
    "what variable_scope refuses": """
with step(log, 0): vs(None)
with step(log, 1): vs("x", reuse=0)
with step(log, 2): vs("x", reuse="AUTO_REUSE")
for number, name in enumerate((3, b"x", "a b", "_a", ["a"])):
    with step(log, 3 + number):
        with vs(name): pass
for number, reuse in enumerate((True, AUTO, False)):
    with step(log, 10 + number):
        with vs(None, "d", reuse=reuse) as s: note(s)
with step(log, 13):
    with vs("x", values=5): pass
""",
    "what get_variable refuses": """
gv("v", [1])
with step(log, 0): gv("v", [1])
with step(log, 1): gv("x")
with step(log, 2): gv("x", [None, 2])
with step(log, 3): gv("x", [2], initializer=[1.0, 2.0])
with step(log, 4): gv("x", [2], dtype=tf.complex64)
with step(log, 5): gv("x", [2], custom_getter=5)
with step(log, 6): gv("x", [2], partitioner=5)
with step(log, 7): gv("x", "shape")
with step(log, 8): gv("a b", [2])
with step(log, 9): gv("x", [2], dtype="nonsense")
with step(log, 10): gv("x", [2], aggregation=5)
with step(log, 11): gv("x", [2], synchronization=5)
with step(log, 12): gv("x", [2], constraint=5)
with step(log, 13): gv("x", [2], collections="c")
with step(log, 14): gv("x1", [2], regularizer=5)
with vs(tf.get_variable_scope(), reuse=True):
    with step(log, 15): gv("y", [1])
    with step(log, 16): gv("v", [1, 1])
""",
    "an exception inside any scope unwinds every stack": """
with step(log, 0):
    with vs("a", reuse=AUTO), ns("b"), tf.device("/cpu:0"), tf.control_dependencies([tf.no_op()]):
        with vs(None, "c"), tf.colocate_with(tf.constant(1.0)):
            raise Boom("inside")
note(tf.constant(1.0))
with vs(None, "a") as s: note(s)
""",
    "the defaults of a scope, and its setters": """
with vs("a", initializer=init_fn, regularizer=reg_id, caching_device="/cpu:0", dtype=tf.float64, use_resource=True,
        custom_getter=cg_pass, constraint=constrain) as a:
    note(a, gv("v", [2]), tf.Variable(1.0))
    with vs("b", use_resource=False, dtype="float32", regularizer=tf.no_regularizer) as b: note(b, gv("v", [2]))
a.set_initializer(tf.zeros_initializer()); a.set_regularizer(None); a.set_caching_device(None); a.set_dtype(tf.int32)
a.set_use_resource(False); a.set_partitioner(part_one); a.set_custom_getter(None)
with vs(a) as s: note(s, gv("w", [2]))
note(a.get_collection(GK.REGULARIZATION_LOSSES), a.trainable_variables(), a.local_variables())
""",
    "local variables are not trained": """
keys = ["c"]
note(tf.get_local_variable("l", [1], collections=keys, trainable=True), keys)
with step(log, 0): tf.get_local_variable("m", [1], collections=("c",))
""",
    "creators stand between every wish and the variable": """
with tf.variable_creator_scope(cr_frozen):
    note(gv("v", [1]), tf.Variable(1.0))
    with tf.variable_creator_scope(cr_resource): note(gv("w", [1]))
    with tf.variable_creator_scope(cr_five):
        with step(log, 0): gv("five", [1])
        with step(log, 1): gv("five", [1])
    with tf.variable_creator_scope(cr_boom):
        with step(log, 2): gv("boom", [1])
note(gv("x", [1]))
""",
    "a scope made by hand can have no reuse at all, which shares or creates": """
with vs(tf.VariableScope(None, "k")) as s:
    v = gv("v", [1])
    note(s, gv("v", [1]) is v)
with vs(tf.VariableScope(True, "nn", name_scope="q/")) as s: note(s, tf.constant(1.0))
""",
    "custom getters may call the true one with anything": """
def bare(getter, name, **kwargs): return getter("other", [1])
note(gv("v", [1], custom_getter=bare), gv("w", [1], custom_getter=bare))
for number, reuse in enumerate((0, None, True, False)):
    def asks(getter, name, **kwargs): return getter("n%d" % number, [1], reuse=reuse)
    with step(log, 2 * number): note(gv("v", [1], custom_getter=asks))
    with step(log, 2 * number + 1): note(gv("v", [1], custom_getter=asks))
""",
    "resource variables by default": """
tf.enable_resource_variables()
note(tf.resource_variables_enabled(), gv("a", [1]), tf.Variable(1.0))
with vs("q", use_resource=False): note(gv("a", [1]), tf.Variable(1.0))
""",
    "control dependencies and devices around get_variable": """
with tf.control_dependencies([tf.constant(1.0, name="first")]), tf.device("/gpu:1"):
    note(gv("v", [2], regularizer=reg_id), gv("c", initializer=[1.0]), gv("r", [2], use_resource=True))
    note(gv("d", [2], caching_device="/cpu:0"))
""",
}
