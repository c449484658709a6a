# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.queues.queue import FIFOQueue as FIFOQueue
from scopeflow.ops.queues.queue import PaddingFIFOQueue as PaddingFIFOQueue
from scopeflow.ops.queues.queue import PriorityQueue as PriorityQueue
from scopeflow.ops.queues.base import QueueBase as QueueBase
from scopeflow.ops.queues.queue import RandomShuffleQueue as RandomShuffleQueue
