# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.checks.assertion import Assert as Assert
from scopeflow.ops.checks.finite import verify_tensor_all_finite as _assert_all_finite
from scopeflow.ops.checks.comparing import assert_equal as assert_equal
from scopeflow.ops.checks.comparing import assert_greater as assert_greater
from scopeflow.ops.checks.comparing import assert_greater_equal as assert_greater_equal
from scopeflow.ops.checks.types import assert_integer as assert_integer
from scopeflow.ops.checks.comparing import assert_less as assert_less
from scopeflow.ops.checks.comparing import assert_less_equal as assert_less_equal
from scopeflow.ops.checks.comparing import assert_near as assert_near
from scopeflow.ops.checks.comparing import assert_negative as assert_negative
from scopeflow.ops.checks.comparing import assert_non_negative as assert_non_negative
from scopeflow.ops.checks.comparing import assert_non_positive as assert_non_positive
from scopeflow.ops.checks.comparing import assert_none_equal as assert_none_equal
from scopeflow.ops.checks.comparing import assert_positive as assert_positive
from scopeflow.ops.checks.types import assert_proper_iterable as assert_proper_iterable
from scopeflow.ops.checks.ranks import assert_rank as assert_rank
from scopeflow.ops.checks.ranks import assert_rank_at_least as assert_rank_at_least
from scopeflow.ops.checks.ranks import assert_rank_in as assert_rank_in
from scopeflow.ops.checks.types import assert_same_float_dtype as assert_same_float_dtype
from scopeflow.ops.checks.types import assert_scalar as assert_scalar
from scopeflow.ops.checks.symbols import assert_shapes as assert_shapes
from scopeflow.ops.checks.types import assert_type as assert_type
from scopeflow.ops.checks.finite import check_numerics as check_numerics
from scopeflow.platform.devices import get_log_device_placement as get_log_device_placement
from scopeflow.ops.math.elementwise import is_finite as is_finite
from scopeflow.ops.math.elementwise import is_inf as is_inf
from scopeflow.ops.math.elementwise import is_nan as is_nan
from scopeflow.ops.checks.monotonic import is_non_decreasing as is_non_decreasing
from scopeflow.ops.checks.types import is_numeric_tensor as is_numeric_tensor
from scopeflow.ops.checks.monotonic import is_strictly_increasing as is_strictly_increasing
from scopeflow.platform.devices import set_log_device_placement as set_log_device_placement

assert_all_finite = _assert_all_finite
