"""Makes expressions out of forms with gaps and pools of what to fill them with."""

from __future__ import annotations

import itertools


def every(forms, *pools):
    """Every form, a text or several, filled in every way: ?1 by the first pool, ?2 by the second.

    >>> every("?1 + ?2", ["a", "b"], ["c"])
    ['a + c', 'b + c']
    """
    forms = [forms] if isinstance(forms, str) else forms
    return [_filled(form, values) for values in itertools.product(*pools) for form in forms]


def pool(text, separator=None):
    """What to fill gaps with, written in one text."""
    return text.split(separator)


def _filled(form, values):
    for number, value in enumerate(values, 1):
        form = form.replace(f"?{number}", str(value))
    return form
