# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.compat import as_bytes as as_bytes
from scopeflow.platform.compat import as_str as as_str
from scopeflow.platform.compat import as_str_any as as_str_any
from scopeflow.platform.compat import as_text as as_text
from scopeflow.platform.compat import bytes_or_text_types as bytes_or_text_types
from scopeflow.platform.compat import complex_types as complex_types
from scopeflow.graph.shapes import dimension_at_index as dimension_at_index
from scopeflow.graph.shapes import dimension_value as dimension_value
from scopeflow.platform.compat import forward_compatibility_horizon as forward_compatibility_horizon
from scopeflow.platform.compat import forward_compatible as forward_compatible
from scopeflow.platform.compat import integral_types as integral_types
from scopeflow.platform.compat import path_to_str as path_to_str
from scopeflow.platform.compat import real_types as real_types
from scopeflow.compat import v1 as v1
