"""Runs comparisons row by row, writes bench/results.json, and the tables of bench/RESULTS.md. See scripts/bench --help."""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path.insert(0, str(BENCH))

from peers.environments import REQUIREMENTS, NotInstalled, python_of  # noqa: E402
from processes import Process, Side, SideFailed, progress  # noqa: E402
from report import write_tables  # noqa: E402
from rows import ROWS, Java  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.name for row in ROWS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a smoke run: short windows, three rows; nothing is recorded")
    parser.add_argument("--again", action="store_true", help="measure rows anew that were measured at this commit")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of windows (default: 5)")
    parser.add_argument("--seconds", type=float, default=10, help="of a window (default: 10)")
    parser.add_argument("--warmup", type=float, default=60, help="seconds of each side (default: 60)")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "runs/bench", help="where sides keep their files (default: runs/bench)")
    options = parser.parse_args()
    if options.quick:
        options.pairs, options.seconds, options.warmup = 1, 3, 3
        options.work = options.work / "quick"
    known = {row.name: row for row in ROWS}
    unknown = [name for name in options.rows if name not in known]
    if unknown:
        parser.error(f"row={unknown[0]}: must be one of {', '.join(known)}")
    names = options.rows or (["ingest", "wire", "core-131072"] if options.quick else list(known))
    # Built before anything is timed.
    subprocess.run(["bash", "-c", f'root="{ROOT}"; . "$root/scripts/require-java"; . "$root/scripts/require-build"'], check=True)

    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    measured = options.work / "rows"
    measured.mkdir(parents=True, exist_ok=True)
    for i, name in enumerate(names):
        file = measured / f"{name}.json"
        if file.exists() and not options.again and not options.quick and json.loads(file.read_text())["commit"] == commit:
            progress(f"[{i + 1}/{len(names)}] {name}: measured before at {commit}; --again measures it anew")
            continue
        progress(f"[{i + 1}/{len(names)}] {name}: {known[name].about}")
        result = measure(known[name], options) | {"commit": commit, "machine": machine()}
        file.write_text(json.dumps(result, indent=1))
        for figure in result["figures"]:
            progress(f"    {line(figure)}")
    if options.quick:
        missing = [f for name in names for f in json.loads((measured / f"{name}.json").read_text())["figures"] if f["value"] is None]
        print("quick run: every row ran" if not missing else f"quick run: no value for {', '.join(f['name'] for f in missing)}")
        return 1 if missing else 0
    results = [json.loads(file.read_text()) for row in ROWS if (file := measured / f"{row.name}.json").exists()]
    (BENCH / "results.json").write_text(json.dumps([figure for result in results for figure in result["figures"]], indent=1) + "\n")
    write_tables(BENCH / "RESULTS.md", ROWS, results)
    missed = [f["name"] for result in results for f in result["figures"] if f["met"] is False]
    print(f"bench/results.json and bench/RESULTS.md are written; below the floor: {', '.join(missed) or 'nothing'}")
    return 0


def measure(row, options):
    sides, reason = {}, None
    try:
        for name, part in row.parts.items():
            sides[name] = start(row, name, part, sides, options)
        warm = 0
        while warm < options.warmup:
            for side in sides.values():
                side.window(options.seconds)
            warm += options.seconds
        rounds = []
        for pair in range(options.pairs):
            rounds.append({name: side.window(options.seconds) for name, side in sides.items()})
            progress(f"    pair {pair + 1} of {options.pairs}: " + "   ".join(short(name, r) for name, r in rounds[-1].items()))
    except (NotInstalled, SideFailed) as e:
        reason, rounds = str(e), []
        progress(f"    not measured: {reason}")
    finally:
        for side in reversed(sides.values()):
            side.stop()
    command = f"scripts/bench {row.name}"
    return {"row": row.name, "rounds": rounds, "reason": reason, "figures": [figured(f, rounds, command) for f in row.figures]}


def start(row, name, part, sides, options):
    processes = []
    folder = options.work / row.name / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        for i, each in enumerate(part.processes):
            log = folder / f"{i}.log"
            if isinstance(each, Java):
                command = [BENCH / "side", *each.arguments]
                if each.arguments[0] == "serve":
                    command += ["--dir", folder / "service"]
                elif each.arguments[0] != "core":
                    # The broker is of this side's own service, or of the side that is named.
                    broker = processes[0] if processes else sides[part.of].processes[0]
                    command += ["--servers", broker.facts["servers"]]
                env = dict(os.environ, HEAP=each.heap)
            else:
                peer = each.name
                if not (options.work / "peers" / peer / "installed").exists():
                    progress(f"    installing {' '.join(REQUIREMENTS[peer])}")
                command = [python_of(peer, options.work / "peers"), BENCH / "peers" / f"{peer}_side.py", *each.arguments]
                env = dict(os.environ, RAY_DEDUP_LOGS="0", TF_CPP_MIN_LOG_LEVEL="3")
            processes.append(Process(command, log, env))
    except BaseException:
        Side(name, processes, []).stop()
        raise
    return Side(name, processes, part.modes)


def figured(figure, rounds, command):
    values = [figure.value(each) for each in rounds]
    value = statistics.median(values) if values else None
    return {
        "name": figure.name,
        "value": value,
        "floor": figure.floor,
        "met": reached(value, figure.floor, figure.at_most),
        "aim": figure.aim,
        "aim_met": reached(value, figure.aim, figure.at_most),
        "spread": [min(values), max(values)] if values else None,
        "command": command,
    }


def reached(value, bound, at_most):
    if value is None or bound is None:
        return None
    return value <= bound if at_most else value >= bound


def short(name, figures):
    rates = [f"{figures[key]:,.0f} {key}/s" for key in ("inserts", "samples", "produced", "passed") if key in figures]
    return f"{name} {' '.join(rates)}"


def line(figure):
    if figure["value"] is None:
        return f"{figure['name']}: not measured"
    low, high = figure["spread"]
    verdict = "" if figure["met"] is None else f", floor {figure['floor']:g} {'met' if figure['met'] else 'MISSED'}"
    verdict += "" if figure["aim_met"] is None else f", aim {figure['aim']:g} {'met' if figure['aim_met'] else 'missed'}"
    return f"{figure['name']}: {figure['value']:.3g} ({low:.3g} to {high:.3g}){verdict}"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
