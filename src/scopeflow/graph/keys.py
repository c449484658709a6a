"""GraphKeys: the names of the collections that the library itself puts things into."""

from __future__ import annotations

import sys

from scopeflow.logger import get_logger


class _DeprecatedKey:
    """A class attribute that says, once for each line that reads it, what to write instead."""

    def __init__(self, value: str, instead: str) -> None:
        self._value = value
        self._instead = instead
        self._warned: set[tuple[str, int]] = set()

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"{owner.__name__}.{name}"

    def __get__(self, instance: object, owner: type | None = None) -> str:
        frame = sys._getframe(1)
        place = frame.f_code.co_filename, frame.f_lineno
        if place not in self._warned:
            self._warned.add(place)
            get_logger().warning(
                "From %s:%d: %s (from tensorflow.python.framework.ops) is deprecated and will be "
                "removed in a future version.\nInstructions for updating:\nUse `%s` instead.",
                *place,
                self._name,
                self._instead,
            )
        return self._value


class GraphKeys:
    """Standard names of graph collections.

    Many functions put what they make into such a collection, and many read them:
    `tf.global_variables()` is what `GLOBAL_VARIABLES` holds.

    >>> v = tf.get_variable("v", [2])
    >>> tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES) == [v]
    True
    """

    # Variables that all of a cluster shares.
    GLOBAL_VARIABLES = "variables"
    # Variables of this process only: counters, epochs.
    LOCAL_VARIABLES = "local_variables"
    # Variables in which metrics add up.
    METRIC_VARIABLES = "metric_variables"
    # Variables that a model needs for inference.
    MODEL_VARIABLES = "model_variables"
    # Variables that an optimizer changes unless told otherwise.
    TRAINABLE_VARIABLES = "trainable_variables"
    # Things merged by `tf.summary.merge_all`.
    SUMMARIES = "summaries"
    # Threads that fill queues.
    QUEUE_RUNNERS = "queue_runners"
    # Initializers of lookup tables.
    TABLE_INITIALIZERS = "table_initializer"
    # Files to be saved along with a model.
    ASSET_FILEPATHS = "asset_filepaths"
    # Variables that keep moving averages of themselves.
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    # Regularization losses that `get_variable` made.
    REGULARIZATION_LOSSES = "regularization_losses"
    # Partitioned variables joined to one tensor.
    CONCATENATED_VARIABLES = "concatenated_variables"
    SAVERS = "savers"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"
    # Operations to run beside the training step: new moving averages of a batch normalization.
    UPDATE_OPS = "update_ops"
    LOSSES = "losses"
    # Things other than variables that a checkpoint holds.
    SAVEABLE_OBJECTS = "saveable_objects"
    # Things in a cluster, or in this process, that are neither variables nor tables.
    RESOURCES = "resources"
    LOCAL_RESOURCES = "local_resources"
    TRAINABLE_RESOURCE_VARIABLES = "trainable_resource_variables"

    # What a supervisor or a monitored session looks up.
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    READY_OP = "ready_op"
    READY_FOR_LOCAL_INIT_OP = "ready_for_local_init_op"
    SUMMARY_OP = "summary_op"
    GLOBAL_STEP = "global_step"
    EVAL_STEP = "eval_step"
    TRAIN_OP = "train_op"

    # Contexts of control flow.
    COND_CONTEXT = "cond_context"
    WHILE_CONTEXT = "while_context"

    # Summaries of the newer interface.
    _SUMMARY_COLLECTION = "_SUMMARY_V2"
    _STREAMING_MODEL_PORTS = "streaming_model_ports"

    # All collections whose members are variables.
    _VARIABLE_COLLECTIONS = [
        GLOBAL_VARIABLES,
        LOCAL_VARIABLES,
        METRIC_VARIABLES,
        MODEL_VARIABLES,
        TRAINABLE_VARIABLES,
        MOVING_AVERAGE_VARIABLES,
        CONCATENATED_VARIABLES,
        TRAINABLE_RESOURCE_VARIABLES,
    ]

    VARIABLES = _DeprecatedKey("variables", "tf.GraphKeys.GLOBAL_VARIABLES")
