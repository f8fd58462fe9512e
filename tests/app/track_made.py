"""Made-up truths and runs, as files: what eval_track_test and nothing else feeds to both computations."""

import json
import random

EXPRESSIONS = ("neutral", "happiness", "sadness", "unknown")
EVENT_INPUT = "film.mp4"


def stretches(chance, frames, **key):
    """Two or three stretches, the last of which may end early; one value of `key` each."""
    name, values = next(iter(key.items()))
    cuts = sorted(chance.sample(range(1, frames), 2))
    return [{name: chance.choice(values), "from": a, "to": b} for a, b in zip([0, *cuts], [*cuts, frames - chance.randrange(2)]) if b > a]


def person(chance, number, frames, width, height):
    """Walks on a straight line, hidden now and then."""
    begin = chance.randrange(frames // 2)
    end = chance.randrange(begin + 2, frames + 1)
    size = chance.uniform(30, 90)
    x, y = chance.uniform(-20, width - 20), chance.uniform(0, height - size)
    dx = chance.uniform(-6, 6)
    boxes = [[frame, x + dx * (frame - begin), y, size * 0.8, size, chance.choice((1, 1, 1, 0.6, 0.3, 0))] for frame in range(begin, end)]
    known = {"id": number, "boxes": boxes}
    if chance.random() < 0.7:
        known["zones"] = stretches(chance, frames, zone=("shelf", "door"))
        known["contents"] = stretches(chance, frames, content=("cereal", "bread"))
    if chance.random() < 0.7:
        known["expressions"] = stretches(chance, frames, labels=(["happiness"], ["neutral", "sadness"]))
    return known


def truth(chance, width=640, height=360):
    frames = chance.randrange(30, 90)
    people = [person(chance, n + 1, frames, width, height) for n in range(chance.randrange(1, 6))]
    return {"video": {"width": width, "height": height, "fps": 15, "frames": frames}, "people": people}


def run(chance, known, step):
    """(events, tracks): each person's sights with errors of place, losses, changed and swapped ids, and some that are nobody."""
    width, height = known["video"]["width"], known["video"]["height"]
    sights, number = {}, 0
    for one in known["people"]:
        number += 1
        for frame, x, y, w, h, _ in one["boxes"]:
            number += chance.random() < 0.03
            if frame % step == 0 and chance.random() < 0.9:
                shake = chance.uniform(0, 0.25) * w
                sights.setdefault(frame, {})[number] = (x + chance.uniform(-shake, shake), y + chance.uniform(-shake, shake), w, h)
    for frame in list(sights):
        if len(sights[frame]) > 1 and chance.random() < 0.1:
            a, b = chance.sample(sorted(sights[frame]), 2)
            sights[frame][a], sights[frame][b] = sights[frame][b], sights[frame][a]
        if chance.random() < 0.1:
            sights[frame][900 + chance.randrange(3)] = (chance.uniform(0, width), chance.uniform(0, height), 40, 50)
    events = [event(chance, frame, faces, width, height) for frame, faces in sorted(sights.items())]
    ids = sorted({track for faces in sights.values() for track in faces})
    return [e for e in events if e["objects"]], [(track, round(chance.uniform(0, 2), 3), round(chance.uniform(2, 5), 3)) for track in ids]


def event(chance, frame, faces, width, height):
    objects = []
    for track, (x, y, w, h) in faces.items():
        left, top, right, bottom = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
        if right > left and bottom > top:
            box = {"x_min": left / width, "y_min": top / height, "x_max": right / width, "y_max": bottom / height}
            objects.append({"id": track, "detection": {"bounding_box": box}, "emotion": {"label": chance.choice(EXPRESSIONS)},
                            "zone": chance.choice(("shelf", "door", "")), "content": chance.choice(("cereal", "bread", ""))})
    return {"source": EVENT_INPUT, "frame_id": frame, "objects": objects}


def write_run(folder, events, tracks):
    (folder / "events.jsonl").write_text("".join(json.dumps(e) + "\n" for e in events))
    (folder / "tracks.csv").write_text("input,track_id,start_s,end_s,frames,emotion,confidence,valence,arousal,best_frame_s\n" + "".join(
        f"{EVENT_INPUT},{track},{start},{end},1,neutral,0,0,0,0\n" for track, start, end in tracks))


def write_mot(folder, known):
    """The same truth in MOT's format, pixels from 1."""
    video = known["video"]
    (folder / "seqinfo.ini").write_text(f"[Sequence]\nframeRate={video['fps']}\nimWidth={video['width']}\nimHeight={video['height']}\n")
    (folder / "gt.txt").write_text("".join(
        f"{b[0] + 1},{one['id']},{b[1] + 1!r},{b[2] + 1!r},{b[3]!r},{b[4]!r},1,1,{b[5]}\n" for one in known["people"] for b in one["boxes"]))
    return folder / "gt.txt"


def make(folder, seed):
    """Writes truth.json and a run into the folder; returns the truth."""
    chance = random.Random(seed)
    known = truth(chance)
    (folder / "truth.json").write_text(json.dumps(known))
    write_run(folder, *run(chance, known, chance.choice((1, 3, 5))))
    return known
