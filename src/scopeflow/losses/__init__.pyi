# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.losses.weighting import Reduction as Reduction
from scopeflow.losses.plain import absolute_difference as absolute_difference
from scopeflow.losses.collecting import add_loss as add_loss
from scopeflow.losses.weighting import compute_weighted_loss as compute_weighted_loss
from scopeflow.losses.plain import cosine_distance as cosine_distance
from scopeflow.losses.collecting import get_losses as get_losses
from scopeflow.losses.collecting import get_regularization_loss as get_regularization_loss
from scopeflow.losses.collecting import get_regularization_losses as get_regularization_losses
from scopeflow.losses.collecting import get_total_loss as get_total_loss
from scopeflow.losses.plain import hinge_loss as hinge_loss
from scopeflow.losses.plain import huber_loss as huber_loss
from scopeflow.losses.plain import log_loss as log_loss
from scopeflow.losses.pairwise import mean_pairwise_squared_error as mean_pairwise_squared_error
from scopeflow.losses.plain import mean_squared_error as mean_squared_error
from scopeflow.losses.entropies import sigmoid_cross_entropy as sigmoid_cross_entropy
from scopeflow.losses.entropies import softmax_cross_entropy as softmax_cross_entropy
from scopeflow.losses.entropies import sparse_softmax_cross_entropy as sparse_softmax_cross_entropy
