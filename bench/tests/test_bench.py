"""Arithmetic, reports and processes of scripts/bench, with sides that are no services. Runs in seconds:

python3 -m unittest discover -s bench/tests
"""

import argparse
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import measure  # noqa: E402
import report  # noqa: E402
from definitions import Figure, Part, Peer, Row, ratio  # noqa: E402
from processes import Process, Side, SideFailed, components  # noqa: E402
from rows import ROWS, worst  # noqa: E402

CONTRACT = {"name", "value", "floor", "met", "aim", "aim_met", "spread", "command"}

# A side: it is ready after a line that is none of its own, and says 10 samples and no latency in each window.
SIDE = """
import sys
print("a greeting")
print('{"ready": true}', flush=True)
for line in sys.stdin:
    print('{"samples": %s, "sample_ms_p99": "NaN"}', flush=True)
"""


def side(samples):
    return [sys.executable, "-c", SIDE % samples]


class Figures(unittest.TestCase):
    def test_median_and_spread_of_the_rounds(self):
        rounds = [{"cairn": {"samples": n}, "other": {"samples": 2}} for n in (8, 2, 6)]
        figure = measure.figured(Figure("f", ratio("samples", "other"), 2, 4), rounds, ROWS[0])
        self.assertEqual(set(figure), CONTRACT)
        self.assertEqual((figure["value"], figure["spread"]), (3, [1, 4]))
        self.assertEqual((figure["met"], figure["aim_met"]), (True, False))
        self.assertEqual(figure["command"], f"scripts/bench {ROWS[0].name}")

    def test_less_is_better(self):
        rounds = [{"cairn": {"ms": 4}, "other": {"ms": 1}}]
        figure = measure.figured(Figure("f", ratio("ms", "other"), 5, 2, at_most=True), rounds, ROWS[0])
        self.assertEqual((figure["met"], figure["aim_met"]), (True, False))

    def test_null_where_a_side_is_missing_or_did_nothing(self):
        for other in ({}, {"other": {}}, {"other": {"samples": 0}}):
            figure = measure.figured(Figure("f", ratio("samples", "other"), 2, 4), [{"cairn": {"samples": 1}} | other], ROWS[0])
            self.assertEqual([figure[key] for key in ("value", "met", "aim_met", "spread")], [None] * 4)

    def test_allocations_of_the_worst_size(self):
        found = {"draw bytes 10": 3, "draw bytes 100": 2, "drawAndUpdate bytes 10": 4, "drawAndUpdate bytes 100": 5, "draw ns 10": 99}
        self.assertEqual(worst(found, "draw bytes"), 3)
        self.assertEqual(worst(found, "drawAndUpdate bytes", "draw bytes"), 3)

    def test_cpu_of_a_million(self):
        found = components({"inserts": 250_000, "cores": 1.5, "cores replay": 0.5}, "add")
        self.assertEqual(found, {"CPU s per 10^6 inserts, all": 6, "CPU s per 10^6 inserts, replay": 2})
        found = components({"updates": 500_000, "cores": 1}, "update")
        self.assertEqual(found, {"CPU s per 10^6 updates, all": 2})
        self.assertEqual(components({"samples": 1, "cores": 1}, "all"), {})

    def test_a_row_of_three_modes_has_longer_windows(self):
        options = argparse.Namespace(pairs=2, seconds=10, warmup=30)
        row = Row("row", "a row", {"cairn": Part([]), "other": Part([])}, [], longer=1.5, setup=60)
        self.assertEqual(row.seconds(options), 15)
        self.assertEqual(row.minutes(options), (60 + 2 * (30 + 2 * 15)) / 60)

    def test_updates_beside_a_peer_come_of_windows_of_their_own(self):
        figures = {figure.name: (row, figure) for row in ROWS for figure in row.figures}
        for name in ("reverb-updates-400", "reverb-updates-4000", "reverb-updates-40000", "rllib-updates", "torchrl-updates"):
            row, figure = figures[name]
            modes = [part.modes for side, part in row.parts.items() if side != "kafka"]
            self.assertEqual(modes, [["add", "learn", "update"]] * len(modes))
            rounds = {side: {"samples": 7, "updates": n} for side, n in (("cairn", 6), ("reverb", 2), ("rllib", 2), ("local", 2))}
            self.assertEqual(figure.value(rounds), 3)

    def test_names_of_rows_and_figures_are_distinct(self):
        for names in ([row.name for row in ROWS], [figure.name for row in ROWS for figure in row.figures]):
            self.assertEqual(len(names), len(set(names)))


class Processes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.log = pathlib.Path(self.folder.name) / "log"

    def test_window_keeps_numbers(self):
        both = Side([Process(side(10), self.log)], ["learn"])
        self.addCleanup(both.stop)
        self.assertEqual(both.window(1), {"samples": 10})

    def test_the_updates_of_a_window_of_their_own_count(self):
        modes = """
import json, sys
print('{"ready": true}', flush=True)
for line in sys.stdin:
    mode = line.split()[2]
    print(json.dumps({"learn": {"samples": 10, "updates": 10}, "update": {"updates": 30}}[mode]), flush=True)
"""
        side = Side([Process([sys.executable, "-c", modes], self.log)], ["learn", "update"])
        self.addCleanup(side.stop)
        self.assertEqual(side.window(1), {"samples": 10, "updates": 30})

    def test_late_or_ended_sides_fail_with_their_reason(self):
        with self.assertRaisesRegex(SideFailed, "not ready within 0 s"):
            Process([sys.executable, "-c", "import time; time.sleep(60)"], self.log, ready=0.1)
        with self.assertRaisesRegex(SideFailed, "ended: no space"):
            Process([sys.executable, "-c", "import sys; sys.exit('no space')"], self.log)

    def test_a_side_that_fails_is_left_out_and_the_rest_measured(self):
        row = Row(
            "row",
            "a row",
            {name: Part([Peer(name)]) for name in ("cairn", "slow", "gone")},
            [Figure("row-slow", ratio("samples", "slow"), 3), Figure("row-gone", ratio("samples", "gone"), 3)],
        )
        commands = {"cairn": side(10), "slow": side(2), "gone": [sys.executable, "-c", "raise SystemExit('not here')"]}
        options = argparse.Namespace(work=pathlib.Path(self.folder.name), pairs=2, seconds=1, warmup=1, ready=60)
        with mock.patch.object(measure, "command_of", lambda each, *_: (commands[each.name], {})), mock.patch.object(measure, "progress"):
            found = measure.measure(row, options)
        self.assertEqual(found["reasons"], {"gone": "it ended: not here"})
        self.assertEqual([(f["value"], f["met"]) for f in found["figures"]], [(5, True), (None, None)])
        self.assertEqual(len(found["rounds"]), 2)


class Report(unittest.TestCase):
    def test_tables_of_what_was_measured_and_what_was_not(self):
        row = Row("row", "a row", {"cairn": Part([]), "gone": Part([])}, [])
        figures = [
            measure.figured(Figure("good", lambda r: 5000, 1, 9000), [{}], row),
            measure.figured(Figure("bad", ratio("samples", "gone"), 1), [{}], row),
        ]
        made = {"commit": "abc", "machine": "2 cores", "seconds": 10}
        result = {
            "row": "row",
            "made": made,
            "rounds": [{"cairn": {"samples": 1234.5, "sample_ms_p99": 2.25, "CPU s per 10^6 samples, replay": 1.5}}],
            "reasons": {"gone": "no https://host/x in /tmp/a/b"},
            "figures": figures,
        }
        text = report.tables([row], {"row": result}, figures, {}, ["ratios"])
        for line in (
            "| good | 5,000 | 5,000 | 5,000 | 1 met | 9000 **missed** |",
            "| bad | not measured | | | | |",
            "| samples/s | 1,234 |",
            "| request due to answer, ms p99 | 2.25 |",
            "| CPU s per 10^6 samples, replay | 1.5 |",
            "Not measured: gone: no … in ….",
            "![ratios](ratios.svg)",
        ):
            self.assertIn(line, text)

    def test_rows_that_were_not_measured_stay_on_record(self):
        old, new = (Row(name, "a row", {"cairn": Part([])}, [Figure(f"{name}-figure", lambda r: 1)]) for name in ("old", "new"))
        known = [{"name": name, "value": 7, "floor": None, "aim": None, "spread": [7, 7]} for name in ("old-figure", "new-figure", "gone")]
        measured = {"name": "new-figure", "value": 8, "floor": None, "aim": None, "spread": [8, 8]}
        result = {"figures": [measured], "rounds": [], "reasons": {}, "made": {"commit": "c", "machine": "m", "seconds": 1}}
        figures = report.merged([old, new], {"new": result}, known)
        self.assertEqual([(figure["name"], figure["value"]) for figure in figures], [("old-figure", 7), ("new-figure", 8)])
        page = "# Words\n### a title\n\nwords\n\n### old\n\nAs it was.\n\n\n### new\n\nGone.\n<!-- to here: rows -->\n### old\n"
        text = report.tables([old, new], {"new": result}, figures, report.sections_of(page), [])
        self.assertIn("### old\n\nAs it was.\n", text)
        self.assertIn("At c, m;", text)
        self.assertNotIn("Gone.", text)

    def test_write_replaces_what_is_between_the_marks_only(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "RESULTS.md"
            page.write_text("# Words\n")
            report.write(page, "rows", "one\n")
            report.write(page, "soak", "soaked\n")
            report.write(page, "rows", "two\n")
            text = page.read_text()
        self.assertIn("# Words", text)
        self.assertNotIn("one\n", text)
        self.assertEqual((text.count("two\n"), text.count("soaked\n")), (1, 1))

    def test_soak_has_a_line_a_window(self):
        windows = [{"minute": n, "sample_ms_p99": 2.0, "heap_mib": 300.0} for n in range(3)]
        text = report.soak_table({"made": {"commit": "abc", "machine": "m"}, "windows": windows}, [])
        self.assertIn("heap after a collection, MiB", text)
        self.assertEqual(len(text.strip().splitlines()), 2 + 2 + 3)

    def test_results_are_json(self):
        self.assertEqual(json.loads(json.dumps(measure.figured(ROWS[0].figures[0], [], ROWS[0])))["met"], None)


if __name__ == "__main__":
    unittest.main()
