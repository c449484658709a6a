# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.app import run as run
