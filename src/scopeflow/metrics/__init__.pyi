# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.metrics.errors import accuracy as accuracy
from scopeflow.metrics.areas import auc as auc
from scopeflow.metrics.average_precision import average_precision_at_k as average_precision_at_k
from scopeflow.metrics.counts import false_negatives as false_negatives
from scopeflow.metrics.thresholds import false_negatives_at_thresholds as false_negatives_at_thresholds
from scopeflow.metrics.counts import false_positives as false_positives
from scopeflow.metrics.thresholds import false_positives_at_thresholds as false_positives_at_thresholds
from scopeflow.metrics.means import mean as mean
from scopeflow.metrics.errors import mean_absolute_error as mean_absolute_error
from scopeflow.metrics.errors import mean_cosine_distance as mean_cosine_distance
from scopeflow.metrics.confusions import mean_iou as mean_iou
from scopeflow.metrics.confusions import mean_per_class_accuracy as mean_per_class_accuracy
from scopeflow.metrics.errors import mean_relative_error as mean_relative_error
from scopeflow.metrics.errors import mean_squared_error as mean_squared_error
from scopeflow.metrics.means import mean_tensor as mean_tensor
from scopeflow.metrics.errors import percentage_below as percentage_below
from scopeflow.metrics.counts import precision as precision
from scopeflow.metrics.ranked import precision_at_k as precision_at_k
from scopeflow.metrics.rates import precision_at_thresholds as precision_at_thresholds
from scopeflow.metrics.ranked import precision_at_top_k as precision_at_top_k
from scopeflow.metrics.counts import recall as recall
from scopeflow.metrics.ranked import recall_at_k as recall_at_k
from scopeflow.metrics.rates import recall_at_thresholds as recall_at_thresholds
from scopeflow.metrics.ranked import recall_at_top_k as recall_at_top_k
from scopeflow.metrics.errors import root_mean_squared_error as root_mean_squared_error
from scopeflow.metrics.rates import sensitivity_at_specificity as sensitivity_at_specificity
from scopeflow.metrics.average_precision import average_precision_at_k as _sparse_average_precision_at_k
from scopeflow.metrics.ranked import precision_at_k as _sparse_precision_at_k
from scopeflow.metrics.rates import specificity_at_sensitivity as specificity_at_sensitivity
from scopeflow.metrics.counts import true_negatives as true_negatives
from scopeflow.metrics.thresholds import true_negatives_at_thresholds as true_negatives_at_thresholds
from scopeflow.metrics.counts import true_positives as true_positives
from scopeflow.metrics.thresholds import true_positives_at_thresholds as true_positives_at_thresholds

sparse_average_precision_at_k = _sparse_average_precision_at_k
sparse_precision_at_k = _sparse_precision_at_k
