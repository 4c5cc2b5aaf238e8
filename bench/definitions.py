"""What a comparison is made of: rows of sides, the processes of a side, and the figures that come of their windows."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Java:
    """A Java side: `serve` brings its own broker, `restore` all of it; the others are told the address of the serve before them."""

    arguments: list
    heap: str = "1g"


@dataclass
class Peer:
    """A Python side, in the virtual environment of its name."""

    name: str
    arguments: list = field(default_factory=list)


@dataclass
class Jmh:
    """Benchmarks of operators/benchmarks, in a JVM of their own a window."""

    arguments: list


@dataclass
class Part:
    """What works in a window together; `modes` share its seconds."""

    processes: list
    modes: list = field(default_factory=lambda: ["learn"])
    # The part whose broker this one uses, if it has none.
    of: str = ""


@dataclass
class Figure:
    name: str
    # Of the figures of each part in one round; what is missing there makes the figure null.
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
    # Times the seconds of a window, where more than two modes share them.
    longer: float = 1
    # Seconds until all sides are ready, for the estimate only.
    setup: int = 60
    # Where the options do not decide: sides that warm up by themselves, or whose windows take as long as they take.
    pairs: int | None = None
    warmup: float | None = None
    # Seconds of a window that takes as long as it takes, for the estimate only.
    window: float | None = None
    # Whether a smoke run has the time: what another row shows too is left out of it.
    quick: bool = True

    def plan(self, options):
        """Pairs and seconds of warm-up."""
        pairs = options.pairs if self.pairs is None else min(self.pairs, options.pairs)
        return pairs, options.warmup if self.warmup is None else min(self.warmup, options.warmup)

    def seconds(self, options):
        """Of a window."""
        return self.longer * options.seconds

    def minutes(self, options):
        """About how long it takes."""
        pairs, warmup = self.plan(options)
        window = self.window or self.seconds(options)
        return (self.setup + len(self.parts) * (warmup + pairs * window)) / 60


def ratio(figure, over, other=None, of="cairn"):
    return lambda r: r[of][figure] / r[over][other or figure]


def service(arguments, load, *, flink=(), heap="2g", parallelism=1):
    """A service and its load; `arguments` say the table, to both."""
    settings = [part for each in flink for part in ("--flink", each)]
    serve = ["serve", *arguments, "--parallelism", parallelism, *settings]
    return [Java(serve, heap), Java(["load", *arguments, *load])]


def every(interval):
    return (f"execution.checkpointing.interval={interval}",)


DURABLE = every("10s")
NO_CHECKPOINTS = every("3600s")

SMALL = ["--floats", 22]  # 100 bytes kept, 188 and what the memory knows of an item in a batch
MILLION = [*SMALL, "--items", 1_000_000, "--batch", 512]
THROUGHPUT = ["--profile", "throughput"]
