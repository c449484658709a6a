"""tf.nn.rnn_cell: cells of recurrent networks, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    rnn.cell: LSTMStateTuple RNNCell
    rnn.cells: BasicRNNCell GRUCell
    rnn.dropping: DropoutWrapper
    rnn.lstm: BasicLSTMCell LSTMCell
    rnn.multi: MultiRNNCell
    rnn.wrappers: DeviceWrapper ResidualWrapper
    """,
)
