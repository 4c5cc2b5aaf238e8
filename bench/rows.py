"""The comparisons: what runs on each side, and the figures that come of it, with what they must reach."""

from dataclasses import dataclass, field
from typing import Callable

SMALL = ["--floats", "22"]  # 100 bytes kept, 188 and what the memory knows of an item in a batch
HOUR = "execution.checkpointing.interval=3600s"
DURABLE = "execution.checkpointing.interval=10s"


@dataclass
class Java:
    """A Java side: `serve` brings its own broker, the others are told the address of the serve before them."""

    arguments: list
    heap: str = "1g"


@dataclass
class Peer:
    name: str
    arguments: list = field(default_factory=list)


@dataclass
class Part:
    """What works in a window together; `modes` share its seconds."""

    processes: list
    modes: list = field(default_factory=lambda: ["learn"])
    # Processes of another part that this one uses: its broker.
    of: str = ""


@dataclass
class Figure:
    name: str
    value: Callable
    floor: float | None = None
    aim: float | None = None
    # True when less is better.
    at_most: bool = False


@dataclass
class Row:
    name: str
    about: str
    parts: dict
    figures: list


def ratio(figure, over, other=None):
    return lambda r: r["cairn"][figure] / r[over][other or figure]


def service(arguments, load, *, flink=(DURABLE,), heap="2g"):
    settings = [part for each in flink for part in ("--flink", each)]
    return [Java(["serve", *arguments, *settings], heap), Java(["load", *arguments, *load])]


def reverb(name, floats, chunk, items):
    size = ["--floats", floats, "--no-successors", "--items", items, "--batch", 256, "--chunk", chunk]
    return Row(
        f"reverb-{name}",
        f"DeepMind Reverb on loopback, {name} bytes an item",
        {
            "cairn": Part(service(size, ["--rate", 0, "--fill", items]), ["add", "learn"]),
            "reverb": Part([Peer("reverb", size)], ["add", "learn"]),
        },
        [
            Figure(f"reverb-inserts-{name}", ratio("inserts", "reverb"), *((1, 3) if floats < 9_000 else ())),
            Figure(f"reverb-samples-{name}", ratio("samples", "reverb"), *((1, 3) if floats < 9_000 else ())),
            Figure(f"reverb-updates-{name}", ratio("updates", "reverb"), *((2, 5) if floats < 9_000 else ())),
        ],
    )


def core(items):
    size = [*SMALL, "--items", items, "--batch", 512]
    return Row(
        f"core-{items}",
        f"the memory in process, {items:,} items, batch 512, drawn and updated, beside cpprb",
        {"cairn": Part([Java(["core", *size, "--cache", 1024], "3g")]), "cpprb": Part([Peer("cpprb", size)])},
        [Figure(f"core-vs-cpprb-{items}", ratio("samples", "cpprb"), 2, 4)],
    )


MILLION = [*SMALL, "--items", 1_000_000, "--batch", 512]

ROWS = [
    Row(
        "ingest",
        "durable ingest of 100-byte transitions in chunks of 50, beside Kafka alone on the same broker",
        {
            "cairn": Part(service(MILLION, ["--rate", 0]), ["add"]),
            "single": Part([Java(["kafka", *SMALL])], of="cairn"),
            "packed": Part([Java(["kafka", *SMALL, "--packed"])], of="cairn"),
        },
        [
            Figure("ingest-vs-kafka", ratio("inserts", "single", "produced"), 1.5, 4),
            Figure("ingest-vs-kafka-packed", ratio("inserts", "packed", "passed"), 0.2, 0.5),
        ],
    ),
    Row(
        "wire",
        "samples with feedback over the wire, batch 512, beside cpprb in process",
        {
            "cairn": Part(service(MILLION, ["--fill", 1_000_000])),
            "cpprb": Part([Peer("cpprb", MILLION)]),
        },
        [Figure("wire-vs-cpprb", ratio("samples", "cpprb"), 0.4, 1)],
    ),
    core(1 << 17),
    core(1 << 20),
    Row(
        "rllib",
        "RLlib's prioritized buffer in a Ray actor",
        {
            "cairn": Part(service(MILLION, ["--rate", 0, "--fill", 1_000_000]), ["add", "learn"]),
            "rllib": Part([Peer("rllib", [*SMALL, "--items", 100_000, "--batch", 512])], ["add", "learn"]),
        },
        [
            Figure("rllib-samples", ratio("samples", "rllib"), 10, 30),
            Figure("rllib-updates", ratio("updates", "rllib"), 10, 30),
            Figure("rllib-adds", ratio("inserts", "rllib"), 10, 30),
        ],
    ),
    Row(
        "torchrl",
        "TorchRL's prioritized buffer, in process and in a Ray actor",
        {
            "cairn": Part(service(MILLION, ["--rate", 0, "--fill", 1_000_000]), ["add", "learn"]),
            "local": Part([Peer("torchrl", MILLION)], ["add", "learn"]),
            "remote": Part([Peer("torchrl", [*MILLION, "--remote"])], ["add", "learn"]),
        },
        [
            Figure("torchrl-samples", ratio("samples", "local")),
            Figure("torchrl-remote-samples", ratio("samples", "remote")),
            Figure("torchrl-remote-inserts", ratio("inserts", "remote")),
        ],
    ),
    reverb("400", 97, 50, 200_000),
    reverb("4000", 997, 16, 50_000),
    reverb("40000", 9_997, 4, 5_000),
    Row(
        "all",
        "everything at once: inserts, samples and updates, beside the published load of Ape-X (12.5k, 9.7k and 9.7k a second)",
        {"cairn": Part(service(MILLION, ["--rate", 0, "--fill", 1_000_000]), ["all"])},
        [
            Figure("all-vs-apex-inserts", lambda r: r["cairn"]["inserts"] / 12_500, 10, 30),
            Figure("all-vs-apex-samples", lambda r: r["cairn"]["samples"] / 9_700, 10, 30),
            Figure("all-vs-apex-updates", lambda r: r["cairn"]["updates"] / 9_700, 10, 30),
        ],
    ),
    Row(
        "items",
        "10^7 items beside 10^5, payload cached",
        {
            "cairn": Part(
                service([*SMALL, "--items", 10_000_000, "--batch", 512, "--cache", 3_000], ["--fill", 10_000_000], heap="6g")
            ),
            "few": Part(service([*SMALL, "--items", 100_000, "--batch", 512], ["--fill", 100_000])),
        },
        [Figure("samples-1e7-vs-1e5", ratio("samples", "few"), 0.6, 0.9)],
    ),
    Row(
        "checkpoints",
        "checkpoints every 10 s beside none, 10^6 items, inserts, samples and updates",
        {
            "cairn": Part(service(MILLION, ["--rate", 20_000, "--fill", 1_000_000]), ["all"]),
            "none": Part(service(MILLION, ["--rate", 20_000, "--fill", 1_000_000], flink=(HOUR,)), ["all"]),
        },
        [
            Figure("checkpoint-throughput", ratio("samples", "none"), 0.9, 0.97),
            Figure("checkpoint-p99", ratio("sample_ms_p99", "none"), 3, 1.5, at_most=True),
        ],
    ),
]
