# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.lookup.dense import DenseHashTable as DenseHashTable
