# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.rnn.lstm import BasicLSTMCell as BasicLSTMCell
from scopeflow.rnn.cells import BasicRNNCell as BasicRNNCell
from scopeflow.rnn.wrappers import DeviceWrapper as DeviceWrapper
from scopeflow.rnn.dropping import DropoutWrapper as DropoutWrapper
from scopeflow.rnn.cells import GRUCell as GRUCell
from scopeflow.rnn.lstm import LSTMCell as LSTMCell
from scopeflow.rnn.cell import LSTMStateTuple as LSTMStateTuple
from scopeflow.rnn.multi import MultiRNNCell as MultiRNNCell
from scopeflow.rnn.cell import RNNCell as RNNCell
from scopeflow.rnn.wrappers import ResidualWrapper as ResidualWrapper
