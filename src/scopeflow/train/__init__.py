"""tf.train: what surrounds a training run: optimizers, schedules, the global step."""

from scopeflow.formats.protos import in_train as _protos
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    summary.iterator: summary_iterator
    train.checkpoint_reading: NewCheckpointReader list_variables load_checkpoint load_variable
    train.checkpoint_state: checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes
    train.checkpoint_state: get_checkpoint_state latest_checkpoint remove_checkpoint
    train.checkpoint_state: update_checkpoint_state
    train.cosine_schedules: cosine_decay cosine_decay_restarts linear_cosine_decay
    train.cosine_schedules: noisy_linear_cosine_decay
    train.steps: assert_global_step create_global_step get_global_step
    train.steps: get_or_create_global_step global_step
    train.graph_files: write_graph
    train.saver: Saver
    train.checkpoint: Checkpoint
    train.checkpoint_manager: CheckpointManager checkpoints_iterator
    train.warm_starting: init_from_checkpoint
    train.comparing: restore_report RestoreReport
    train.vocabularies: VocabInfo
    train.warm_variables: warm_start
    train.matching: match_filenames_once
    train.averages: ExponentialMovingAverage
    train.batches: batch batch_join maybe_batch maybe_batch_join
    train.shuffled_batches: maybe_shuffle_batch maybe_shuffle_batch_join shuffle_batch
    train.shuffled_batches: shuffle_batch_join
    train.coordinator: Coordinator LooperThread
    train.producers: input_producer limit_epochs range_input_producer slice_input_producer
    train.producers: string_input_producer
    train.queue_runner: add_queue_runner QueueRunner start_queue_runners
    train.meta_graph: export_meta_graph import_meta_graph
    train.cluster.cluster_spec: ClusterSpec
    train.cluster.device_setter: replica_device_setter
    train.cluster.server: Server
    train.hooks.base: SessionRunArgs SessionRunContext SessionRunHook SessionRunValues
    train.hooks.checkpoints: CheckpointSaverHook CheckpointSaverListener
    train.hooks.feeding: FeedFnHook FinalOpsHook
    train.hooks.logging_tensors: LoggingTensorHook
    train.hooks.profiling: ProfilerHook
    train.hooks.stopping: GlobalStepWaiterHook NanLossDuringTrainingError NanTensorHook
    train.hooks.stopping: StopAtStepHook
    train.hooks.summaries: StepCounterHook SummarySaverHook
    train.hooks.timer: SecondOrStepTimer
    train.monitored.creators: ChiefSessionCreator SessionCreator WorkerSessionCreator
    train.monitored.loops: basic_train_loop
    train.monitored.monitored_session: MonitoredSession SingularMonitoredSession
    train.monitored.scaffold: Scaffold
    train.monitored.session_manager: SessionManager
    train.monitored.supervisor: Supervisor
    train.monitored.training_session: MonitoredTrainingSession
    train.optimizers.base: Optimizer
    train.optimizers.gradient_descent: GradientDescentOptimizer
    train.optimizers.momentum: MomentumOptimizer
    train.optimizers.adam: AdamOptimizer
    train.optimizers.adagrad: AdagradOptimizer
    train.optimizers.adagrad_da: AdagradDAOptimizer
    train.optimizers.rmsprop: RMSPropOptimizer
    train.optimizers.adadelta: AdadeltaOptimizer
    train.optimizers.ftrl: FtrlOptimizer
    train.optimizers.proximal: ProximalAdagradOptimizer ProximalGradientDescentOptimizer
    train.optimizers.sync_replicas: SyncReplicasOptimizer
    train.schedules: exponential_decay inverse_time_decay natural_exp_decay piecewise_constant
    train.schedules: piecewise_constant_decay=piecewise_constant polynomial_decay
    """,
    _protos,
)
