"""What is asked about device strings, specs and their nesting."""

from __future__ import annotations

from .combine import every, pool

TEXTS = pool(
    """|/|/cpu:0|/gpu:0|/GPU:0|/CPU:*|/cpu|/gpu|/gpu:1|cpu:0|gpu:0|cpu|/device:GPU:0
/device:gpu:0|/device:CPU:*|/device:GPU|/device:TPU:3|/device:XLA_CPU:0|/device:|/device::|/device
/device:GPU:x|/job:a|/job:*|/job:|/job:a/replica:0/task:1/cpu:0|/job:worker/task:2|/replica:0
/replica:*|/replica:x|/replica:|/task:3|/task:*|/task:x|/task:-1|/task:01|/task:|/job:a/job:b
/job:a/task:1/job:b|/cpu:0/gpu:1|/device:CPU:0/device:GPU:1|/device:cpu:0/gpu:1|/foo:1|/foo|foo
/x:0:1|/cpu:0:1|/job:a:b|/job|/tpu:0|/TPU:0|/sycl:0|/XLA_GPU:0|//cpu:0|/cpu:0/|/job:a//cpu:0
 /cpu:0|/cpu: 0|/cpu:-1|/Job:a|/JOB:a|/job:A_b-c.d|/job:1|/ps:0|/job:ps/cpu:0|/replica:1/task:2
/job:ps/task:1/device:GPU:2|/device:GPU:0/job:a|/task:1/gpu:*|/device:GPU:*|/device:*:*|/device:*
/device:*:0|/job:localhost/replica:0/task:0/device:CPU:0|/cpu:1.5|/cpu:1_0|/task:1_0|/task: 1
/cpu:00|/gpu:|/gpu:*|/device:Gpu:1|/Gpu:1|/Cpu:1|/gPu|/job:a/x:1|a/b|/job:*/task:*|/cpu:0/gpu:x
/gpu:x/cpu:0|/cpu/gpu|/cpu:0/device:GPU|/foo/cpu:0/gpu:0|/:0|/:|:job:a|/::|/device:a:b:c
/cpu:0/task:x|/cpu:0/cpu:0|/cpu:*/cpu:1|/device::0|/device::*|/device::0/gpu:0|/job:a/job:
/Device:cpu:0|/device:GPU: 0|/task:1.0|/replica:2/replica:3|/job:a b|/job:\u00e4|/device:\u00e4:0
/task:\u0663""".replace("\n", "|"),
    "|",
)
NO_TEXTS = pool("""None 1 0 False [] () {} b'' b'/cpu:0' DS() object np.str_('/cpu:0') 1.5
DS('a',device_type='gpu')""")
SPECS = pool("""DS() DS('a') DS('b',1) DS('*') DS(task=3) DS(replica=0,task=0) DS(device_type='CPU')
DS(device_type='gpu',device_index=1) DS(device_index=4) DS('a',1,2,'GPU',3)
DS(device_type='*',device_index=0)""")
PARTS = pool("job replica task device_type device_index")
VALUES = pool("""None 0 7 -1 '7' 'x' '' '*' 1.7 True 'gpu' 'Gpu' 'tpu' [] np.int64(2) b'cpu'""")
NESTED = [repr(text) for text in pool("/ /job:a /job:b/task:1 /gpu:0 /cpu:* /device:CPU")] + [
    "''",
    "'/task:2/cpu:1'",
    "'/replica:1'",
    "'/job:*'",
    "'/device:GPU:*'",
    "'/device:*:*'",
    "None",
    "DS('z')",
    "DS(device_type='gpu')",
    "lambda op: '/gpu:3'",
    "lambda op: ''",
    "lambda op: op.device",
    "lambda op: DS('f')",
    "lambda op: None",
    "lambda op: 3",
    "lambda op: op.device + '/job:q'",
    "lambda op: '/foo:1'",
    "lambda op: b'/cpu:5'",
    "lambda: ''",
    "device.merge_device('/job:m')",
    "3",
    "[]",
    "b'/cpu:0'",
    "object()",
]

SECTIONS = {
    "texts": every(
        [
            "(lambda s: (s.job, s.replica, s.task, s.device_type, s.device_index, s.to_string()))"
            "(DS.from_string(?1))",
            "device.canonical_name(?1)",
            "device.check_valid(?1)",
            "DS('a', 1, 2, 'GPU', 3).parse_from_string(?1).to_string()",
            "nest(?1)",
            "nest('/job:o/cpu:8', ?1)",
            "repr(device.merge_device(?1)).split('(')[-1]",
            "device.merge_device(?1).is_null_merge",
            "device.merge_device('/job:o/task:5')(FakeNode(?1)).to_string()",
        ],
        [ascii(text) for text in TEXTS],
    ),
    "no texts": every(
        [
            "DS.from_string(?1).to_string()",
            "device.canonical_name(?1)",
            "device.check_valid(?1)",
            "DS('a').parse_from_string(?1).to_string()",
            "device.merge_device(?1).is_null_merge",
            "device.is_device_spec(?1)",
            "DS('a').merge_from(?1)",
            "DS('a').make_merged_spec(?1).to_string()",
            "DS('a') == ?1",
            "device.merge_device('/job:o/task:5')(FakeNode(?1)).to_string()",
        ],
        NO_TEXTS,
    ),
    "specs": every(
        [
            "?1.to_string()",
            "type(?1)",
            "(lambda s: hash(s) == hash(s.to_string()))(?1)",
            "device.canonical_name(?1)",
            "device.merge_device(?1).is_null_merge",
            "(lambda s: s.replace() == s and s.replace() is not s)(?1)",
            "?1.replace(job='r', device_index=9).to_string()",
            "?1.replace(job=None, device_type='cpu').to_string()",
            "?1.replace(nonsense=1)",
            "copy.copy(?1).to_string()",
            "copy.deepcopy(?1).to_string()",
            "pickle.loads(pickle.dumps(?1)).to_string()",
            "len({?1: 1, ?1: 2})",
            "?1.nonsense",
            "setattr(?1, 'nonsense', 1)",
            "?1 < DS()",
            "(lambda s: s.parse_from_string('/cpu:1') is s)(?1)",
            "str(?1)",
            "bool(?1)",
        ],
        SPECS,
    ),
    "pairs of specs": every(
        [
            "(lambda a, b: (a.merge_from(b), a.to_string()))(?1, ?2)",
            "?1.make_merged_spec(?2).to_string()",
            "?1 == ?2",
            "?1 != ?2",
            "device.merge_device(?1)(FakeNode(?2.to_string())).to_string()",
            "device.merge_device(?1).shortcut_string_merge(FakeNode(?2.to_string()))",
        ],
        SPECS,
        SPECS,
    ),
    "made of": every(["DS(?1=?2).to_string()", "DS(?1=?2).?1"], PARTS, VALUES)
    + [
        "DS(nonsense=1)",
        "DS(1, 2, 3, 4, 5, 6)",
        "DS.from_string()",
        "DS('a', 1, 2, 'gpu', '3').device_index",
    ],
    "set": every(
        "set_and_get(DS('a', 1, 2, 'GPU', 3), '?1', ?2, lambda s: (s.?1, s.to_string()))",
        PARTS,
        VALUES,
    )
    + [
        "set_and_get(DS('a'), 'job', 'z', lambda s: (s == DS('z'), hash(s) == hash(DS('z'))))",
        "set_and_get(DS.from_string('/cpu:0'), 'job', 'q', "
        "lambda s: DS.from_string('/cpu:0').to_string())",
        "(lambda s, m: set_and_get(s, 'job', 'z', lambda s: m.shortcut_string_merge(FakeNode(''))))"
        "(DS('y'), device.merge_device(DS('y')))",
        "device.merge_device('/cpu:0') is device.merge_device('/cpu:0')",
        "(lambda s: device.merge_device(s) is device.merge_device(s))(DS('a'))",
        "device.merge_device('/cpu:0')(3)",
        "device.merge_device('/cpu:0')",
    ],
    "nested": every("nest(?1)", NESTED)
    + every("nest(?1, ?2)", NESTED, NESTED)
    + every("nest('/job:x', None, ?1, '/task:4')", NESTED),
}
