"""tf.metrics: measures that add up over batches in local variables."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    metrics.areas: auc
    metrics.average_precision: average_precision_at_k sparse_average_precision_at_k=average_precision_at_k
    metrics.confusions: mean_iou mean_per_class_accuracy
    metrics.counts: false_negatives false_positives precision recall true_negatives true_positives
    metrics.errors: accuracy mean_absolute_error mean_cosine_distance mean_relative_error
    metrics.errors: mean_squared_error percentage_below root_mean_squared_error
    metrics.means: mean mean_tensor
    metrics.ranked: precision_at_k sparse_precision_at_k=precision_at_k precision_at_top_k recall_at_k recall_at_top_k
    metrics.rates: precision_at_thresholds recall_at_thresholds sensitivity_at_specificity
    metrics.rates: specificity_at_sensitivity
    metrics.thresholds: false_negatives_at_thresholds false_positives_at_thresholds
    metrics.thresholds: true_negatives_at_thresholds true_positives_at_thresholds
    """,
)
