# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.testing.benchmark import Benchmark as Benchmark
from scopeflow.testing.stubs import StubOutForTesting as StubOutForTesting
from scopeflow.testing.case import TestCase as TestCase
from scopeflow.testing.graphs import assert_equal_graph_def as assert_equal_graph_def
from scopeflow.testing.benchmark import benchmark_config as benchmark_config
from scopeflow.autodiff.numeric import compute_gradient as compute_gradient
from scopeflow.autodiff.numeric import compute_gradient_error as compute_gradient_error
from scopeflow.testing.places import get_temp_dir as get_temp_dir
from scopeflow.testing.places import gpu_device_name as gpu_device_name
from scopeflow.testing.places import is_built_with_cuda as is_built_with_cuda
from scopeflow.testing.places import is_built_with_gpu_support as is_built_with_gpu_support
from scopeflow.testing.places import is_built_with_rocm as is_built_with_rocm
from scopeflow.testing.places import is_gpu_available as is_gpu_available
from scopeflow.testing.running import main as main
from scopeflow.testing.places import mock as mock
from scopeflow.testing.places import test_src_dir_path as test_src_dir_path
