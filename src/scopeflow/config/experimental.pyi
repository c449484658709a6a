# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.devices import get_memory_growth as get_memory_growth
from scopeflow.platform.devices import get_visible_devices as get_visible_devices
from scopeflow.platform.devices import list_logical_devices as list_logical_devices
from scopeflow.platform.devices import list_physical_devices as list_physical_devices
from scopeflow.platform.devices import set_memory_growth as set_memory_growth
from scopeflow.platform.devices import set_visible_devices as set_visible_devices
