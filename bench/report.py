"""Rewrites the tables of bench/RESULTS.md between their marks; the words around them are a person's."""

import re
import statistics

# In this order, by their beginnings; what is not named here is left out.
SHOWN = {
    "inserts": "inserts/s",
    "samples": "samples/s",
    "updates": "updates/s",
    "produced": "produced/s",
    "passed": "produced and consumed/s",
    "copied": "copied/s",
    "paced_inserts": "inserts/s, paced",
    "paced_samples": "samples/s, paced",
    "sample_ms": "request due to answer, ms",
    "effect_ms": "feedback due to first draw after it, ms",
    "echo_ms": "record due to read, ms",
    "closed_sample_ms": "request to answer, closed loop, ms",
    "closed_effect_ms": "feedback to first draw after it, closed loop, ms",
    "checkpoint_ms": "a checkpoint, ms",
    "checkpoint_mib": "a checkpoint, MiB",
    "restore_s": "start from a savepoint, s",
    "reread_s": "start from the topic, s",
    "sent_bytes": "bytes a transition, sent",
    "answer_bytes": "bytes a sample, received",
    "held_bytes": "bytes an item, payload on disk",
    "rss_mib": "RSS, MiB",
    "heap_mib": "heap after a collection, MiB",
    "native_mib": "RSS without heap, MiB",
    "flink_disk_mib": "state and checkpoints, MiB",
    "kafka_disk_mib": "Kafka's log, MiB",
    "cores": "cores",
    "CPU s per 10^6": "",
    "insert ": "JMH: ",
    "draw ": "JMH: ",
    "drawAndUpdate ": "JMH: ",
}
SOAKED = ["sample_ms_p50", "sample_ms_p99", "effect_ms_p99", "heap_mib", "native_mib", "rss_mib", "flink_disk_mib", "kafka_disk_mib"]


def write(path, part, text):
    """Puts the text between the marks of a part; they are added at the end if they are not there."""
    begin, end = f"<!-- scripts/bench writes {part} from here -->", f"<!-- to here: {part} -->"
    page = path.read_text()
    if begin not in page:
        title = {"rows": "Beside others, and beside itself", "soak": "The soak"}[part]
        page = page.rstrip() + f"\n\n## {title}\n\n{begin}\n{end}\n"
    before, rest = page.split(begin, 1)
    path.write_text(before + begin + "\n" + text + end + rest.split(end, 1)[1])


def merged(rows, results, before):
    """Figures of all rows: of results by row, else of those on record, unless the row has no figure of that name any more."""
    on_record = {figure["name"]: figure for figure in before}
    figures = []
    for row in rows:
        if row.name in results:
            figures += results[row.name]["figures"]
        else:
            figures += [on_record[figure.name] for figure in row.figures if figure.name in on_record]
    return figures


def sections_of(page):
    """The section of each row on a page, by its name."""
    parts = re.split(r"^### (.+)\n", page.split("<!-- to here: rows -->")[0], flags=re.MULTILINE)
    return {name: f"### {name}\n{text.rstrip()}\n" for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def tables(rows, results, figures, before, pictures):
    """The generated part: figures of all rows, and a section each; of rows without a result that which is on record."""
    lines = ["| figure | value | from | to | floor | aim |", "|---|---|---|---|---|---|"]
    lines += [table_line(figure) for figure in figures]
    lines += ["", *[f"![{name}]({name}.svg)" for name in pictures if name != "soak"], ""]
    for row in rows:
        lines += section(row, results[row.name]) if row.name in results else [before[row.name]] if row.name in before else []
    return "\n".join(lines) + "\n"


def section(row, result):
    made = result["made"]
    lines = [
        f"### {row.name}",
        "",
        f"{row.about[0].upper()}{row.about[1:]}.",
        "",
        f"    scripts/bench {row.name}",
        "",
        f"At {made['commit']}, {made['machine']}; medians of {len(result['rounds'])} windows of {made['seconds']:g} s each side, by turns.",
    ]
    lines += [f"Not measured: {side}: {public(why)}." for side, why in result["reasons"].items()]
    sides = [side for side in row.parts if any(side in each for each in result["rounds"])]
    if sides:
        names = sorted({name for each in result["rounds"] for side in sides for name in each.get(side, {})})
        lines += ["", "| | " + " | ".join(sides) + " |", "|---|" + "---|" * len(sides)]
        for key, title in SHOWN.items():
            for name in names:
                if name == key or name.startswith(key) and (key.endswith(("_ms", " ")) or key.startswith("CPU")):
                    rest = name if not title or title.endswith(": ") else name.removeprefix(key).replace("_p", " p").replace("p999", "p99.9")
                    lines.append(f"| {title}{rest if name != key else ''} | " + " | ".join(middle(result["rounds"], s, name) for s in sides) + " |")
    return [*lines, ""]


def middle(rounds, side, name):
    values = [each[side][name] for each in rounds if name in each.get(side, {})]
    return number(statistics.median(values)) if values else ""


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table_line(figure):
    if figure["value"] is None:
        return f"| {figure['name']} | not measured | | | | |"
    low, high = figure["spread"]
    cells = [number(figure["value"]), number(low), number(high), bound(figure, "floor", "met"), bound(figure, "aim", "aim_met")]
    return f"| {figure['name']} | " + " | ".join(cells) + " |"


def bound(figure, key, met):
    return "" if figure[key] is None else f"{figure[key]:g} {'met' if figure[met] else '**missed**'}"


def figure_line(figure):
    """A figure in words."""
    if figure["value"] is None:
        return f"{figure['name']}: not measured"
    low, high = figure["spread"]
    verdict = "".join(f", {key} {bound(figure, key, met)}" for key, met in (("floor", "met"), ("aim", "aim_met")) if figure[key] is not None)
    return f"{figure['name']}: {number(figure['value'])} ({number(low)} to {number(high)}){verdict}".replace("**", "")


def public(why):
    """Without addresses and paths of the machine."""
    return re.sub(r"(\w+://|/)\S*/\S*", "…", why).rstrip(".")


def soak_table(result, pictures):
    made = result["made"]
    lines = [f"At {made['commit']}, {made['machine']}: 20,000 inserts and 40 requests of 512 a second, three tiers, 10^6 items.", ""]
    lines += [f"![{name}]({name}.svg)\n" for name in pictures if name == "soak"]
    titles = [next(t for k, t in reversed(SHOWN.items()) if name.startswith(k)) + (name[name.rfind("_p") :].replace("_", " ") if "_p" in name else "") for name in SOAKED]
    lines += ["| minute | " + " | ".join(titles) + " |", "|---|" + "---|" * len(SOAKED)]
    windows = result["windows"]
    for window in windows[:: max(1, len(windows) // 20)]:
        lines.append(f"| {window['minute']:.0f} | " + " | ".join(number(window[name]) if name in window else "" for name in SOAKED) + " |")
    return "\n".join(lines) + "\n"
