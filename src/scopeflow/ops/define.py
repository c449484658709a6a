"""What an op is: one object that declares, documents, builds, shapes and computes it.

    @op("Neg(x: T; T: number) -> (y: T)", shape=rules.unchanged)
    def neg(x):
        \"\"\"The negative of each element.\"\"\"
        return xp.neg(x)

The decorated function is the lowering: arrays in, arrays out, attributes as keyword-only parameters.
The object that takes its place is called while building: tensors in, tensors out.
"""

from __future__ import annotations

import inspect
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from operator import attrgetter
from typing import Any

from scopeflow.graph.core import BUILDING, GRAPH_STACK, Graph, function_being_built
from scopeflow.graph.dtypes import DType
from scopeflow.graph.names import KNOWN_GOOD, check_scope_name
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import arguments, attributes, schema
from scopeflow.ops import inputs as conversion

REGISTRY: dict[str, Definition] = {}

# The Python type of an attribute that needs no conversion, by kind.
_PLAIN_TYPES: dict[str, type] = {
    "bool": bool,
    "int": int,
    "float": float,
    "string": str,
    "type": DType,
}

# Nodes are known by the numbers of their inputs' dtypes: a DType's own hash is a call of Python code.
_number_of = attrgetter("dtype._type_enum")
# How far above a new node's own frame a caller of `build`, the first that can be anybody's, stands.
_INNER_FRAMES = 4

ShapeRule = Callable[[Sequence[Tensor], dict[str, Any]], Sequence[Any]]


class ShapeMismatch(Exception):
    """Raised by a shape rule: the sentence that says what does not fit.

    Args:
      sentence: TensorFlow's words.
      values: the inputs (by index) whose values the rule asked for.
      shapes: the inputs that it asked for as shapes.
    """

    def __init__(
        self, sentence: str, values: Sequence[int] = (), shapes: Sequence[int] = ()
    ) -> None:
        super().__init__(sentence)
        self.values = values
        self.shapes = shapes


class Definition:
    """One kind of operation.

    Attributes:
      type: its name in a GraphDef.
      body: the lowering.
      shape: the shape rule, or None if nothing is known of the outputs' shapes.
      stateful: whether two equal nodes may give different results.
      host: whether it runs outside compiled programs.
      reads: the input (by name) through which it reads a variable, or None.
      writes: the inputs through which it writes variables; an output_ref is the first of them.
      births: the variable it reads or writes may have no value yet; the body gets None then.
      variable: "ref" or "resource" where it stands for a variable.
      alias: its output is the same memory as its first input.
      static: inputs (by name) whose values must be known when a program is compiled.
      loose: tells of an operation which of these need not be known after all, or None if all must.
    """

    def __init__(
        self, text: str, body: Callable[..., Any], shape: ShapeRule | None, **marks: Any
    ) -> None:
        self._text = text
        self.type = text[: text.index("(")].strip()
        self.body = body
        self.shape = shape
        self.stateful = "stateful" in text[text.rindex(")") :]
        self.host: bool = marks.pop("host", False)
        self.reads: str | None = marks.pop("reads", None)
        written = marks.pop("writes", ())
        self.writes: tuple[str, ...] = (written,) if isinstance(written, str) else tuple(written)
        self.births: bool = marks.pop("births", False)
        self.variable: str | None = marks.pop("variable", None)
        self.alias: bool = marks.pop("alias", False)
        self.static: tuple[str, ...] = marks.pop("static", ())
        self.loose: Callable[[Operation], Sequence[str]] | None = marks.pop("loose", None)
        if marks:
            raise TypeError(f"{self.type}: unknown marks {sorted(marks)}")
        self.__name__ = body.__name__
        self.__doc__ = body.__doc__
        self._schema: schema.Schema | None = None
        self._by_types: dict[Any, tuple[dict[str, Any], tuple[DType, ...]]] = {}
        self.n_inputs = -1
        self._result: Callable[[Operation], Any] | None = None

    # -- what is declared ------------------------------------------------------------------------

    @property
    def schema(self) -> schema.Schema:
        """The parsed declaration."""
        if self._schema is None:
            self._prepare()
        return self._schema  # type: ignore[return-value]

    def _prepare(self) -> None:
        parsed = schema.parse(self._text)
        inferred = parsed.inferred
        explicit = [attr for attr in parsed.attrs.values() if attr.name not in inferred]
        self.params = (
            *((arg.name, schema.REQUIRED) for arg in parsed.inputs),
            *((attr.name, attr.default) for attr in explicit if attr.required),
            *((attr.name, attr.default) for attr in explicit if not attr.required),
        )
        self._attr_names = frozenset([attr.name for attr in explicit])
        self._required_attrs = frozenset([attr.name for attr in explicit if attr.required])
        self.param_names = frozenset([name for name, _ in self.params])
        code_params = inspect.signature(self.body).parameters.values()
        self.body_attrs = tuple(
            p.name for p in code_params if p.kind is inspect.Parameter.KEYWORD_ONLY
        )
        self.attr_kinds = {attr.name: attr.kind for attr in parsed.attrs.values()}
        self._plain_types = {name: _PLAIN_TYPES.get(kind) for name, kind in self.attr_kinds.items()}
        self._simple = not any(arg.is_list or arg.is_ref for arg in parsed.inputs)
        self._takes_refs = any(arg.is_ref for arg in parsed.inputs)
        refs = [index for index, arg in enumerate(parsed.inputs) if arg.is_ref]
        no_lists = not any(arg.is_list for arg in parsed.inputs)
        # the position of the one input that is a variable's memory, as it nearly always is
        self._ref_input = refs[0] if len(refs) == 1 and no_lists else None
        outputs = parsed.outputs
        if len(outputs) < 2:
            self._result = (
                _alone_list if outputs and outputs[0].is_list else _alone if outputs else None
            )
        else:
            self._result = _named(self.type, outputs)
        self._schema = parsed
        self.n_inputs = len(parsed.inputs)

    def input_index(self, name: str) -> int:
        """The position of the input called `name`."""
        for index, arg in enumerate(self.schema.inputs):
            if arg.name == name:
                return index
        raise KeyError(f"{self.type} has no input {name!r}")

    @property
    def through(self) -> tuple[str, ...]:
        """The inputs through which it writes variables, or reads one."""
        return self.writes or ((self.reads,) if self.reads else ())

    def attr_kind(self, name: str) -> str:
        """The kind of an attribute, such as "int" or "list(type)"."""
        self.schema  # noqa: B018 - parses the declaration
        return self.attr_kinds[name]

    @property
    def __signature__(self) -> inspect.Signature:
        self.schema  # noqa: B018 - parses the declaration
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        params = [
            inspect.Parameter(
                n, kind, default=inspect.Parameter.empty if d is schema.REQUIRED else d
            )
            for n, d in self.params
        ]
        return inspect.Signature([*params, inspect.Parameter("name", kind, default=None)])

    def __repr__(self) -> str:
        return f"<op {self.type}>"

    # -- building --------------------------------------------------------------------------------

    def __call__(self, *args: Any, name: str | None = None, **kwargs: Any) -> Any:
        if self.n_inputs < 0:
            self._prepare()
        try:
            if len(args) == self.n_inputs and (not kwargs or self._are_attrs(kwargs)):
                return self.build(args, kwargs, name)
            inputs, attrs, wish = arguments.bind(self, args, kwargs, name)
            return self.build(inputs, attrs, wish)
        except (TypeError, ValueError):
            # imported here because most programs never get here
            from scopeflow.ops.dispatch import answer

            named = kwargs if name is None else {**kwargs, "name": name}
            found = answer(self, self.type, args, named)
            if found is NotImplemented:
                raise
            return found

    def _are_attrs(self, given: dict[str, Any]) -> bool:
        """Whether keywords are attributes, none left to its default, and all that are required."""
        if not (self._attr_names.issuperset(given) and self._required_attrs.issubset(given)):
            return False
        for value in given.values():  # noqa: SIM110 - a generator costs more than the call
            if value is None:
                return False
        return True

    def build(self, inputs: Sequence[Any], attrs: dict[str, Any] | None, name: str | None) -> Any:
        """Adds a node: `inputs` in the declared order, `attrs` those that the inputs do not tell."""
        op = self.node(inputs, attrs, name)
        result = self._result
        if result is _alone:
            return op._outputs[0]
        if result is None:
            return op
        return result(op)

    def node(
        self, inputs: Sequence[Any], attrs: dict[str, Any] | None, name: str | None
    ) -> Operation:
        """Like `build`, but gives the Operation."""
        if self.n_inputs < 0:
            self._prepare()
        if attrs:
            # before anything is made, as TensorFlow does
            kinds = self._plain_types
            for attr, value in attrs.items():
                if type(value) is not kinds.get(attr):
                    attributes.check_kind(self.schema.attrs[attr], value)
        graph: Graph | None = None
        plain = self._simple
        if not plain:
            conversion.check_lists(self, inputs)
        inside = function_being_built() if BUILDING else None
        for value in () if inside is not None else inputs:
            if type(value) is not Tensor:
                plain = False
            elif graph is None:
                graph = value._op.graph
            elif value._op.graph is not graph:
                arguments.refuse_mixed_graphs(inputs)
        if inside is not None:
            graph, plain = inside, False
        elif not plain:
            graph = arguments.common_graph(inputs)
        elif graph is None:
            graph = GRAPH_STACK.get()
        full = self._reserve(graph, name)
        if plain:
            tensors = tuple(inputs)
            key: Any = tuple(map(_number_of, tensors))
        else:
            tensors, key = conversion.convert_all(self, graph, full, inputs)
        if not full:
            arguments.refuse_empty_name(graph, name)
        if attrs:
            try:
                # with the types: 1, 1.0 and True are equal, but not the same attribute
                whole_key = (key, *attrs.items(), *map(type, attrs.values()))
                known = self._by_types.get(whole_key)
            except TypeError:  # lists have no hash
                whole_key = _key_with_lists(key, attrs)
                known = None if whole_key is None else self._by_types.get(whole_key)
            if known is None:
                types = tuple([tensor.dtype for tensor in tensors]) if plain else key
                known = attributes.resolve_attrs(self, types, attrs)
                if whole_key is not None and len(self._by_types) < 1024 and _all_plain(attrs):
                    self._by_types[whole_key] = known
        else:
            known = self._by_types.get(key)
            if known is None:
                types = tuple([tensor.dtype for tensor in tensors]) if plain else key
                known = self._by_types[key] = attributes.resolve_attrs(self, types, {})
        # A node that takes a variable's memory must stand where the variable does.
        if self._ref_input is not None:
            with graph.colocate_with(tensors[self._ref_input]):
                return graph.add_node(self, full, tensors, known[0], known[1], _INNER_FRAMES)
        if self._takes_refs:
            with ExitStack() as beside:
                for tensor in conversion.ref_inputs(self, tensors, key):
                    beside.enter_context(graph.colocate_with(tensor))
                return graph.add_node(self, full, tensors, known[0], known[1], _INNER_FRAMES)
        return graph.add_node(self, full, tensors, known[0], known[1], _INNER_FRAMES)

    def _reserve(self, graph: Graph, name: str | None) -> str:
        stack = graph._name_scope.current
        if name is None:
            name = self.type
        elif not name:
            # TensorFlow converts the inputs, at the root, before it refuses such a name
            return ""
        else:
            if type(name) is not str or name not in KNOWN_GOOD:
                if isinstance(name, bytes):
                    name = name.decode()
                check_scope_name(name, at_root=not stack)
            if name[-1] == "/":
                return name[:-1]
        return graph._names.reserve(f"{stack}/{name}" if stack else name)

    def infer(
        self, op: Operation, inputs: Sequence[Tensor], attrs: dict[str, Any]
    ) -> Sequence[Any]:
        """The dims of each output.

        Raises:
          ValueError: if the inputs' shapes do not fit; TensorFlow's words.
        """
        rule = self.shape
        if rule is None:
            return (
                (None,) * sum(1 for _ in self.schema.outputs)
                if self._result is not _alone_list
                else _Unknown()
            )
        try:
            return rule(inputs, attrs)
        except ShapeMismatch as mismatch:
            shapes = ", ".join(arguments.compact(tensor._dims) for tensor in inputs)
            if mismatch.values or mismatch.shapes:
                # imported here because it computes with definitions
                from scopeflow.ops.static import describe_inputs

                shapes += describe_inputs(inputs, mismatch.values, mismatch.shapes)
            refusal = ValueError(
                f"{mismatch} for '{op.name}' (op: '{self.type}') with input shapes: {shapes}."
            )
            arguments.note_inputs(refusal, self, inputs)
            raise refusal from None


class _Unknown(Sequence[Any]):
    """Unknown dims for however many outputs."""

    def __getitem__(self, index: Any) -> Any:
        return None

    def __len__(self) -> int:
        return 0


def _alone(op: Operation) -> Any:
    return op._outputs[0]


def _alone_list(op: Operation) -> Any:
    if op._outputs or op.definition.schema.outputs[0].number_attr is not None:
        return list(op._outputs)
    # as in TensorFlow an operation whose list of types is empty stands for itself
    return op


def _named(type_name: str, outputs: Iterable[schema.Arg]) -> Callable[[Operation], Any]:
    args = tuple(outputs)
    result = namedtuple(type_name, [arg.name for arg in args])  # type: ignore[misc]

    def collect(op: Operation) -> Any:
        if not any(arg.is_list for arg in args):
            return result(*op._outputs)
        left = list(op._outputs)
        fields: list[Any] = []
        for arg in args:
            if arg.is_list:
                given = op._attrs[arg.number_attr or arg.list_attr]  # type: ignore[index]
                count = given if arg.number_attr else len(given)
                fields.append(left[:count])
                del left[:count]
            else:
                fields.append(left.pop(0))
        return result(*fields)

    return collect


_PLAIN = frozenset({str, DType, bool, int, tuple, type(None)})


def _all_plain(attrs: dict[str, Any]) -> bool:
    """Whether equal attributes of the same types are stored alike: 0.0 and -0.0 are equal and are not."""
    return all(
        type(value) in _PLAIN or type(value) is list or (type(value) is float and value != 0)
        for value in attrs.values()
    )


def _key_with_lists(key: Any, attrs: dict[str, Any]) -> Any:
    """What attributes with lists among them are known by; None unless the lists are of plain values."""
    parts = [key]
    for name, value in attrs.items():
        if type(value) is list:
            types = tuple(map(type, value))
            if not _PLAIN.issuperset(types):
                return None
            parts.append((name, list, tuple(value), types))
        elif type(value) in _PLAIN:
            parts.append((name, type(value), value))
        else:
            return None
    whole_key = tuple(parts)
    try:
        hash(whole_key)
    except TypeError:
        return None
    return whole_key


def op(
    text: str, shape: ShapeRule | None = None, **marks: Any
) -> Callable[[Callable[..., Any]], Definition]:
    """Declares an op; the decorated function is its lowering.

    Args:
      text: the declaration, as `schema.parse` reads it.
      shape: gives the outputs' dims from the input tensors and the attributes.
      **marks: `host`, `reads`, `writes`, `births`, `variable`, `alias`, `static`: see `Definition`.
    """

    def define(body: Callable[..., Any]) -> Definition:
        definition = Definition(text, body, shape, **marks)
        if definition.type in REGISTRY:
            raise ValueError(f"{definition.type} is defined twice")
        REGISTRY[definition.type] = definition
        return definition

    return define
