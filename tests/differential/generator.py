"""Random programs over everything that names, scopes and variables can do."""

from __future__ import annotations

import random

from tests.differential.choices import (
    COLLECTIONS,
    CREATORS,
    DEVICES,
    DTYPES,
    FILTERS,
    GETTERS,
    KEYS,
    ODD_DEVICES,
    ODD_DTYPES,
    ODD_GETTERS,
    ODD_PARTITIONERS,
    ODD_REGULARIZERS,
    ODD_SHAPES,
    PARTITIONERS,
    REGULARIZERS,
    SHAPES,
    VALUES,
)
from tests.differential.chooser import Chooser
from tests.differential.programs import Statement


class Generator(Chooser):
    """Makes one program."""

    def program(self) -> tuple[Statement, ...]:
        statements: list[Statement] = []
        while self.left > 0:
            statements.append(self.statement(0))
        return tuple(statements)

    def body(self, depth: int) -> tuple[Statement, ...]:
        statements = [self.statement(depth + 1) for _ in range(1 + self.chance.randrange(4))]
        if self.maybe(5):
            statements.append(Statement("raise Boom('body')"))
        return tuple(statements)

    def statement(self, depth: int) -> Statement:
        self.left -= 1
        blocks = (
            (self.variable_scope, 30),
            (self.name_scope, 12),
            (self.graph_state, 8),
            (self.managed, 4),
            (self.thread, 2),
            (self.template, 6),
            (self.old_scope, 2),
            (self.other_graph, 2),
            (self.conditional, 2),
            (self.creator, 3),
        )
        simple = (
            (self.get_variable, 40),
            (self.variable, 6),
            (self.operation, 12),
            (self.setter, 6),
            (self.query, 6),
            (self.call_template, 6),
            (self.by_hand, 3),
            (self.local_variable, 3),
            (self.partitioned, 6),
            (self.rare, 3),
        )
        choices = simple if depth >= 4 or self.left <= 0 else blocks + simple
        return self.weighted(choices)(depth)

    def block(self, header: str, depth: int, first: str = "", **more: str) -> Statement:
        return Statement(header, self.body(depth), guarded=self.maybe(85), first=first, **more)

    def variable_scope(self, depth: int) -> Statement:
        call, name = self.scope_call(), self.fresh("s")
        return self.block(f"with {call} as {name}", depth, f"note({name})")

    def name_scope(self, depth: int) -> Statement:
        call, name = self.name_scope_call(), self.fresh("n")
        return self.block(f"with {call} as {name}", depth, f"note({name})")

    def graph_state(self, depth: int) -> Statement:
        op = self.one(
            (
                self.some("t", "tf.no_op()"),
                self.some("v", "tf.no_op()"),
                "tf.no_op()",
                "tf.constant(1.0)",
            )
        )
        call = self.one(
            (
                f"tf.device({self.either(DEVICES, ODD_DEVICES)})",
                f"tf.control_dependencies([{op}])",
                "tf.control_dependencies(None)",
                f"tf.colocate_with({op})",
                "tf.colocate_with(None, ignore_existing=True)",
                "tf.init_scope()",
                "g.container('box')",
                "g.gradient_override_map({'Identity': 'Other'})",
                f"tf.device({self.one(DEVICES)})",
            )
        )
        return self.block(f"with {call}", depth)

    def managed(self, depth: int) -> Statement:
        """A scope manager that is kept and entered several times, also inside itself."""
        name = self.fresh("m")
        call = self.scope_call() if self.maybe(70) else self.name_scope_call()
        if "tf.get_default_graph().name_scope" in call:
            call = f"ns({self.name()})"
        scope = self.fresh("s") if call.startswith("vs") else self.fresh("n")
        used = name if self.maybe(60) else self.some("m", name)
        return self.block(f"{name} = {call}\nwith {used} as {scope}", depth, f"note({scope})")

    def thread(self, depth: int) -> Statement:
        name = f"f{self.count}"
        self.count += 1
        enter = self.maybe(85)
        first = "log.standing()"
        block = self.block(f"def {name}()", depth, first)
        call = f"in_thread({name})"
        if enter:
            inner = Statement("with g.as_default()", block.body, guarded=block.guarded, first=first)
            block = Statement(f"def {name}()", (inner,), guarded=False)
        return Statement(block.text, block.body, block.guarded, block.first, "", call)

    def conditional(self, depth: int) -> Statement:
        """A branch of tf.cond: what is made inside depends on the context it is made in."""
        name = f"f{self.count}"
        self.count += 1
        block = self.block(f"def {name}()", depth, "log.standing()", last="return tf.constant(1.0)")
        branches = self.one(
            (f"{name}, lambda: tf.constant(2.0)", f"lambda: tf.constant(2.0), {name}")
        )
        predicate = self.one(("tf.constant(True)", "tf.placeholder(tf.bool, [])", "tf.less(1, 2)"))
        wish = self.one(("", "", f", name={self.text()}"))
        call = f"note(tf.cond({predicate}, {branches}{wish}))"
        return Statement(block.text, block.body, block.guarded, block.first, block.last, call)

    def other_graph(self, depth: int) -> Statement:
        name = self.fresh("g")
        graph = self.one((name, name, "g", self.some("g", "g")))
        header = f"{name} = tf.Graph()\nwith {graph}.as_default()"
        other = self.fresh("other")
        return self.block(header, depth, f"{other} = tf.constant(1.0, name='elsewhere')")

    def creator(self, depth: int) -> Statement:
        return self.block(f"with tf.variable_creator_scope({self.one(CREATORS)})", depth)

    def old_scope(self, depth: int) -> Statement:
        if self.maybe(50):
            name = self.fresh("n")
            call = f"tf.op_scope({self.values()}, {self.name()}{', ' + self.text() if self.maybe(40) else ''})"
        else:
            name = self.fresh("s")
            call = f"tf.variable_op_scope({self.values()}, {self.name()}{', ' + self.text() if self.maybe(40) else ''})"
        return self.block(f"with {call} as {name}", depth, f"note({name})")

    def template(self, depth: int) -> Statement:
        function = f"f{self.count}"
        self.count += 1
        extra = self.arguments(
            create_scope_now_=(30, lambda: "True"),
            unique_name_=(20, self.text),
            custom_getter_=(12, lambda: self.either(GETTERS, ODD_GETTERS)),
        )
        block = self.block(f"def {function}(*args)", depth, "log.standing()", last="return 7")
        name = self.fresh("p")  # only now: a template that calls itself need not end
        after = f"{name} = tf.make_template({self.text()}, {function}{extra})\nnote({name})"
        if self.maybe(60):
            after += f"\nnote({name}())"
        return Statement(block.text, block.body, block.guarded, block.first, block.last, after)

    def call_template(self, depth: int) -> Statement:
        name = self.some("p", "o.none")
        return Statement(f"note({name}())\nnote({name})")

    def get_variable(self, depth: int) -> Statement:
        call = f"gv({self.name(6)}{self.get_variable_arguments()})"
        name = self.fresh("v")
        return Statement(f"{name} = {call}\nnote({name})")

    def local_variable(self, depth: int) -> Statement:
        call = f"tf.get_local_variable({self.name(4)}{self.get_variable_arguments()})"
        name = self.fresh("v")
        return Statement(f"{name} = {call}\nnote({name})")

    def partitioned(self, depth: int) -> Statement:
        """Several wishes for one name, in parts or whole, under several kinds of reuse."""
        shape = self.either(SHAPES, ODD_SHAPES)
        what = f"gv({self.one(('None', repr('p'), repr('p'), repr('p/part_0'), repr('p/part_1')))}, {shape}"
        what = what.replace("None", "'p'")
        call = what + self.arguments(
            initializer=(80, self.initializer),
            partitioner=(70, lambda: self.either(PARTITIONERS, ODD_PARTITIONERS)),
            use_resource=(10, lambda: "True"),
            regularizer=(10, lambda: self.either(REGULARIZERS, ODD_REGULARIZERS)),
            dtype=(8, lambda: self.either(DTYPES, ODD_DTYPES)),
        )
        name = self.fresh("v")
        return Statement(f"{name} = {call})\nnote({name})")

    def variable(self, depth: int) -> Statement:
        initial = self.one(
            VALUES
            + ("tf.ones([2])", "init_bare", "None", self.some("v", "1.0"), "lambda: tf.zeros([2])")
        )
        arguments = self.arguments(
            name=(70, self.name),
            trainable=(10, lambda: self.one(("True", "False", "None"))),
            collections=(6, lambda: self.one(COLLECTIONS)),
            dtype=(8, lambda: self.either(DTYPES, ODD_DTYPES)),
            use_resource=(10, lambda: self.one(("True", "False"))),
            validate_shape=(4, lambda: "False"),
            caching_device=(4, lambda: self.one(DEVICES)),
            constraint=(4, lambda: "constrain"),
        )
        name = self.fresh("v")
        return Statement(f"{name} = tf.Variable({initial}{arguments})\nnote({name})")

    def operation(self, depth: int) -> Statement:
        wish = self.one((f", name={self.name(15)}", f", name={self.name(15)}", ""))
        call = self.one(
            (
                f"tf.constant(1.0{wish})",
                f"tf.constant([1.0, 2.0]{wish})",
                f"tf.add({self.tensor()}, {self.tensor()}{wish})",
                f"{self.some('t', 'tf.constant(1.0)')} + {self.tensor()}",
                f"tf.identity({self.tensor()}{wish})",
                f"tf.no_op({wish[2:]})",
                f"tf.placeholder(tf.float32, [None]{wish})",
                f"tf.multiply({self.some('v', '2.0')}, {self.tensor()}{wish})",
                f"{self.some('v', 'tf.constant(1.0)')} * {self.tensor()}",
                f"tf.group({self.some('t', 'tf.no_op()')}{wish})",
                f"{self.some('v', 'o.none')}.assign({self.tensor()}{wish})",
                f"{self.some('v', 'o.none')}.read_value()",
                f"{self.some('v', 'o.none')}.initialized_value()",
                f"tf.convert_to_tensor({self.some('v', '2.0')}{wish})",
                f"tf.reduce_sum({self.tensor()}{wish})",
                f"tf.zeros([2]{wish})",
                f"{self.some('v', 'o.none')}.assign_add({self.tensor()}{wish})",
                f"{self.some('v', 'o.none')}.value()",
                f"{self.some('v', 'o.none')}[0]",
                f"list({self.some('v', 'o.none')})",
                f"-{self.some('v', 'o.none')}",
                f"tf.assign({self.some('v', 'o.none')}, {self.tensor()}{wish})",
                f"tf.stop_gradient({self.tensor()}{wish})",
                f"tf.stack([{self.tensor()}, {self.tensor()}]{wish})",
                f"tf.concat([{self.some('v', '[1.0]')}, [1.0]], 0{wish})",
                f"tf.is_variable_initialized({self.some('v', 'o.none')})",
                f"tf.variables_initializer([{self.some('v', 'o.none')}]{wish})",
                "tf.global_variables_initializer()",
                "tf.local_variables_initializer()",
                f"{self.some('v', 'o.none')}.is_initialized()",
                f"tf.matmul([[1.0]], {self.tensor()}{wish})",
            )
        )
        name = self.fresh("t")
        return Statement(f"{name} = {call}\nnote({name})")

    def setter(self, depth: int) -> Statement:
        scope = self.scope()
        call = self.one(
            (
                "reuse_variables()",
                "reuse_variables()",
                f"set_initializer({self.initializer()})",
                f"set_regularizer({self.either(REGULARIZERS, ODD_REGULARIZERS)})",
                f"set_dtype({self.either(DTYPES, ODD_DTYPES)})",
                f"set_use_resource({self.one(('True', 'False', 'None'))})",
                f"set_caching_device({self.either(DEVICES, ODD_DEVICES)})",
                f"set_partitioner({self.either(PARTITIONERS, ODD_PARTITIONERS)})",
                f"set_custom_getter({self.either(GETTERS, ODD_GETTERS)})",
                "set_custom_getter(None)",
                "set_partitioner(None)",
                "set_initializer(None)",
            )
        )
        return Statement(f"note({scope}.{call})\nnote({scope})")

    def query(self, depth: int) -> Statement:
        scope = self.scope()
        return Statement(
            self.one(
                (
                    f"note({scope}.trainable_variables())",
                    f"note({scope}.global_variables())",
                    f"note({scope}.local_variables())",
                    f"note({scope}.get_collection({self.one(KEYS)}))",
                    f"note(tf.get_collection({self.one(KEYS)}, {self.one(FILTERS)}))",
                    f"note(tf.global_variables({self.one(FILTERS)}))",
                    f"note(tf.trainable_variables({self.one(FILTERS)}))",
                    f"note(tf.local_variables({self.one(FILTERS)}))",
                    "note(tf.get_variable_scope())",
                    f"note({scope})",
                    "note(tf.get_default_graph().get_name_scope())",
                    f"note(tf.get_default_graph().unique_name({self.name(0)}))",
                    f"note({self.some('v', 'None')})",
                    "note(sorted(map(str, tf.get_default_graph().collections)))",
                    "note(tf.resource_variables_enabled())",
                    f"note({self.some('p', 'None')})",
                )
            )
        )

    def by_hand(self, depth: int) -> Statement:
        """Scopes entered and left without `with`, in any order."""
        if "other" in self.held:
            # which graph is then the default in which of TensorFlow's two stacks nobody can say
            return self.query(depth)
        name = self.fresh("m")
        kind = self.chance.randrange(4)
        if kind == 0:
            return Statement(f"{name} = {self.scope_call()}\nnote({name}.__enter__())")
        if kind == 1:
            return Statement(f"{name} = ns({self.name()})\nnote({name}.__enter__())")
        known = self.some("m", "o.none")
        return Statement(f"{known}.{'__exit__(None, None, None)' if kind == 2 else '__enter__()'}")

    def rare(self, depth: int) -> Statement:
        return Statement(
            self.one(
                (
                    "tf.enable_resource_variables()",
                    f"note({self.scope()}.get_variable(the_store(), {self.name()}{self.get_variable_arguments()}))",
                    f"note({self.scope()}._get_partitioned_variable(the_store(), {self.name()}, [4], "
                    f"initializer={self.initializer()}{self.one(('', ', partitioner=part_first'))}))",
                    "tf.disable_resource_variables()",
                    "tf.get_default_graph().finalize()",
                    f"tf.add_to_collection({self.one(KEYS)}, {self.some('v', '5')})",
                    f"tf.get_default_graph().clear_collection({self.one(KEYS)})",
                    "raise Boom('statement')",
                    "tf.set_random_seed(3)",
                    f"tf.get_default_graph().get_collection_ref({self.one(KEYS)}).append(7)",
                    f"note(tf.get_default_graph().get_tensor_by_name({self.name()} + ':0'))",
                    f"note(vs({self.name()}, custom_getter={self.one(GETTERS)}, reuse={self.reuse()}).__enter__().name)",
                )
            )
        )


def generate(chance: random.Random, length: int = 12) -> tuple[Statement, ...]:
    """A random program of about `length` statements."""
    return Generator(chance, length).program()
