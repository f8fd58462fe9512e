"""What `mien eval track` computes, computed a second time, plainly: python3 track_reference.py TRUTH RUN_FOLDER [FILL_S].

Definitions are in docs/tracks.md. Truth: mien's own JSON, or MOT's text with seqinfo.ini beside it. Results: events.jsonl and
tracks.csv of a run of one input.
"""

import json
import sys

from track_files import clipped, read_run, read_truth

LEAST_IOU = 0.5
LEAST_VISIBLE = 0.5
APART = 1000.0  # cost of a pair that may not be


def iou(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = w * h if w > 0 and h > 0 else 0.0
    return shared / (a[2] * a[3] + b[2] * b[3] - shared) if shared else 0.0


def assign(costs):
    """Cheapest pairing of rows with columns (rows ≤ columns or not): column of each row, or None. Shortest augmenting paths."""
    if not costs or not costs[0]:
        return [None] * len(costs)
    if len(costs) > len(costs[0]):
        turned = assign([list(column) for column in zip(*costs)])
        back = [None] * len(costs)
        for column, row in enumerate(turned):
            back[row] = column
        return back
    rows, columns = len(costs), len(costs[0])
    u, v, row_of = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], at = row, 0
        slack, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while True:
            used[at] = True
            here, least, following = row_of[at], float("inf"), 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                reduced = costs[here - 1][j - 1] - u[here] - v[j]
                if reduced < slack[j]:
                    slack[j], way[j] = reduced, at
                if slack[j] < least:
                    least, following = slack[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[row_of[j]] += least
                    v[j] -= least
                else:
                    slack[j] -= least
            at = following
            if not row_of[at]:
                break
        while at:
            row_of[at] = row_of[way[at]]
            at = way[at]
    result = [None] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            result[row_of[column] - 1] = column - 1
    return result


def pairs_of(truth, seen):
    """(key of truth, key of seen) by IoU of their boxes; both are maps of key to box."""
    t, s = sorted(truth), sorted(seen)
    overlaps = [[iou(truth[a], seen[b]) for b in s] for a in t]
    columns = assign([[1 - o if o >= LEAST_IOU else APART for o in row] for row in overlaps])
    return [(t[i], s[j]) for i, j in enumerate(columns) if j is not None and overlaps[i][j] >= LEAST_IOU]


def fill(sights, most_frames):
    """Boxes between two sights of a track, on a straight line, where they are at most `most_frames` apart."""
    filled = dict(sights)
    frames = sorted(sights)
    for a, b in zip(frames, frames[1:]):
        if b - a > most_frames:
            continue
        for frame in range(a + 1, b):
            share = (frame - a) / (b - a)
            filled[frame] = (tuple(p + (q - p) * share for p, q in zip(sights[a][0], sights[b][0])), None)
    return filled


def at(intervals, frame):
    return next((i for i in intervals if i["from"] <= frame < i["to"]), None)


def middle(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def share(part, whole):
    return part / whole if whole else None


class Tally:
    """Counts of one input; figures() of one, or of several added up."""

    def __init__(self):
        self.truth_boxes = self.seen_boxes = self.found = self.switches = self.idtp = self.people = self.tracks = 0
        self.dwell, self.missed = [], 0
        self.zone, self.content, self.expression = [0, 0], [0, 0], [0, 0]  # sights, wrong
        self.unknown = self.changes = self.followed = 0
        self.delays = []

    def add(self, other):
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if name in ("zone", "content", "expression"):
                setattr(self, name, [a + b for a, b in zip(mine, value)])
            else:
                setattr(self, name, mine + value)

    def figures(self):
        return {"people": {"truth": self.people, "seen": self.tracks, "error": share(self.tracks - self.people, self.people)},
                "faces": {"truth": self.truth_boxes, "found": self.found, "false": self.seen_boxes - self.found},
                "idf1": share(2 * self.idtp, self.truth_boxes + self.seen_boxes),
                "identity_switches": self.switches,
                "dwell": {"median_error_s": middle(self.dwell), "people": len(self.dwell), "missed": self.missed},
                "zone": {"sights": self.zone[0], "error": share(self.zone[1], self.zone[0])},
                "content": {"sights": self.content[0], "error": share(self.content[1], self.content[0])},
                "expression": {"sights": self.expression[0], "error": share(self.expression[1], self.expression[0]),
                               "unknown": self.unknown, "changes": self.changes, "followed": self.followed,
                               "delay_s": middle(self.delays), "longest_delay_s": max(self.delays, default=None)}}


def considered(truth):
    """{frame: {person: box}} of boxes that count, and of those that do not."""
    counts, ignored = {}, {}
    for person, known in truth["people"].items():
        for frame, (box, visible) in known["boxes"].items():
            part = counts if visible >= LEAST_VISIBLE else ignored
            part.setdefault(frame, {})[person] = clipped(box, truth["width"], truth["height"])
    return counts, ignored


def compare(truth, sights, dwell, fill_s=2.0):
    tally = Tally()
    counts, ignored = considered(truth)
    seen = {}
    for track, boxes in sights.items():
        for frame, (box, face) in fill(boxes, fill_s * truth["fps"]).items():
            seen.setdefault(frame, {})[track] = (box, face)
    overlap, last, matched, tracks, truth_frames = {}, {}, [], set(), {}
    for frame in sorted(set(counts) | set(seen)):
        here = counts.get(frame, {})
        boxes = {track: box for track, (box, _) in seen.get(frame, {}).items()}
        for who, track in pairs_of({(0, p): b for p, b in here.items()} | {(1, p): b for p, b in ignored.get(frame, {}).items()}, boxes):
            if who[0]:
                del boxes[track]
        for person, box in here.items():
            truth_frames.setdefault(person, []).append(frame)
            for track, other in boxes.items():
                if iou(box, other) >= LEAST_IOU:
                    frames, overlaps = overlap.get((person, track), (0, 0.0))
                    overlap[person, track] = (frames + 1, overlaps + iou(box, other))
        kept = {p: last[p] for p in here if p in last and last[p] in boxes and iou(here[p], boxes[last[p]]) >= LEAST_IOU}
        taken = set(kept.values())
        kept.update(pairs_of({p: b for p, b in here.items() if p not in kept}, {t: b for t, b in boxes.items() if t not in taken}))
        tally.switches += sum(p in last and last[p] != t for p, t in kept.items())
        last.update(kept)
        tally.truth_boxes += len(here)
        tally.seen_boxes += len(boxes)
        tally.found += len(kept)
        tracks |= set(boxes)
        matched += [(frame, p, seen[frame][t][1]) for p, t in kept.items() if seen[frame][t][1]]
    tally.people, tally.tracks = len(truth_frames), len(tracks)
    stays(tally, truth, truth_frames, tracks, overlap, dwell)
    answers(tally, truth, matched)
    return tally


def stays(tally, truth, truth_frames, tracks, overlap, dwell):
    people, ids = sorted(truth_frames), sorted(tracks)
    nothing = (0, 0.0)
    weights = [[-(overlap.get((p, t), nothing)[0] + 1e-6 * overlap.get((p, t), nothing)[1]) for t in ids] for p in people]
    for person, column in zip(people, assign(weights)):
        frames = truth_frames[person]
        true_s = (max(frames) - min(frames)) / truth["fps"]
        shared = overlap.get((person, ids[column]), nothing)[0] if column is not None else 0
        tally.idtp += shared
        tally.missed += not shared
        tally.dwell.append(abs(dwell.get(ids[column], 0.0) - true_s) if shared else true_s)


def answers(tally, truth, matched):
    labelled = {}
    for frame, person, face in matched:
        known = truth["people"][person]
        if known["zones"]:
            zone = at(known["zones"], frame)
            tally.zone[0] += 1
            tally.zone[1] += face.get("zone", "") != (zone["zone"] if zone else "")
        if known["contents"]:
            content = at(known["contents"], frame)
            tally.content[0] += 1
            tally.content[1] += face.get("content", "") != (content["content"] if content else "")
        interval = at(known["expressions"], frame)
        if interval:
            label = face["emotion"]["label"]
            tally.unknown += label == "unknown"
            if label != "unknown":
                key = (person, known["expressions"].index(interval))
                labelled.setdefault(key, []).append((frame, label in interval["labels"]))
    for (person, number), sights in labelled.items():
        interval = truth["people"][person]["expressions"][number]
        first_right = next((frame for frame, right in sights if right), None)
        counted = [right for frame, right in sights if first_right is None or frame >= first_right]
        tally.expression[0] += len(counted)
        tally.expression[1] += counted.count(False)
        if number > 0:
            tally.changes += 1
            if first_right is not None:
                tally.followed += 1
                tally.delays.append((first_right - interval["from"]) / truth["fps"])


def evaluate(truth_file, folder, fill_s=2.0):
    truth = read_truth(truth_file)
    return compare(truth, *read_run(folder, truth), fill_s).figures()


if __name__ == "__main__":
    print(json.dumps(evaluate(sys.argv[1], sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 2.0), indent=1))
