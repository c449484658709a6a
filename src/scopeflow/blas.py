"""Threads of NumPy's linear algebra that have nothing to do sleep instead of spinning.

OpenBLAS starts a thread per core when NumPy is imported, and each spins for some 30 ms after any work,
which is more processor time than a first small run needs.  The large products of a program run in XLA.
OpenBLAS reads this setting when it is loaded; a value that the user has set stays.
"""

import os

os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
