"""Measures one row: starts its sides, warms them, lets them work in windows by turns, and makes figures of what they say."""

import os
import pathlib
import shutil
import statistics
import sys

from definitions import Java, Jmh
from peers.environments import REQUIREMENTS, NotInstalled, python_of
from processes import Process, Side, SideFailed, progress

BENCH = pathlib.Path(__file__).resolve().parent


def measure(row, options):
    """The row's rounds, its figures, and why sides are missing. A side that fails is left out from there on."""
    sides, reasons = {}, {}
    pairs, warmup = row.plan(options)

    def window(name):
        try:
            return sides[name].window(row.seconds(options))
        except SideFailed as e:
            failed(name, e)
            return None

    def failed(name, why):
        reasons[name] = str(why)
        progress(f"    {name} is not measured: {why}")
        if name in sides:
            sides.pop(name).stop()

    rounds = []
    try:
        for name, part in row.parts.items():
            try:
                sides[name] = start(row, name, part, sides, options)
            except (NotInstalled, SideFailed) as e:
                failed(name, e)
        if "cairn" not in sides:
            # There is nothing to compare with.
            return {"rounds": [], "reasons": reasons, "figures": [figured(f, [], row) for f in row.figures]}
        warm = 0
        while warm < warmup:
            for name in list(sides):
                window(name)
            warm += row.seconds(options)
        for pair in range(pairs):
            rounds.append({name: found for name in list(sides) if (found := window(name)) is not None})
            progress(f"    pair {pair + 1} of {pairs}: " + "   ".join(short(name, r) for name, r in rounds[-1].items()))
    finally:
        for side in reversed(sides.values()):
            side.stop()
        for folder in (options.work / row.name).glob("*/service"):
            shutil.rmtree(folder, ignore_errors=True)
    return {"rounds": rounds, "reasons": reasons, "figures": [figured(f, rounds, row) for f in row.figures]}


def start(row, name, part, sides, options):
    if part.of and part.of not in sides:
        raise SideFailed(f"it works on the broker of {part.of}, which is not there")
    folder = options.work / row.name / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    processes = []
    try:
        for i, each in enumerate(part.processes):
            # The broker is of this side's own service, or of the side that is named.
            broker = (processes or (sides[part.of].processes if part.of else [None]))[0]
            command, env = command_of(each, folder, broker, options)
            processes.append(Process(command, folder / f"{i}.log", os.environ | env, options.ready))
    except BaseException:
        Side(processes, []).stop()
        raise
    return Side(processes, part.modes)


def command_of(each, folder, broker, options):
    """The command line of a process, and what it needs of the environment."""
    arguments = smaller(each.arguments) if options.quick else each.arguments
    if isinstance(each, Java):
        command = [BENCH / "side", *arguments]
        if arguments[0] in ("serve", "restore"):
            command += ["--dir", folder / "service"]
        elif arguments[0] in ("load", "kafka", "echo"):
            command += ["--servers", broker.facts["servers"]]
        return command, {"HEAP": each.heap}
    if isinstance(each, Jmh):
        return [sys.executable, BENCH / "jmh_side.py", folder, *arguments], {}
    if not (options.peers / each.name / "installed").exists():
        if options.quick:
            raise NotInstalled("not installed yet; a smoke run installs nothing")
        progress(f"    installing {' '.join(REQUIREMENTS[each.name])}")
    command = [python_of(each.name, options.peers), BENCH / "peers" / f"{each.name}_side.py", *arguments]
    return command, {"RAY_DEDUP_LOGS": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}


def smaller(arguments, most=20_000):
    """The same with few items, for a smoke run."""
    return [
        min(value, most) if i and arguments[i - 1] in ("--items", "--fill") else value for i, value in enumerate(arguments)
    ]


def figured(figure, rounds, row):
    try:
        values = [figure.value(each) for each in rounds]
    except (KeyError, ZeroDivisionError):
        # A side is missing, or did nothing.
        values = []
    value = statistics.median(values) if values else None
    return {
        "name": figure.name,
        "value": value,
        "floor": figure.floor,
        "met": reached(value, figure.floor, figure.at_most),
        "aim": figure.aim,
        "aim_met": reached(value, figure.aim, figure.at_most),
        "spread": [min(values), max(values)] if values else None,
        "command": f"scripts/bench {row.name}",
    }


def reached(value, bound, at_most):
    if value is None or bound is None:
        return None
    return value <= bound if at_most else value >= bound


def short(name, figures):
    shown = ("inserts", "samples", "produced", "passed", "copied", "paced_samples", "restore_s")
    return f"{name} " + " ".join(f"{figures[key]:,.0f} {key}" for key in shown if key in figures)
