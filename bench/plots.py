"""Plots of what was measured, as SVG. This file runs itself with the interpreter of an environment that has matplotlib."""

import json
import pathlib
import subprocess
import sys

from peers.environments import NotInstalled, python_of
from processes import progress

PAYLOADS = ["100", "1000", "7000", "28000"]


def draw(options, bench):
    """Draws what there is; names of the plots, without their endings. None where matplotlib cannot be installed."""
    try:
        python = python_of("plots", options.peers)
    except NotInstalled as e:
        progress(f"no plots: {e}")
        return []
    subprocess.run([python, __file__, options.work, bench], check=True)
    return [name for name in ("ratios", "payloads", "soak") if (bench / f"{name}.svg").exists()]


def ratios(plt, figures, target):
    shown = [f for f in figures if f["value"] and f["floor"]][::-1]
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(shown) + 1))
    for y, f in enumerate(shown):
        axes.barh(y, f["value"], color="tab:green" if f["met"] else "tab:red", height=0.6)
        axes.plot([f["floor"]] * 2, [y - 0.4, y + 0.4], color="black", linewidth=2)
        if f["aim"]:
            axes.plot([f["aim"]] * 2, [y - 0.4, y + 0.4], color="black", linestyle=":")
    axes.set_yticks(range(len(shown)), [f["name"] for f in shown], fontsize=8)
    axes.set_xscale("log")
    axes.set_title("Ratios; | floor, : aim (of latencies and bytes less is better)", fontsize=9)
    save(figure, target)


def payloads(plt, rows, target):
    figure, (rates, latencies) = plt.subplots(1, 2, figsize=(9, 3.5))
    sizes = [int(name) for name in PAYLOADS if name in rows]
    for axes, keys in ((rates, ("inserts", "samples")), (latencies, ("sample_ms_p50", "sample_ms_p99"))):
        for side in ("cairn", "single"):
            for key in keys:
                values = [rows[str(size)]["rounds"][-1].get(side, {}).get(key) for size in sizes]
                label = f"{key.replace('sample_ms_', 'sample latency ')}, {'chunked' if side == 'cairn' else side}"
                axes.plot(sizes, values, marker="o", label=label, linestyle="-" if side == "cairn" else "--")
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("bytes a transition")
        axes.legend(fontsize=7)
    rates.set_ylabel("a second")
    latencies.set_ylabel("ms")
    save(figure, target)


def soak(plt, windows, target):
    figure, axes = plt.subplots(1, 3, figsize=(11, 3))
    minutes = [w["minute"] for w in windows]
    for at, keys, unit in (
        (0, ("heap_mib", "native_mib"), "MiB"),
        (1, ("flink_disk_mib", "kafka_disk_mib"), "MiB on disk"),
        (2, ("sample_ms_p50", "sample_ms_p99"), "ms"),
    ):
        for key in keys:
            axes[at].plot(minutes, [w.get(key) for w in windows], label=key)
        axes[at].set_ylim(bottom=0)
        axes[at].set_xlabel("minute")
        axes[at].set_ylabel(unit)
        axes[at].legend(fontsize=7)
    save(figure, target)


def save(figure, target):
    figure.tight_layout()
    # The same figures give the same file.
    figure.savefig(target, metadata={"Date": None})


def main(work, bench):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "cairn", "svg.fonttype": "none"}
    import matplotlib.pyplot as plt

    results = bench / "results.json"
    if results.exists():
        ratios(plt, json.loads(results.read_text()), bench / "ratios.svg")
    files = {name: work / "rows" / f"payload-{name}.json" for name in PAYLOADS}
    rows = {name: row for name, file in files.items() if file.exists() and (row := json.loads(file.read_text()))["rounds"]}
    if rows:
        payloads(plt, rows, bench / "payloads.svg")
    if (bench / "soak.json").exists():
        soak(plt, json.loads((bench / "soak.json").read_text())["windows"], bench / "soak.svg")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
