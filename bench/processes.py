"""Processes that take part in a comparison. Each prints a line of JSON when it is ready and one for each window that it is told of."""

import json
import subprocess
import sys
import threading


class SideFailed(Exception):
    pass


class Process:
    """One process of a side; its errors go to a log file."""

    def __init__(self, command, log, env=None):
        self.command = [str(part) for part in command]
        self.log = log
        with open(log, "w") as errors:
            self.popen = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
            )
        self.facts = self._read()

    def _read(self):
        for line in self.popen.stdout:
            # Some peers greet on the standard output.
            if line.startswith("{"):
                return json.loads(line)
        raise SideFailed(f"{self.command[0]} ended: see {self.log}")

    def window(self, seconds, mode):
        try:
            self.popen.stdin.write(f"window {seconds} {mode}\n")
            self.popen.stdin.flush()
        except BrokenPipeError:
            pass
        return self._read()

    def stop(self):
        if self.popen.poll() is None:
            self.popen.stdin.close()
            try:
                self.popen.wait(30)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


class Side:
    """Processes that work in the same windows; their figures are told apart by name."""

    def __init__(self, name, processes, modes):
        self.name = name
        self.processes = processes
        self.modes = modes

    def window(self, seconds):
        """Figures of one window of each mode, the seconds split between them."""
        figures = {}
        for mode in self.modes:
            answers = [None] * len(self.processes)

            def ask(i, process):
                try:
                    answers[i] = process.window(seconds / len(self.modes), mode)
                except SideFailed as e:
                    answers[i] = e

            threads = [threading.Thread(target=ask, args=each) for each in enumerate(self.processes)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for answer in answers:
                if isinstance(answer, SideFailed):
                    raise answer
                figures.update(answer)
        return figures

    def stop(self):
        for process in reversed(self.processes):
            process.stop()


def progress(text):
    print(text, file=sys.stderr, flush=True)
