# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.summary.iterator import summary_iterator as summary_iterator
