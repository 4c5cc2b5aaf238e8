"""The comparisons without a floor: sizes of payload, items, tiers, shards, slots, changes between checkpoints, restores."""

from definitions import DURABLE, MILLION, SMALL, Figure, Java, Part, Row, every, ratio, service


def payload(name, floats, items, batch, chunk, rate):
    """Chunked beside single: as much as is taken, then a pace that leaves the machine room."""
    size = ["--floats", floats, "--items", items, "--batch", batch]

    def side(steps, inserts):
        load = ["--fill", items, "--rate", inserts, "--requests", 20]
        return Part(service([*size, "--chunk", steps], load, flink=DURABLE), ["add", "learn", "paced"])

    return Row(
        f"payload-{name}",
        f"{name} bytes a transition, chunks of {chunk} and single, batches of {batch}: as much as is taken (closed loops), then "
        f"{rate:,} and {rate // 4:,} inserts and 20 requests a second, latency counted from the time at which they were due",
        {"cairn": side(chunk, rate), "single": side(1, rate // 4)},
        [Figure(f"chunked-vs-single-{name}", ratio("inserts", "single"))],
        setup=120,
        quick=False,
    )


def restore(items):
    size = [*SMALL, "--items", items]
    return Row(
        f"restore-{items}",
        f"a job of {items:,} items ended and started from a savepoint, index rebuilt, beside reading the topic again; until it answers",
        {"cairn": Part([Java(["restore", *size], "4g")], ["restore", "reread"])},
        [Figure(f"reread-vs-restore-{items}", lambda r: r["cairn"]["reread_s"] / r["cairn"]["restore_s"])],
        warmup=0,
        pairs=3,
        window=30,
        quick=items < 1_000_000,
    )


def part(*arguments, items=1_000_000, rate=0, requests=20, modes=("add", "learn"), **how):
    table = [*SMALL, "--items", items, "--batch", 512, *arguments]
    return Part(service(table, ["--rate", rate, "--requests", requests, "--fill", items], flink=how.pop("flink", DURABLE), **how), list(modes))


SCALING = [
    payload("100", 22, 1_000_000, 512, 50, 20_000),
    payload("1000", 247, 200_000, 256, 32, 8_000),
    payload("7000", 1_747, 40_000, 128, 16, 2_000),
    payload("28000", 6_997, 10_000, 64, 8, 400),
    Row(
        "scale-items",
        "10^5 and 10^6 items with the payload cached, and 10^6 with a payload of ten times the cache; closed loops",
        {
            "cairn": part("--cache", 1024, heap="3g"),
            "few": part("--cache", 1024, items=100_000),
            "uncached": part("--cache", 10),
        },
        [
            Figure("samples-1e6-vs-1e5", ratio("samples", "few")),
            Figure("inserts-1e6-vs-1e5", ratio("inserts", "few")),
            Figure("samples-uncached-vs-cached", ratio("samples", "cairn", of="uncached")),
        ],
        setup=90,
        quick=False,
    ),
    Row(
        "scale-shape",
        "three tiers, four shards, and four shards over two slots, beside one tier of one shard; closed loops",
        {
            "cairn": part(),
            "tiers": part("--tiered"),
            "shards": part("--shards", 4),
            "slots": part("--shards", 4, parallelism=2),
        },
        [
            Figure(f"{what}-{name}-vs-one", ratio(what, "cairn", of=name))
            for name in ("tiers", "shards", "slots")
            for what in ("inserts", "samples")
        ],
        setup=120,
        quick=False,
    ),
    Row(
        "scale-changes",
        "time and bytes of a checkpoint (every 3 s) at 2,000 inserts and 4 requests of 512 a second, at ten times as many, and at a tenth "
        "of the items",
        {
            "cairn": part(rate=20_000, requests=40, modes=["paced"], flink=every("3s")),
            "slow": part(rate=2_000, requests=4, modes=["paced"], flink=every("3s")),
            "few": part(rate=20_000, requests=40, modes=["paced"], flink=every("3s"), items=100_000),
        },
        [
            Figure("checkpoint-bytes-by-change", ratio("checkpoint_mib", "slow")),
            Figure("checkpoint-bytes-by-items", ratio("checkpoint_mib", "few")),
            Figure("checkpoint-time-by-change", ratio("checkpoint_ms", "slow")),
            Figure("checkpoint-time-by-items", ratio("checkpoint_ms", "few")),
        ],
        setup=90,
        quick=False,
    ),
    restore(100_000),
    restore(1_000_000),
]

# The soak: everything at a pace that leaves room.
SOAK = Part(service([*MILLION, "--tiered"], ["--rate", 20_000, "--requests", 40, "--fill", 1_000_000], flink=DURABLE), ["paced"])
