# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.logging import DEBUG as DEBUG
from scopeflow.platform.logging import ERROR as ERROR
from scopeflow.platform.logging import FATAL as FATAL
from scopeflow.platform.logging import INFO as INFO
from scopeflow.platform.logging import TaskLevelStatusMessage as TaskLevelStatusMessage
from scopeflow.platform.logging import WARN as WARN
from scopeflow.platform.logging import debug as debug
from scopeflow.platform.logging import error as error
from scopeflow.platform.logging import fatal as fatal
from scopeflow.platform.logging import flush as flush
from scopeflow.platform.logging import get_verbosity as get_verbosity
from scopeflow.platform.logging import info as info
from scopeflow.platform.logging import log as log
from scopeflow.platform.logging import log_every_n as log_every_n
from scopeflow.platform.logging import log_first_n as log_first_n
from scopeflow.platform.logging import log_if as log_if
from scopeflow.platform.logging import set_verbosity as set_verbosity
from scopeflow.platform.logging import vlog as vlog
from scopeflow.platform.logging import warn as warn
from scopeflow.platform.logging import warning as warning
