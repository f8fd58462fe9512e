"""Truth and results of tracks, read: mien's JSON, MOT's text, and the folder of a run (docs/tracks.md)."""

import configparser
import csv
import json
import pathlib


def clipped(box, width, height):
    x, y, w, h = box
    left, top, right, bottom = max(0.0, x), max(0.0, y), min(float(width), x + w), min(float(height), y + h)
    return left, top, max(0.0, right - left), max(0.0, bottom - top)


def read_truth(path):
    """{fps, width, height, people: {id: {boxes: {frame: (box, visible)}, zones, contents, expressions}}}."""
    path = pathlib.Path(path)
    if path.suffix == ".json":
        given = json.loads(path.read_text())
        people = {p["id"]: {"boxes": {b[0]: (tuple(b[1:5]), b[5] if len(b) > 5 else 1.0) for b in p["boxes"]},
                            **{key: p.get(key, []) for key in ("zones", "contents", "expressions")}} for p in given["people"]}
        return {**given["video"], "people": people}
    people = {}
    for line in path.read_text().splitlines():
        if line.strip():
            f = [float(part) for part in line.split(",")]
            visible = (f[8] if len(f) > 8 else 1.0) if len(f) < 7 or f[6] != 0 else 0.0
            person = people.setdefault(int(f[1]), {"boxes": {}, "zones": [], "contents": [], "expressions": []})
            person["boxes"][int(f[0]) - 1] = ((f[2] - 1, f[3] - 1, f[4], f[5]), visible)
    info = configparser.ConfigParser()
    info.read(path.parent / "seqinfo.ini") or info.read(path.parent.parent / "seqinfo.ini")
    sequence = info["Sequence"]
    return {"fps": float(sequence["frameRate"]), "width": int(sequence["imWidth"]), "height": int(sequence["imHeight"]),
            "people": people}


def read_run(folder, truth):
    """({track: {frame: (box, face or None)}}, {track: dwell in s}); boxes in pixels of the truth."""
    sights = {}
    for line in (pathlib.Path(folder) / "events.jsonl").read_text().splitlines():
        event = json.loads(line)
        for face in event["objects"]:
            b = face["detection"]["bounding_box"]
            box = (b["x_min"] * truth["width"], b["y_min"] * truth["height"], (b["x_max"] - b["x_min"]) * truth["width"],
                   (b["y_max"] - b["y_min"]) * truth["height"])
            sights.setdefault(face["id"], {})[event["frame_id"]] = (clipped(box, truth["width"], truth["height"]), face)
    with open(pathlib.Path(folder) / "tracks.csv", newline="") as file:
        dwell = {int(row["track_id"]): float(row["end_s"]) - float(row["start_s"]) for row in csv.DictReader(file)}
    return sights, dwell
