"""The expressions that `record_leaves.py` asks: {group: {section: [expression, ...]}}.

Most are every combination of pools with an operator or method. The names they use are those of
`record_leaves.common_names`. Runs under Python 3.7 too.
"""

from __future__ import annotations

from . import devices, dimensions, dtypes, errors, keys, shapes

GROUPS = {
    module.__name__.rpartition(".")[2]: module.SECTIONS
    for module in (dtypes, dimensions, shapes, devices, keys, errors)
}
