"""Seeds of random ops: how the graph's seed and an op's seed make the two that a node carries."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph

# What stands in for the graph's seed if only the op has one.
DEFAULT_GRAPH_SEED = 87654321
_MODULUS = 2**31 - 1


def get_seed(op_seed: Any) -> tuple[Any, Any]:
    """The two seeds of a random node that is about to be made in the default graph.

    With neither a graph seed nor `op_seed` both are None: the node draws a seed when a session first
    runs it.  With a graph seed alone, the op's seed is the number of ids that the graph has given
    out, so it depends on every node made before.

    Args:
      op_seed: the seed that the call gave, or None.

    Returns:
      (seed, seed2), never both 0.
    """
    graph = get_default_graph()
    graph_seed = graph.seed
    if graph_seed is not None:
        if op_seed is None:
            op_seed = graph._last_id
            graph._seed_used = True
        seeds: tuple[Any, Any] = (graph_seed % _MODULUS, op_seed % _MODULUS)
    elif op_seed is not None:
        seeds = (DEFAULT_GRAPH_SEED, op_seed % _MODULUS)
    else:
        return None, None
    # Two zeros would ask for a seed drawn at random.
    return (0, _MODULUS) if seeds == (0, 0) else seeds


def set_random_seed(seed: Any) -> None:
    """Sets the seed of the default graph, on which all its random ops made afterwards depend.

    Args:
      seed: an int; None for none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.set_random_seed(1234)
    ...     tf.get_seed(None), tf.get_seed(7)
    ((1234, 0), (1234, 7))

    ```
    """
    get_default_graph().seed = seed
