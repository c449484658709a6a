# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.nn.affine import bias_add as bias_add
from scopeflow.ops.nn.activation import elu as elu
from scopeflow.ops.nn.activation import l2_loss as l2_loss
from scopeflow.ops.math.clipping import l2_normalize as l2_normalize
from scopeflow.ops.nn.activation import leaky_relu as leaky_relu
from scopeflow.ops.nn.softmax import log_softmax as log_softmax
from scopeflow.ops.nn.activation import relu as relu
from scopeflow.ops.nn.activation import relu6 as relu6
from scopeflow.ops.nn.affine import relu_layer as relu_layer
from scopeflow.ops.nn.activation import selu as selu
from scopeflow.ops.nn.activation import sigmoid as sigmoid
from scopeflow.ops.nn.softmax import softmax as softmax
from scopeflow.ops.nn.activation import softplus as softplus
from scopeflow.ops.nn.activation import softsign as softsign
from scopeflow.ops.math.elementwise import tanh as tanh
from scopeflow.ops.nn.affine import xw_plus_b as xw_plus_b
