"""Measures Cairn row by row, writes bench/results.json, and the tables and plots of bench/RESULTS.md.

Ratios come of sides that are started once, warmed once, and then work in windows by turns. --list says what there is and how long it takes.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path.insert(0, str(BENCH))

from measure import measure  # noqa: E402
from plots import draw  # noqa: E402
from processes import progress  # noqa: E402
from report import figure_line, merged, sections_of, soak_table, tables, write  # noqa: E402
from rows import ROWS  # noqa: E402
from soak import soak  # noqa: E402


def main():
    options = parse()
    if options.list:
        for row in ROWS:
            print(f"{row.name:18} {row.minutes(options):4.0f} min   {row.about}")
        print(f"{'in all':18} {sum(row.minutes(options) for row in ROWS):4.0f} min")
        return 0
    # Built before anything is timed.
    subprocess.run(["bash", "-c", f'root="{ROOT}"; . "$root/scripts/require-java"; . "$root/scripts/require-build"'], check=True)
    if options.soak:
        return soaked(options)
    known = {row.name: row for row in ROWS}
    names = options.rows or [row.name for row in ROWS if row.quick or not options.quick]
    (options.work / "rows").mkdir(parents=True, exist_ok=True)
    for i, name in enumerate(names):
        file = options.work / "rows" / f"{name}.json"
        made = provenance(options)
        if file.exists() and not options.again and not options.quick and json.loads(file.read_text())["made"] == made:
            progress(f"[{i + 1}/{len(names)}] {name}: measured before at {made['commit']}; --again measures it anew")
            continue
        progress(f"[{i + 1}/{len(names)}] {name}, about {known[name].minutes(options):.0f} min: {known[name].about}")
        result = {"row": name, "made": made} | measure(known[name], options)
        file.write_text(json.dumps(result, indent=1))
        for figure in result["figures"]:
            progress(f"    {figure_line(figure)}")
    return smoked(names, options) if options.quick else recorded(options)


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="all by default; see --list")
    parser.add_argument("--list", action="store_true", help="the rows, with the minutes that each takes")
    parser.add_argument("--quick", action="store_true", help="a smoke run: few items, one short window a side; nothing is recorded")
    parser.add_argument("--soak", metavar="TIME", help="a run of so long, such as 1h or 10m, in place of the rows")
    parser.add_argument("--again", action="store_true", help="measure rows anew that were measured so at this commit")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of windows (default: 5)")
    parser.add_argument("--seconds", type=float, default=10, help="of a window of at most two modes (default: 10)")
    parser.add_argument("--warmup", type=float, default=60, help="seconds of each side (default: 60)")
    parser.add_argument("--ready", type=float, default=900, help="seconds after which a side that is not ready is left out (default: 900)")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "runs/bench", help="where sides keep their files (default: runs/bench)")
    options = parser.parse_args()
    unknown = set(options.rows) - {row.name for row in ROWS}
    if unknown:
        parser.error(f"row={sorted(unknown)[0]}: must be one of {', '.join(row.name for row in ROWS)}")
    if options.soak:
        time = re.fullmatch(r"([1-9]\d*)([smh])", options.soak)
        if not time:
            parser.error(f"--soak={options.soak}: must be a number with s, m or h, such as 1h")
        options.soak = int(time[1]) * {"s": 1, "m": 60, "h": 3600}[time[2]]
    options.work = options.work.resolve()
    options.peers = options.work / "peers"
    if options.quick:
        options.pairs, options.seconds, options.warmup = 1, 1, 0
        options.work /= "quick"
    return options


def provenance(options):
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    machine = f"{os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return {"commit": commit, "machine": machine, "pairs": options.pairs, "seconds": options.seconds, "warmup": options.warmup}


def smoked(names, options):
    results = [json.loads((options.work / "rows" / f"{name}.json").read_text()) for name in names]
    for result in results:
        for side, why in result["reasons"].items():
            print(f"quick run: {result['row']}: {side} is not measured: {why}")
    broken = [r["row"] for r in results if "cairn" in r["reasons"] or any(f["value"] is None for f in r["figures"]) and not r["reasons"]]
    print(f"quick run: {len(names)} rows; no figures of {', '.join(broken)}" if broken else f"quick run: {len(names)} rows ran")
    return 1 if broken else 0


def recorded(options):
    """Rows that were not measured here stay on record as they are, each with the commit at which it was measured."""
    results = {row.name: json.loads(file.read_text()) for row in ROWS if (file := options.work / "rows" / f"{row.name}.json").exists()}
    before = json.loads((BENCH / "results.json").read_text())
    figures = merged(ROWS, results, before)
    (BENCH / "results.json").write_text(json.dumps(figures, indent=1) + "\n")
    pictures = draw(options, BENCH)
    page = BENCH / "RESULTS.md"
    write(page, "rows", tables(ROWS, results, figures, sections_of(page.read_text()), pictures))
    missed = [f["name"] for f in figures if f["met"] is False]
    print(f"bench/results.json and bench/RESULTS.md are written; below the floor: {', '.join(missed) or 'nothing'}")
    return 0


def soaked(options):
    result = {"made": provenance(options)} | soak(options)
    (BENCH / "soak.json").write_text(json.dumps(result, indent=1) + "\n")
    pictures = draw(options, BENCH)
    write(BENCH / "RESULTS.md", "soak", soak_table(result, pictures))
    print("bench/soak.json and bench/RESULTS.md are written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
