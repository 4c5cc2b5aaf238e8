"""A side that runs benchmarks of operators/benchmarks, once a window: nanoseconds and heap bytes an operation."""

import json
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent


def main(folder, *benchmarks):
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        result = pathlib.Path(folder) / "jmh.json"
        subprocess.run([BENCH / "jmh", "-rf", "json", "-rff", result, *benchmarks], stdout=sys.stderr, check=True)
        figures = {}
        for run in json.loads(result.read_text()):
            name = run["benchmark"].rsplit(".", 1)[1]
            size = run["params"]["items"]
            figures[f"{name} ns {size}"] = run["primaryMetric"]["score"]
            figures[f"{name} bytes {size}"] = run["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
