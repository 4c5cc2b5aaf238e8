"""The comparisons with a floor: Cairn beside Kafka alone, beside other replay memories, and beside itself."""

from definitions import DURABLE, MILLION, NO_CHECKPOINTS, SMALL, THROUGHPUT, Figure, Java, Jmh, Part, Peer, Row, every, ratio, service
from scaling import SCALING


# Each by itself: what is inserted; what is drawn, each with a new priority; new priorities of what was drawn before, and nothing else.
EACH = ["add", "learn", "update"]
CLOSED = (
    "closed loops; samples are answered with new priorities, and updates are new priorities of items that were drawn before, by "
    "themselves"
)


def reverb(name, floats, chunk, items, floors=((1, 3), (1, 3), (2, 5))):
    size = ["--floats", floats, "--no-successors", "--items", items, "--batch", 256, "--chunk", chunk]
    return Row(
        f"reverb-{name}",
        f"DeepMind Reverb on loopback, {name} bytes an item (profile throughput); {CLOSED}",
        {
            "cairn": Part(service([*size, *THROUGHPUT], ["--fill", items], flink=DURABLE), EACH),
            "reverb": Part([Peer("reverb", size)], EACH),
            "kafka": Part([Java(["kafka", *size, "--records", "ANSWERS"])], of="cairn"),
        },
        [
            Figure(f"reverb-inserts-{name}", ratio("inserts", "reverb"), *floors[0]),
            Figure(f"reverb-samples-{name}", ratio("samples", "reverb"), *floors[1]),
            Figure(f"reverb-updates-{name}", ratio("updates", "reverb"), *floors[2]),
            Figure(f"kafka-answers-vs-reverb-samples-{name}", lambda r: r["kafka"]["passed"] / r["reverb"]["samples"]),
        ],
        longer=1.5,
        setup=120,
        quick=name == "400",
    )


def core(items):
    size = [*SMALL, "--items", items, "--batch", 512]
    return Row(
        f"core-{items}",
        f"the memory in process, {items:,} items, batch 512, drawn and updated, beside cpprb",
        {"cairn": Part([Java(["core", *size, "--cache", 1024], "3g")]), "cpprb": Part([Peer("cpprb", size)])},
        [Figure(f"core-vs-cpprb-{items}", ratio("samples", "cpprb"), 2, 4)],
        quick=items == 1 << 17,
    )


def apex(name, floor, aim):
    """Inserts, samples and updates beside 12.5k, 9.7k and 9.7k a second."""
    return [
        Figure(f"{name}-vs-apex-{what}", lambda r, what=what, load=load: r["cairn"][what] / load, floor, aim)
        for what, load in (("inserts", 12_500), ("samples", 9_700), ("updates", 9_700))
    ]


# A million items whose TD errors are kept, at the exponent of the table; 100 MB of payload.
SKEWED = [*MILLION, "--alpha", 1]
KEPT = ["--lognormal", "--fill", 1_000_000]
PACED = ["--rate", 20_000, "--requests", 40, "--fill", 1_000_000]



def checkpoints(name, requests, mode, figures):
    """A window is as long as the longer interval: each has one checkpoint."""
    return Row(
        name,
        f"checkpoints every 10 s and every 1 s beside none, 10^6 items, 20,000 inserts a second: {requests}",
        {
            "cairn": Part(service(MILLION, PACED, flink=DURABLE), [mode]),
            "none": Part(service(MILLION, PACED, flink=NO_CHECKPOINTS), [mode]),
            "second": Part(service(MILLION, PACED, flink=every("1s")), [mode]),
        },
        figures,
        setup=90,
        quick=False,
    )


ROWS = [
    Row(
        "ingest",
        "durable ingest of 100-byte transitions in chunks of 50 (profile throughput), beside Kafka alone on the same broker, and a copy "
        "in memory",
        {
            "cairn": Part(service([*MILLION, *THROUGHPUT], [], flink=DURABLE), ["add"]),
            "single": Part([Java(["kafka", *SMALL])], of="cairn"),
            "packed": Part([Java(["kafka", *SMALL, "--records", "PACKED"])], of="cairn"),
            "memory": Part([Java(["copy", *SMALL])]),
        },
        [
            Figure("ingest-vs-kafka", ratio("inserts", "single", "produced"), 1.5, 4),
            Figure("ingest-vs-kafka-packed", ratio("inserts", "packed", "passed"), 0.2, 0.5),
            Figure("kafka-packed-vs-kafka", lambda r: r["packed"]["passed"] / r["single"]["produced"]),
            Figure("ingest-vs-memory-copy", ratio("inserts", "memory", "copied")),
        ],
    ),
    Row(
        "wire",
        "samples with feedback over the wire, batch 512, beside cpprb in process; closed loops",
        {
            "cairn": Part(service(MILLION, ["--fill", 1_000_000], flink=DURABLE)),
            "cpprb": Part([Peer("cpprb", MILLION)]),
        },
        [Figure("wire-vs-cpprb", ratio("samples", "cpprb"), 0.4, 1)],
        quick=False,
    ),
    core(1 << 17),
    core(1 << 20),
    Row(
        "rllib",
        f"RLlib's prioritized buffer in a Ray actor (profile throughput); {CLOSED}",
        {
            "cairn": Part(service([*MILLION, *THROUGHPUT], ["--fill", 1_000_000], flink=DURABLE), EACH),
            "rllib": Part([Peer("rllib", [*SMALL, "--items", 100_000, "--batch", 512])], EACH),
        },
        [
            Figure("rllib-samples", ratio("samples", "rllib"), 10, 30),
            Figure("rllib-updates", ratio("updates", "rllib"), 10, 30),
            Figure("rllib-adds", ratio("inserts", "rllib"), 10, 30),
        ],
        longer=1.5,
        setup=120,
        quick=False,
    ),
    Row(
        "torchrl",
        f"TorchRL's prioritized buffer, in process and in a Ray actor (profile throughput); {CLOSED}",
        {
            "cairn": Part(service([*MILLION, *THROUGHPUT], ["--fill", 1_000_000], flink=DURABLE), EACH),
            "local": Part([Peer("torchrl", MILLION)], EACH),
            "remote": Part([Peer("torchrl", [*MILLION, "--remote"])], EACH),
        },
        [
            Figure("torchrl-samples", ratio("samples", "local")),
            Figure("torchrl-inserts", ratio("inserts", "local")),
            Figure("torchrl-updates", ratio("updates", "local")),
            Figure("torchrl-remote-samples", ratio("samples", "remote")),
            Figure("torchrl-remote-inserts", ratio("inserts", "remote")),
            Figure("torchrl-remote-updates", ratio("updates", "remote")),
        ],
        longer=1.5,
        setup=180,
        quick=False,
    ),
    reverb("400", 97, 50, 200_000),
    reverb("4000", 997, 16, 50_000),
    reverb("40000", 9_997, 4, 5_000, ((), (), ())),
    Row(
        "all",
        "everything at once: inserts, samples and updates, beside the published load of Ape-X; closed loops",
        {"cairn": Part(service(MILLION, ["--fill", 1_000_000], flink=DURABLE), ["all"])},
        apex("all", 10, 30),
        quick=False,
    ),
    Row(
        "frames",
        "the same with frames of 84x84 sent once, compressed with zstd (a made-up game, 15 times smaller: 470 bytes a step), kept so, and "
        "stacked by 4 when the reader opens them: at most 10,000 inserts a second, as chunks of 50, each compressed when it is sent, and a "
        "closed loop of batches of 512",
        {
            "cairn": Part(
                service(
                    ["--floats", 0, "--items", 50_000, "--batch", 512, "--chunk", 50, "--cache", 600],
                    ["--fill", 50_000, "--rate", 10_000],
                    flink=DURABLE,
                ),
                ["all"],
            )
        },
        apex("frames", 0.5, 2),
    ),
    Row(
        "cache",
        "a payload cache of 10 %, of all and of none of the payload: TD errors lognormal (sigma 2), alpha 1, kept; closed loops",
        {
            "cairn": Part(service([*SKEWED, "--cache", 10], KEPT, flink=DURABLE)),
            "all": Part(service([*SKEWED, "--cache", 1024], KEPT, flink=DURABLE, heap="3g")),
            "none": Part(service([*SKEWED, "--cache", 0], KEPT, flink=DURABLE)),
        },
        [
            Figure("cache-10-vs-all", ratio("samples", "all"), 0.4, 0.5),
            Figure("cache-10-vs-none", ratio("samples", "none"), 1.5, 2),
        ],
        quick=False,
    ),
    Row(
        "items",
        "10^7 items beside 10^5, payload cached (profile throughput); closed loops",
        {
            "cairn": Part(
                service(
                    [*SMALL, *THROUGHPUT, "--items", 10_000_000, "--batch", 512, "--cache", 3_000],
                    ["--fill", 10_000_000],
                    flink=DURABLE,
                    heap="7g",
                )
            ),
            "few": Part(service([*SMALL, *THROUGHPUT, "--items", 100_000, "--batch", 512], ["--fill", 100_000], flink=DURABLE)),
        },
        [Figure("samples-1e7-vs-1e5", ratio("samples", "few"), 0.6, 0.9)],
        setup=180,
        quick=False,
    ),
    checkpoints(
        "checkpoints",
        "samples of a closed loop",
        "all",
        [
            Figure("checkpoint-throughput", ratio("samples", "none"), 0.9, 0.97),
            Figure("checkpoint-1s-throughput", ratio("samples", "none", of="second")),
        ],
    ),
    checkpoints(
        "checkpoints-p99",
        "40 requests of 512 a second, whose latency counts from the time at which they were due",
        "paced",
        [
            Figure("checkpoint-p99", ratio("sample_ms_p99", "none"), 3, 1.5, at_most=True),
            Figure("checkpoint-1s-p99", ratio("sample_ms_p99", "none", of="second"), at_most=True),
        ],
    ),
    Row(
        "effect",
        "feedback sent to the first draw after it was applied, beside Kafka's own end-to-end latency of records of the same size and rate on "
        "the same broker: 20,000 inserts and 40 requests of 512 a second, counted from the time at which they were due",
        {
            "cairn": Part(service(MILLION, PACED, flink=DURABLE), ["paced"]),
            "kafka": Part([Java(["echo", *MILLION, *PACED])], ["paced"], of="cairn"),
        },
        [
            Figure("effect-p99-vs-kafka", ratio("effect_ms_p99", "kafka", "echo_ms_p99"), 5, 2, at_most=True),
            Figure("effect-p50-vs-kafka", ratio("effect_ms_p50", "kafka", "echo_ms_p50")),
        ],
    ),
    Row(
        "allocations",
        "JMH with -prof gc: heap bytes allocated in the core, of an item drawn, of an item updated, of one inserted; the worst of the sizes, "
        "less what the caller makes: a request and a feedback record a batch of 512",
        {"cairn": Part([Jmh(["ReplayShardBenchmark", "CallerBenchmark"])])},
        [
            Figure("heap-bytes-per-sample", lambda r: core_bytes(r["cairn"], "draw bytes", "request bytes"), 0.1, 0.01, at_most=True),
            Figure(
                "heap-bytes-per-update",
                lambda r: core_bytes(r["cairn"], "drawAndUpdate bytes", "feedback bytes", "draw bytes"),
                0.1,
                0.01,
                at_most=True,
            ),
            Figure("heap-bytes-per-insert", lambda r: worst(r["cairn"], "insert bytes")),
        ],
        pairs=3,
        warmup=0,
        window=290,
        quick=False,
    ),
    *SCALING,
]


def worst(figures, name, less=None):
    """The largest figure of a name over the sizes, each without that of another name at the same size."""
    sizes = [key.removeprefix(f"{name} ") for key in figures if key.startswith(f"{name} ")]
    return max(figures[f"{name} {size}"] - (figures[f"{less} {size}"] if less else 0) for size in sizes)


def core_bytes(figures, name, callers, less=None):
    """The same, without what the caller makes; not below 0, as another thread of the JVM may have allocated beside either."""
    return max(0, worst(figures, name, less) - worst(figures, callers))
