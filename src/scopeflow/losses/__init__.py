"""tf.losses: losses as scalars that collect themselves."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    losses.collecting: add_loss get_losses get_regularization_loss get_regularization_losses
    losses.collecting: get_total_loss
    losses.entropies: sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy
    losses.pairwise: mean_pairwise_squared_error
    losses.plain: absolute_difference cosine_distance hinge_loss huber_loss log_loss mean_squared_error
    losses.weighting: compute_weighted_loss Reduction
    """,
)
