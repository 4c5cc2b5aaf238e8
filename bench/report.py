"""Rewrites the tables of bench/RESULTS.md between their marks; the words around them are a person's."""

BEGIN = "<!-- scripts/bench writes from here -->"
END = "<!-- to here -->"


def write_tables(path, rows, results):
    text = path.read_text()
    if BEGIN not in text:
        text = text.rstrip() + f"\n\n## Beside others\n\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(before + BEGIN + "\n" + tables(rows, results) + END + after)


def tables(rows, results):
    found = {result["row"]: result for result in results}
    lines = []
    for row in rows:
        result = found.get(row.name)
        if result is None:
            continue
        lines += [f"### {row.name}: {row.about}", "", f"    scripts/bench {row.name}", ""]
        lines += [f"At {result['commit']}, {result['machine']}; medians of {len(result['rounds'])} rounds."]
        if result["reason"]:
            lines += [f"Not measured: {result['reason']}", ""]
            continue
        lines += ["", "| figure | ratio | from | to | floor | aim |", "|---|---|---|---|---|---|"]
        lines += [figure_line(figure) for figure in result["figures"]]
        lines += ["", "| side | " + " | ".join(RATES) + " |", "|---|" + "---|" * len(RATES)]
        for side in row.parts:
            lines.append(f"| {side} | " + " | ".join(rate(result["rounds"], side, name) for name in RATES) + " |")
        lines.append("")
    return "\n".join(lines) + "\n"


RATES = ["inserts", "samples", "updates", "produced", "passed", "sample_ms_p50", "sample_ms_p99", "effect_ms_p99", "rss_mib", "cores"]


def rate(rounds, side, name):
    values = sorted(each[side][name] for each in rounds if name in each[side])
    return f"{values[len(values) // 2]:,.4g}".replace("e+0", "e") if values and values[0] < 1_000 else (f"{values[len(values) // 2]:,.0f}" if values else "")


def figure_line(figure):
    low, high = figure["spread"]
    return f"| {figure['name']} | {figure['value']:.3g} | {low:.3g} | {high:.3g} | {bound(figure, 'floor', 'met')} | {bound(figure, 'aim', 'aim_met')} |"


def bound(figure, key, met):
    return "" if figure[key] is None else f"{figure[key]:g} {'met' if figure[met] else 'missed'}"
