"""`tf.data.Options`: wishes about how a dataset is run."""

from __future__ import annotations

from typing import Any

from scopeflow.data.option_values import Option, OptionsBase, merged

# What TensorFlow rewrites unless it is told not to.
_BY_DEFAULT = ("map_and_batch_fusion", "noop_elimination", "shuffle_and_repeat_fusion")


class MapVectorizationOptions(OptionsBase):
    """Whether functions are to work on batches; accepted, and without effect here."""

    enabled = Option(bool, "Whether maps are vectorized.")
    use_choose_fastest = Option(bool, "Whether the faster of both is to be found out.")

    def _static_optimizations(self) -> list[str]:
        return ["map_vectorization"] if self.enabled is True else []

    def _static_optimization_configs(self) -> list[str]:
        return [
            f"map_vectorization:use_choose_fastest:{str(bool(self.use_choose_fastest)).lower()}"
        ]


class OptimizationOptions(OptionsBase):
    """Which rewrites of a dataset are applied before it is run.

    All but `shuffle_and_repeat_fusion`, which changes the order of elements, are without effect on what comes out.
    """

    apply_default_optimizations = Option(
        bool, "Whether those that TensorFlow applies by itself are."
    )
    autotune = Option(bool, "Whether numbers of threads may be chosen while the dataset runs.")
    autotune_algorithm = Option(int, "How they are chosen.")
    autotune_buffers = Option(bool, "Whether sizes of buffers may be chosen too.")
    autotune_cpu_budget = Option(int, "How many processors they are to fit.")
    filter_fusion = Option(bool, "Whether filters behind each other become one.")
    filter_with_random_uniform_fusion = Option(bool, "Whether a random filter becomes a sampling.")
    hoist_random_uniform = Option(bool, "Whether random numbers leave the functions.")
    map_and_batch_fusion = Option(bool, "Whether a map and a batch become one.")
    map_and_filter_fusion = Option(bool, "Whether a map and a filter become one.")
    map_fusion = Option(bool, "Whether maps behind each other become one.")
    map_parallelization = Option(bool, "Whether maps that may run in parallel do.")
    map_vectorization = Option(
        MapVectorizationOptions, "Whether functions work on batches.", MapVectorizationOptions
    )
    noop_elimination = Option(bool, "Whether what does nothing is left out.")
    parallel_batch = Option(bool, "Whether batches are copied together in parallel.")
    shuffle_and_repeat_fusion = Option(bool, "Whether a repeated shuffle becomes one.")

    def _static_optimizations(self) -> list[str]:
        """The names of the rewrites to apply."""
        default = self.apply_default_optimizations is not False
        names = [
            "filter_fusion",
            "filter_with_random_uniform_fusion",
            "hoist_random_uniform",
            "map_and_batch_fusion",
            "map_and_filter_fusion",
            "map_fusion",
            "map_parallelization",
            "noop_elimination",
            "parallel_batch",
            "shuffle_and_repeat_fusion",
        ]
        wanted = set(self.map_vectorization._static_optimizations())
        for name in names:
            said = getattr(self, name)
            if said is True or (said is None and default and name in _BY_DEFAULT):
                wanted.add(name)
        return sorted(wanted)

    def _static_optimization_configs(self) -> list[str]:
        return self.map_vectorization._static_optimization_configs()


class ThreadingOptions(OptionsBase):
    """How many threads a dataset may use; accepted, and without effect here."""

    max_intra_op_parallelism = Option(int, "How many threads one operation may use.")
    private_threadpool_size = Option(int, "How many threads the dataset has for itself.")


class StatsOptions(OptionsBase):
    """What is counted while a dataset runs: `latency_stats` and `bytes_produced_stats` tell it to the aggregator."""

    aggregator = Option(object, "What gathers the numbers.")
    prefix = Option(str, "What their names begin with.", lambda: "")
    counter_prefix = Option(str, "What the names of counters begin with.", lambda: "")
    latency_all_edges = Option(bool, "Whether the time of each step is measured.")


class DistributeOptions(OptionsBase):
    """How a dataset is shared by several workers; accepted, and without effect here."""

    auto_shard = Option(bool, "Whether each worker gets a part of it.", lambda: True)
    num_devices = Option(int, "How many devices take its elements.")
    _make_stateless = Option(bool, "Whether stateful parts are to be refused.")


class Options(OptionsBase):
    """Wishes about how a dataset is run: `dataset.with_options(options)`.

    ```python
    >>> import scopeflow as tf
    >>> options = tf.data.Options()
    >>> options.experimental_deterministic = False
    >>> with tf.Graph().as_default():
    ...     tf.data.Dataset.range(3).with_options(options).options().experimental_deterministic
    False

    ```
    """

    experimental_deterministic = Option(bool, "Whether the order of elements must be kept.")
    experimental_distribute = Option(
        DistributeOptions, "How it is shared by workers.", DistributeOptions
    )
    experimental_optimization = Option(
        OptimizationOptions, "Which rewrites are applied.", OptimizationOptions
    )
    experimental_slack = Option(bool, "Whether the last prefetch leaves some room.")
    experimental_stats = Option(StatsOptions, "What is counted.", StatsOptions)
    experimental_threading = Option(ThreadingOptions, "How many threads it uses.", ThreadingOptions)
    experimental_stateful_whitelist = Option(list, "Stateful operations that may be copied.")

    def merge(self, options: Any) -> Options:
        """Options that say what either says.

        Args:
          options: other Options.

        Raises:
          TypeError: if it is something else.
          ValueError: if they contradict each other.
        """
        return merged(self, options)

    def _static_optimizations(self) -> list[str]:
        """The names of the rewrites that are applied, in TensorFlow's order."""
        names = self.experimental_optimization._static_optimizations()
        if self.experimental_deterministic is False:
            names.append("make_sloppy")
        if self.experimental_slack is True:
            names.append("slack")
        stats = self.experimental_stats
        if stats.aggregator is not None and stats.latency_all_edges:
            names.append("latency_all_edges")
        return names

    def _static_optimization_configs(self) -> list[str]:
        configs = self.experimental_optimization._static_optimization_configs()
        if self.experimental_slack is True:
            period = self.experimental_distribute.num_devices or 1
            configs.append(f"slack:slack_period:{period}")
        return configs
