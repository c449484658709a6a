"""tf.test: test cases for programs, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    autodiff.numeric: compute_gradient compute_gradient_error
    testing.benchmark: Benchmark benchmark_config
    testing.case: TestCase
    testing.graphs: assert_equal_graph_def
    testing.places: get_temp_dir gpu_device_name is_built_with_cuda is_built_with_gpu_support
    testing.places: is_built_with_rocm is_gpu_available mock test_src_dir_path
    testing.running: main
    testing.stubs: StubOutForTesting
    """,
)
