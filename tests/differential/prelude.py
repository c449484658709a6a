"""What every random program starts with: short names, a log of what happens, functions to pass around.

Runs under both libraries, in the reference under Python 3.7; `tf` and `np` are there already.
"""

# ruff: noqa
import functools
import gc
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
        if kind == "type":
            return "class " + value.__name__
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
            return {
                "tensor": self.which(value),
                "name": value.name,
                "dtype": value.dtype.name,
                "shape": str(value.shape),
            }
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
                parts.append(
                    [
                        self.describe(part),
                        info.full_name,
                        info.full_shape,
                        info.var_offset,
                        info.var_shape,
                    ]
                )
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
        if isinstance(value, np.dtype):
            return "numpy " + value.name
        if kind == "ndarray" or hasattr(value, "tolist"):
            return repr(value.tolist())
        return self.function(value)

    def function(self, value):
        if value is None or isinstance(value, (int, float, str)):
            return value
        if callable(value) or not hasattr(value, "name"):
            return (
                type(value).__name__
                if not hasattr(value, "__name__")
                else value.__name__ + " %d" % self.which(value)
            )
        return self.describe(value)

    def note(self, *values):
        self.entries.append(["note"] + [self.describe(value) for value in values])

    def failed(self, error):
        # what follows the first line names lines of TensorFlow's own source
        first_line = str(error).strip().split("\n", 1)[0]
        self.entries.append(["error", type(error).__name__, first_line])

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
        for key in sorted(
            graph.get_all_collection_keys()
        ):  # TensorFlow's own order goes by string hashes
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


def forget(held):
    """Lets go of what a program held: scopes never left end here and not in some later program."""
    vars(held).clear()
    gc.collect()


gc.collect()
gc.freeze()  # what the libraries hold need not be looked at again
