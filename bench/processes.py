"""Processes that take part in a comparison. Each prints a line of JSON when it is ready and one for each window that it is told of."""

import contextlib
import json
import queue
import subprocess
import sys
import threading

# Beyond a window's own seconds: statistics that come once a second, a backlog that is waited for, a slow machine, a whole run of JMH.
GRACE = 900


class SideFailed(Exception):
    pass


class Process:
    """One process of a side; its errors go to a log file. It must be ready within so many seconds."""

    def __init__(self, command, log, env=None, ready=900):
        self.log = log
        with open(log, "w") as errors:
            self.popen = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
            )
        self.answers = queue.Queue()
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        try:
            self.facts = self._answer(ready, "not ready")
        except SideFailed:
            self.stop(0)
            raise

    def _listen(self):
        for line in self.popen.stdout:
            # Some peers greet on the standard output.
            if line.startswith("{"):
                self.answers.put(json.loads(line))
        self.answers.put(None)

    def _answer(self, seconds, late):
        try:
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            raise SideFailed(f"{late} within {seconds:.0f} s") from None
        if answer is None:
            raise SideFailed(f"it ended: {last_line(self.log)}")
        return answer

    def window(self, seconds, mode):
        with contextlib.suppress(BrokenPipeError):
            self.popen.stdin.write(f"window {seconds} {mode}\n")
            self.popen.stdin.flush()
        return self._answer(seconds + GRACE, "no answer to a window")

    def stop(self, patience=30):
        with contextlib.suppress(BrokenPipeError):
            self.popen.stdin.close()
        try:
            self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        # A process that it left behind may hold the other end.
        self.listener.join(1)
        if not self.listener.is_alive():
            self.popen.stdout.close()


class Side:
    """Processes that work in the same windows; their figures are told apart by name."""

    def __init__(self, processes, modes):
        self.processes = processes
        self.modes = modes

    def window(self, seconds):
        """Figures of one window of each mode, the seconds split between them."""
        figures = {}
        for mode in self.modes:
            found = self._window(seconds / len(self.modes), mode)
            figures |= found | components(found, mode)
        return figures

    def _window(self, seconds, mode):
        answers = [None] * len(self.processes)

        def ask(i, process):
            try:
                answers[i] = process.window(seconds, mode)
            except SideFailed as e:
                answers[i] = e

        threads = [threading.Thread(target=ask, args=each) for each in enumerate(self.processes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = {}
        for answer in answers:
            if isinstance(answer, SideFailed):
                raise answer
            # What was not there to be measured comes as a word, NaN.
            found |= {name: value for name, value in answer.items() if isinstance(value, int | float)}
        return found

    def stop(self):
        for process in reversed(self.processes):
            process.stop()


def components(figures, mode):
    """CPU-seconds of a million transitions by component of the service, where a mode does one thing only."""
    what = {"add": "inserts", "learn": "samples", "update": "updates"}.get(mode)
    rate = figures.get(what)
    if not rate:
        return {}
    cores = {name.removeprefix("cores").strip() or "all": value for name, value in figures.items() if name.startswith("cores")}
    return {f"CPU s per 10^6 {what}, {component}": busy / rate * 1e6 for component, busy in cores.items()}


def last_line(log):
    with open(log, errors="replace") as lines:
        return next((line.strip() for line in reversed(lines.readlines()) if line.strip()), "no message")


def progress(text):
    print(text, file=sys.stderr, flush=True)
