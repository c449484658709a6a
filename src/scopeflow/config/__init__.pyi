# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.config import experimental as experimental
from scopeflow.platform.devices import experimental_list_devices as experimental_list_devices
from scopeflow.platform.devices import get_soft_device_placement as get_soft_device_placement
from scopeflow.config import optimizer as optimizer
from scopeflow.platform.devices import set_soft_device_placement as set_soft_device_placement
from scopeflow.config import threading as threading
