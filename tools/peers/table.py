"""What was measured, as a table: text for a terminal, Markdown for docs/results, and the object of --json."""

import statistics


def ratio(values):
    """Median, least and most of mien ÷ peer over the pairs."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "pairs": len(values)} if values else None


def row(program, clip, cores, every, costs, ratios):
    """`costs` of one program, `ratios` of the CPU time of mien ÷ its own, pair by pair; medians."""
    middle = {key: statistics.median(getattr(cost, key) for cost in costs)
              for key in ("cpu_ms", "wall_ms", "faces", "peak_mb", "start_cpu_s", "start_wall_s")}
    spread = [min(cost.cpu_ms for cost in costs), max(cost.cpu_ms for cost in costs)]
    return {"program": program, "clip": clip, "cores": cores, "every": every, "runs": len(costs), "cpu_ms_per_frame": middle["cpu_ms"],
            "cpu_ms_per_frame_range": spread, "fps": 1e3 / middle["wall_ms"] if middle["wall_ms"] > 0 else None, "faces_per_searched_frame": middle["faces"],
            "peak_mb": middle["peak_mb"], "start_cpu_s": middle["start_cpu_s"], "start_wall_s": middle["start_wall_s"],
            "mien_ratio": ratio(ratios)}


HEADER = ("program", "CPU ms a frame", "range", "fps", "faces a search", "memory, MB", "start, s (CPU)", "mien ÷ it, CPU", "range")


def cadence(every):
    """How often a picture is searched: every frame, every 2nd, 3rd, 5th, 21st frame."""
    if every == 1:
        return "every frame"
    ending = "th" if every % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(every % 10, "th")
    return f"every {every}{ending} frame"


def cells(line):
    low, high = line["cpu_ms_per_frame_range"]
    beside = line["mien_ratio"]
    return (line["program"], f"{line['cpu_ms_per_frame']:.2f}", f"{low:.2f}–{high:.2f}", f"{line['fps']:.0f}" if line["fps"] else "-",
            f"{line['faces_per_searched_frame']:.2f}", f"{line['peak_mb']:.0f}", f"{line['start_wall_s']:.1f} ({line['start_cpu_s']:.1f})",
            f"{beside['median']:.2f}" if beside else "", f"{beside['min']:.2f}–{beside['max']:.2f}" if beside else "")


def groups(lines):
    """Rows of one clip, number of cores and cadence together, with their heading."""
    order = {}
    for line in lines:
        cores = "one core" if line["cores"] == 1 else f"{line['cores']} cores"
        order.setdefault(f"{line['clip']}, {cores}, a search on {cadence(line['every'])}", []).append(cells(line))
    return order.items()


def text(lines):
    parts = []
    for heading, rows in groups(lines):
        widths = [max(len(row[i]) for row in [HEADER, *rows]) for i in range(len(HEADER))]
        parts.append(heading)
        for values in [HEADER, *rows]:
            parts.append("  ".join(value.ljust(width) if i == 0 else value.rjust(width)
                                   for i, (value, width) in enumerate(zip(values, widths))).rstrip())
        parts.append("")
    return "\n".join(parts)


def markdown(lines, machine):
    parts = [f"{machine}\n"]
    for heading, rows in groups(lines):
        parts += [f"**{heading}**\n", "| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
        parts += ["| " + " | ".join(f"**{v}**" if values[0].startswith("mien") and i < 2 else v for i, v in enumerate(values)) + " |"
                  for values in rows]
        parts.append("")
    return "\n".join(parts)


def live(lines):
    """A line for each comparison of cameras with two streams."""
    words = []
    for line in lines:
        found = line["mien_ratio"]
        words.append(f"{line['program']}, {line['clip']}, {cadence(line['every'])}: {statistics.median(line['cpu_ms_per_frame']):.2f} CPU ms a frame; "
                     f"÷ {line['beside']} on {line['clip']} alone: {found['median']:.2f} ({found['min']:.2f}–{found['max']:.2f}, {found['pairs']} pairs)\n")
    return "\n".join(words)
