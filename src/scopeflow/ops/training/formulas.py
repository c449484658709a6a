"""What each way of training does to a variable and its slots: new values from old ones and a gradient.

Every function takes the variable, its slots, then numbers and the gradient in the order in which its op
has them, and returns the new variable and the new slots.  The arrays have one shape, the numbers none.
"""

from __future__ import annotations

from typing import Any

from scopeflow import xp

_add, _sub, _mul, _div = xp.add, xp.sub, xp.mul, xp.div


def _towards(old: Any, new: Any, share: Any) -> Any:
    """`old`, moved by that share of the way to `new`."""
    return _add(old, _mul(_sub(new, old), share))


def _rest(share: Any) -> Any:
    return _sub(xp.cast(1, share.dtype), share)


def _number(value: float, like: Any) -> Any:
    return xp.cast(value, like.dtype)


def gradient_descent(var, alpha, delta):
    """Goes `alpha` times the gradient downwards."""
    return (_sub(var, _mul(delta, alpha)),)


def momentum(var, accum, lr, grad, momentum, *, use_nesterov):
    """Goes along what is left of earlier gradients; with Nesterov's correction one step ahead."""
    accum = _add(_mul(accum, momentum), grad)
    if use_nesterov:
        step = _add(_mul(grad, lr), _mul(_mul(accum, momentum), lr))
    else:
        step = _mul(accum, lr)
    return _sub(var, step), accum


def adam(
    var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad, *, use_nesterov
):  # fmt: skip
    """Goes along the mean of gradients over the root of the mean of their squares."""
    alpha = _div(_mul(lr, xp.sqrt(_rest(beta2_power))), _rest(beta1_power))
    m = _towards(m, grad, _rest(beta1))
    v = _towards(v, xp.square(grad), _rest(beta2))
    along = _add(_mul(grad, _rest(beta1)), _mul(m, beta1)) if use_nesterov else m
    return _sub(var, _div(_mul(along, alpha), _add(xp.sqrt(v), epsilon))), m, v


def adagrad(var, accum, lr, grad, *, update_slots):
    """Goes along the gradient over the root of the sum of all squares so far."""
    if update_slots:
        accum = _add(accum, xp.square(grad))
    return _sub(var, _mul(_mul(grad, lr), xp.rsqrt(accum))), accum


def adadelta(var, accum, accum_update, lr, rho, epsilon, grad):
    """Measures the gradient by the steps made so far."""
    accum = _add(_mul(accum, rho), _mul(xp.square(grad), _rest(rho)))
    roots = _mul(xp.sqrt(_add(accum_update, epsilon)), xp.rsqrt(_add(accum, epsilon)))
    update = _mul(roots, grad)
    var = _sub(var, _mul(update, lr))
    return var, accum, _add(_mul(accum_update, rho), _mul(xp.square(update), _rest(rho)))


def rms_prop(var, ms, mom, lr, rho, momentum, epsilon, grad):
    """Goes along the gradient over the root of the mean of its squares, with momentum."""
    ms = _towards(ms, xp.square(grad), _rest(rho))
    mom = _add(_mul(mom, momentum), _mul(_mul(grad, lr), xp.rsqrt(_add(ms, epsilon))))
    return _sub(var, mom), ms, mom


def centered_rms_prop(var, mg, ms, mom, lr, rho, momentum, epsilon, grad):
    """Like `rms_prop`, by the variance of the gradient rather than the mean of its squares."""
    ms = _towards(ms, xp.square(grad), _rest(rho))
    mg = _towards(mg, grad, _rest(rho))
    spread = _add(_sub(ms, xp.square(mg)), epsilon)
    mom = _add(_mul(mom, momentum), _mul(_mul(grad, lr), xp.rsqrt(spread)))
    return _sub(var, mom), mg, ms, mom


def _ftrl(var, accum, linear, grad, linear_grad, lr, l1, l2, lr_power):
    squares = _add(accum, xp.square(grad))
    power = xp.neg(lr_power)
    before, after = xp.pow(accum, power), xp.pow(squares, power)
    linear = _sub(_add(linear, linear_grad), _mul(_div(_sub(after, before), lr), var))
    beyond = _sub(_mul(l1, xp.sign(linear)), linear)
    scale = _add(_div(after, lr), _mul(_number(2, l2), l2))
    zero = xp.sub(linear, linear)
    var = xp.select_broadcast(xp.greater(xp.abs(linear), l1), _div(beyond, scale), zero)
    return var, squares, linear


def ftrl(var, accum, linear, grad, lr, l1, l2, lr_power):
    """Follows the regularized leader."""
    return _ftrl(var, accum, linear, grad, grad, lr, l1, l2, lr_power)


def ftrl_v2(var, accum, linear, grad, lr, l1, l2, l2_shrinkage, lr_power):
    """Follows the regularized leader, with a penalty on the variable's size."""
    shrunk = _add(grad, _mul(_mul(_number(2, grad), l2_shrinkage), var))
    return _ftrl(var, accum, linear, grad, shrunk, lr, l1, l2, lr_power)


def _pulled_in(value: Any, by: Any) -> Any:
    """`value`, nearer to zero by `by`, and zero if it was nearer than that."""
    return _mul(xp.sign(value), xp.maximum(_sub(xp.abs(value), by), _number(0, value)))


def adagrad_da(
    var, gradient_accumulator, gradient_squared_accumulator, grad, lr, l1, l2, global_step
):  # fmt: skip
    """Sets the variable by the sum of all gradients so far, not by where it was."""
    total = _add(gradient_accumulator, grad)
    squares = _add(gradient_squared_accumulator, xp.square(grad))
    steps = xp.cast(global_step, lr.dtype)
    # without l1 nothing is pulled in: the sign times the size is the number itself
    reached = _mul(xp.neg(lr), _pulled_in(total, _mul(l1, steps)))
    scale = _add(_mul(_mul(l2, steps), lr), xp.sqrt(squares))
    return _div(reached, scale), total, squares


def _proximal(reached: Any, rate: Any, l1: Any, l2: Any) -> Any:
    return _div(_pulled_in(reached, _mul(rate, l1)), _add(_number(1, l2), _mul(l2, rate)))


def proximal_gradient_descent(var, alpha, l1, l2, delta):
    """Goes downwards, then towards zero as far as the penalties pull."""
    return (_proximal(_sub(var, _mul(delta, alpha)), alpha, l1, l2),)


def proximal_adagrad(var, accum, lr, l1, l2, grad):
    """Like `adagrad`, then towards zero as far as the penalties pull."""
    accum = _add(accum, xp.square(grad))
    rate = _mul(xp.rsqrt(accum), lr)
    return _proximal(_sub(var, _mul(grad, rate)), rate, l1, l2), accum
