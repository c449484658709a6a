"""How gamma deviates depend on the distribution's parameter."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import kernel, lift


def _random_gamma_grad_jax(alpha: Any, sample: Any) -> Any:
    jnp, dtype = door.jnp(), np.result_type(alpha)
    alpha, sample = lift(alpha, sample)
    alpha, sample = jnp.broadcast_arrays(alpha, sample)
    # in float64, for float32 loses its way for large alpha
    wide = door.lax().random_gamma_grad(alpha.astype(np.float64), sample.astype(np.float64))
    return wide.astype(dtype)


@kernel(_random_gamma_grad_jax, arrays=2, exact=False)
def random_gamma_grad(alpha: Any, sample: Any) -> Any:
    """The derivative of a gamma deviate with respect to alpha where its quantile stays the same."""
    with door.x64():
        return np.asarray(_random_gamma_grad_jax(np.asarray(alpha), np.asarray(sample)))
