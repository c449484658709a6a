"""Calls of the ops on datasets that call functions, on their sources, and on iterators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node, tensor

D, X = tf.data.Dataset, tf.data.experimental
OF_NUMBERS = {"output_types": [tf.int64], "output_shapes": [()]}


def numbers() -> Any:
    return D.range(4)


def op_of(dataset: Any) -> Operation:
    """The node that a dataset is."""
    found: Operation = dataset._variant_tensor.op
    return found


def applied(transformation: Callable[[], Any]) -> Sample:
    return lambda: op_of(numbers().apply(transformation()))


def under_the_old_name(make: Sample) -> Sample:
    """The same call of the op that TensorFlow 1.14 had."""

    def call() -> Operation:
        made = make()
        left = list(made.inputs)
        inputs: list[Any] = []
        for arg in made.definition.schema.inputs:
            count = len(made._attrs[arg.list_attr]) if arg.list_attr else 1
            inputs.append(left[:count] if arg.is_list else left[0])
            del left[:count]
        inferred = made.definition.schema.inferred
        attrs = {key: value for key, value in made._attrs.items() if key not in inferred}
        return node(f"Experimental{made.type}", *inputs, **attrs)

    return call


def wrapped(type_name: str, *inputs: Any, **attrs: Any) -> Operation:
    return node(type_name, numbers()._variant_tensor, *inputs, **OF_NUMBERS, **attrs)


def iterator() -> Any:
    """An iterator that is started before the nodes behind it run."""
    return numbers().make_initializable_iterator()


def started(type_name: str, **attrs: Any) -> Operation:
    made = iterator()
    with tf.control_dependencies([made.initializer]):
        return node(type_name, made._iterator_resource, **attrs)


def by_handle(type_name: str) -> Operation:
    made = iterator()
    with tf.control_dependencies([made.initializer]):
        text = tf.identity(made.string_handle())
    return node(type_name, text, **OF_NUMBERS)


def generated() -> Operation:
    graph = tf.get_default_graph()
    D.from_generator(lambda: iter([1, 2]), tf.int64, [])
    outer = list(graph._functions.values())[-1]
    inner = next(op for op in outer.get_operations() if op.type == "GeneratorDataset")
    attrs = {key: inner._attrs[key] for key in ("init_func", "next_func", "finalize_func")}
    return node("GeneratorDataset", [tf.constant(0)], [], [], **attrs, **OF_NUMBERS)


def ragged_variant(batched: bool = False) -> Operation:
    splits = tf.constant([0, 1, 3], tf.int64)
    return node("RaggedTensorToVariant", [splits], f32(3), batched_input=batched)


def optional() -> tf.Tensor:
    return node("OptionalFromValue", [f32(2)]).outputs[0]


def reducer() -> Any:
    total = X.Reducer(lambda key: np.int64(0), lambda state, x: state + x, lambda state: state)
    return X.group_by_reducer(lambda x: x % 2, total)


def by_reducer(type_name: str) -> Operation:
    made = op_of(numbers().apply(reducer()))
    functions = ("key_func", "init_func", "reduce_func", "finalize_func")
    attrs = {name: made._attrs[name] for name in functions}
    return node(type_name, made.inputs[0], [], [], [], [], **attrs, **OF_NUMBERS)


interleaved = applied(lambda: X.parallel_interleave(lambda x: D.range(x), 2))
batched = applied(lambda: X.map_and_batch(lambda x: x + 1, 2))
scanned = applied(lambda: X.scan(np.int64(0), lambda state, x: (state + x, state)))
windowed = applied(lambda: X.group_by_window(lambda x: x % 2, lambda k, d: d.batch(2), 2))
small = applied(lambda: X.take_while(lambda x: x < 2))

SAMPLES: dict[str, list[Sample]] = {
    "TensorDataset": [lambda: op_of(D.from_tensors((f32(2), tensor(tf.string, 2))))],
    "TensorSliceDataset": [lambda: op_of(D.from_tensor_slices((f32(2, 3), tensor(tf.string, 2))))],
    "RangeDataset": [lambda: op_of(numbers())],
    "MapDataset": [lambda: op_of(numbers().map(lambda x: x + 1))],
    "ParallelMapDataset": [lambda: op_of(numbers().map(lambda x: x + 1, 2))],
    "FilterDataset": [lambda: op_of(numbers().filter(lambda x: x > 1))],
    "FlatMapDataset": [lambda: op_of(numbers().flat_map(lambda x: D.range(x)))],
    "InterleaveDataset": [lambda: op_of(numbers().interleave(lambda x: D.range(x), 2))],
    "ParallelInterleaveDatasetV2": [
        lambda: op_of(numbers().interleave(lambda x: D.range(x), 2, num_parallel_calls=1))
    ],
    "ReduceDataset": [lambda: numbers().reduce(np.int64(0), lambda s, x: s + x).op],
    "GeneratorDataset": [generated],
    "ParallelInterleaveDataset": [interleaved],
    "ExperimentalParallelInterleaveDataset": [under_the_old_name(interleaved)],
    "MapAndBatchDataset": [batched],
    "ExperimentalMapAndBatchDataset": [under_the_old_name(batched)],
    "ScanDataset": [scanned],
    "ExperimentalScanDataset": [under_the_old_name(scanned)],
    "TakeWhileDataset": [small],
    "ExperimentalTakeWhileDataset": [under_the_old_name(small)],
    "GroupByWindowDataset": [windowed],
    "ExperimentalGroupByWindowDataset": [under_the_old_name(windowed)],
    "GroupByReducerDataset": [lambda: by_reducer("GroupByReducerDataset")],
    "ExperimentalGroupByReducerDataset": [lambda: by_reducer("ExperimentalGroupByReducerDataset")],
    "OptimizeDataset": [lambda: wrapped("OptimizeDataset", tf.constant(["noop_elimination"]))],
    "ModelDataset": [lambda: wrapped("ModelDataset")],
    "MaxIntraOpParallelismDataset": [
        lambda: wrapped("MaxIntraOpParallelismDataset", tf.constant(2, tf.int64))
    ],
    "PrivateThreadPoolDataset": [
        lambda: wrapped("PrivateThreadPoolDataset", tf.constant(2, tf.int64))
    ],
    "IteratorV2": [lambda: iterator()._iterator_resource.op],
    "Iterator": [lambda: node("Iterator", shared_name="", container="", **OF_NUMBERS)],
    "OneShotIterator": [lambda: numbers().make_one_shot_iterator()._iterator_resource.op],
    "MakeIterator": [lambda: iterator().initializer],
    "IteratorGetNext": [lambda: started("IteratorGetNext", **OF_NUMBERS)],
    "IteratorGetNextSync": [lambda: started("IteratorGetNextSync", **OF_NUMBERS)],
    "IteratorGetNextAsOptional": [lambda: started("IteratorGetNextAsOptional", **OF_NUMBERS)],
    "IteratorToStringHandle": [lambda: started("IteratorToStringHandle")],
    "IteratorFromStringHandle": [lambda: by_handle("IteratorFromStringHandle")],
    "IteratorFromStringHandleV2": [lambda: by_handle("IteratorFromStringHandleV2")],
    "DatasetToSingleElement": [lambda: X.get_single_element(D.range(1)).op],
    "DatasetCardinality": [lambda: X.cardinality(numbers()).op],
    "ExperimentalDatasetCardinality": [under_the_old_name(lambda: X.cardinality(numbers()).op)],
    "OptionalFromValue": [lambda: optional().op],
    "OptionalNone": [lambda: node("OptionalNone")],
    "OptionalHasValue": [lambda: node("OptionalHasValue", optional())],
    "OptionalGetValue": [
        lambda: node(
            "OptionalGetValue", optional(), output_types=[tf.float32], output_shapes=[(2,)]
        )
    ],
    "TensorListFromTensor": [lambda: node("TensorListFromTensor", f32(2, 3), tf.constant([-1]))],
    "TensorListStack": [
        lambda: node(
            "TensorListStack",
            node("TensorListFromTensor", f32(2, 3), tf.constant([-1])).outputs[0],
            tf.constant([-1]),
            element_dtype=tf.float32,
        )
    ],
    "RaggedTensorToVariant": [ragged_variant, lambda: ragged_variant(batched=True)],
    "RaggedTensorFromVariant": [
        lambda: node(
            "RaggedTensorFromVariant",
            ragged_variant().outputs[0],
            input_ragged_rank=-1,
            output_ragged_rank=1,
            Tvalues=tf.float32,
            Tsplits=tf.int64,
        )
    ],
}
