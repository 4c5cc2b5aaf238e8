"""What every Python side of a comparison shares: its options, its data, and the line protocol that bench/processes.py speaks."""

import argparse
import concurrent.futures
import json
import sys
import time

import numpy as np


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000, help="capacity; filled before the first window")
    parser.add_argument("--floats", type=int, default=22, help="elements of an observation, float32")
    parser.add_argument("--successors", action=argparse.BooleanOptionalAction, default=True, help="items hold the next observation too")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--chunk", type=int, default=50, help="transitions that are added at once, where the peer can")
    parser.add_argument("--alpha", type=float, default=0.6)
    parser.add_argument("--beta", type=float, default=0.4)
    return parser.parse_args()


def transitions(o, n):
    """Columns of n transitions, as the service's own load sends them: observation, action of 8 bytes, reward of 4."""
    random = np.random.default_rng(1)
    columns = {
        "obs": random.random((n, o.floats), dtype=np.float32),
        "actions": np.zeros(n, np.int64),
        "rewards": random.random(n, dtype=np.float32),
    }
    if o.successors:
        columns["new_obs"] = random.random((n, o.floats), dtype=np.float32)
        columns["terminateds"] = np.zeros(n, bool)
    return columns


def rate(seconds, work, *, items, threads=1):
    """Calls work until the time is over, in so many threads at once; items a second."""
    start = time.perf_counter()

    def loop(_):
        done = 0
        while time.perf_counter() - start < seconds:
            work()
            done += items
        return done

    if threads == 1:
        done = loop(0)
    else:
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            done = sum(pool.map(loop, range(threads)))
    return done / (time.perf_counter() - start)


def drawn_before(o):
    """Batches that are updated again and again: at most 64, and no more than hold half of the items."""
    return max(1, min(64, o.items // 2 // o.batch))


def serve(o, *, add, learn, update=None, hold=None, updaters=1):
    """Answers windows: `add` puts o.chunk transitions in, `learn` draws o.batch items and gives each a new priority, and `update`
    gives o.batch of those that were drawn before one more, in so many threads, in a peer that has such a mode; `hold` comes before."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        _, seconds, mode = line.split()
        if mode == "add":
            figures = {"inserts": rate(float(seconds), add, items=o.chunk)}
        elif mode == "update":
            if hold:
                hold()
            figures = {"updates": rate(float(seconds), update, items=o.batch, threads=updaters)}
        else:
            learned = rate(float(seconds), learn, items=o.batch)
            figures = {"samples": learned, "updates": learned}
        print(json.dumps(figures), flush=True)
