"""The service under a steady load for long: what must stay flat, window by window."""

import shutil
import time

from definitions import Row
from measure import start
from processes import progress
from scaling import SOAK

WINDOWS = 60


def soak(options):
    """Figures of up to 60 windows in a row, with the minute at which each ended."""
    row = Row("soak", "", {"cairn": SOAK}, [])
    seconds = max(10, options.soak / WINDOWS)
    side = start(row, "cairn", SOAK, {}, options)
    windows = []
    began = time.monotonic()
    try:
        while time.monotonic() - began < options.soak:
            figures = side.window(seconds)
            windows.append({"minute": (time.monotonic() - began) / 60} | figures)
            progress(f"    minute {windows[-1]['minute']:.1f}: p99 {figures['sample_ms_p99']:.1f} ms, RSS {figures['rss_mib']:.0f} MiB")
    finally:
        side.stop()
        shutil.rmtree(options.work / row.name / "cairn/service", ignore_errors=True)
    return {"windows": windows}
