# Written by tools/make_stubs.py from the table in the module beside it.

from typing import Any
from scopeflow.train.optimizers.adadelta import AdadeltaOptimizer as AdadeltaOptimizer
from scopeflow.train.optimizers.adagrad_da import AdagradDAOptimizer as AdagradDAOptimizer
from scopeflow.train.optimizers.adagrad import AdagradOptimizer as AdagradOptimizer
from scopeflow.train.optimizers.adam import AdamOptimizer as AdamOptimizer
from scopeflow.train.coordinator import Coordinator as Coordinator
from scopeflow.train.averages import ExponentialMovingAverage as ExponentialMovingAverage
from scopeflow.train.optimizers.ftrl import FtrlOptimizer as FtrlOptimizer
from scopeflow.train.optimizers.gradient_descent import GradientDescentOptimizer as GradientDescentOptimizer
from scopeflow.train.coordinator import LooperThread as LooperThread
from scopeflow.train.optimizers.momentum import MomentumOptimizer as MomentumOptimizer
from scopeflow.train.checkpoint_reading import NewCheckpointReader as NewCheckpointReader
from scopeflow.train.optimizers.base import Optimizer as Optimizer
from scopeflow.train.optimizers.proximal import ProximalAdagradOptimizer as ProximalAdagradOptimizer
from scopeflow.train.optimizers.proximal import ProximalGradientDescentOptimizer as ProximalGradientDescentOptimizer
from scopeflow.train.queue_runner import QueueRunner as QueueRunner
from scopeflow.train.optimizers.rmsprop import RMSPropOptimizer as RMSPropOptimizer
from scopeflow.train.saver import Saver as Saver
from scopeflow.train.queue_runner import add_queue_runner as add_queue_runner
from scopeflow.train.steps import assert_global_step as assert_global_step
from scopeflow.train.batches import batch as batch
from scopeflow.train.batches import batch_join as batch_join
from scopeflow.train.checkpoint_state import checkpoint_exists as checkpoint_exists
from scopeflow.train.cosine_schedules import cosine_decay as cosine_decay
from scopeflow.train.cosine_schedules import cosine_decay_restarts as cosine_decay_restarts
from scopeflow.train.steps import create_global_step as create_global_step
from scopeflow.train.schedules import exponential_decay as exponential_decay
from scopeflow.train.meta_graph import export_meta_graph as export_meta_graph
from scopeflow.train.checkpoint_state import generate_checkpoint_state_proto as generate_checkpoint_state_proto
from scopeflow.train.checkpoint_state import get_checkpoint_mtimes as get_checkpoint_mtimes
from scopeflow.train.checkpoint_state import get_checkpoint_state as get_checkpoint_state
from scopeflow.train.steps import get_global_step as get_global_step
from scopeflow.train.steps import get_or_create_global_step as get_or_create_global_step
from scopeflow.train.steps import global_step as global_step
from scopeflow.train.meta_graph import import_meta_graph as import_meta_graph
from scopeflow.train.warm_starting import init_from_checkpoint as init_from_checkpoint
from scopeflow.train.producers import input_producer as input_producer
from scopeflow.train.schedules import inverse_time_decay as inverse_time_decay
from scopeflow.train.checkpoint_state import latest_checkpoint as latest_checkpoint
from scopeflow.train.producers import limit_epochs as limit_epochs
from scopeflow.train.cosine_schedules import linear_cosine_decay as linear_cosine_decay
from scopeflow.train.checkpoint_reading import list_variables as list_variables
from scopeflow.train.checkpoint_reading import load_checkpoint as load_checkpoint
from scopeflow.train.checkpoint_reading import load_variable as load_variable
from scopeflow.train.matching import match_filenames_once as match_filenames_once
from scopeflow.train.batches import maybe_batch as maybe_batch
from scopeflow.train.batches import maybe_batch_join as maybe_batch_join
from scopeflow.train.shuffled_batches import maybe_shuffle_batch as maybe_shuffle_batch
from scopeflow.train.shuffled_batches import maybe_shuffle_batch_join as maybe_shuffle_batch_join
from scopeflow.train.schedules import natural_exp_decay as natural_exp_decay
from scopeflow.train.cosine_schedules import noisy_linear_cosine_decay as noisy_linear_cosine_decay
from scopeflow.train.schedules import piecewise_constant as piecewise_constant
from scopeflow.train.schedules import piecewise_constant as _piecewise_constant_decay
from scopeflow.train.schedules import polynomial_decay as polynomial_decay
from scopeflow.train.producers import range_input_producer as range_input_producer
from scopeflow.train.checkpoint_state import remove_checkpoint as remove_checkpoint
from scopeflow.train.shuffled_batches import shuffle_batch as shuffle_batch
from scopeflow.train.shuffled_batches import shuffle_batch_join as shuffle_batch_join
from scopeflow.train.producers import slice_input_producer as slice_input_producer
from scopeflow.train.queue_runner import start_queue_runners as start_queue_runners
from scopeflow.train.producers import string_input_producer as string_input_producer
from scopeflow.summary.iterator import summary_iterator as summary_iterator
from scopeflow.train.checkpoint_state import update_checkpoint_state as update_checkpoint_state
from scopeflow.train.graph_files import write_graph as write_graph

piecewise_constant_decay = _piecewise_constant_decay
Event: Any
SessionLog: Any
Summary: Any
SummaryDescription: Any
TaggedRunMetadata: Any
