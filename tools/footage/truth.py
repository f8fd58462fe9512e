"""What is true of a film: as mien's own JSON, as MOT's text, and the configuration that names its zones and contents."""

import json


def intervals(values, key):
    """[{key, from, to}] of a value per frame ({frame: value}); frames in order; to: the first frame that is not in it."""
    found = []
    for frame, value in sorted(values.items()):
        if found and found[-1][key] == value and found[-1]["to"] == frame:
            found[-1]["to"] = frame + 1
        else:
            found.append({key: value, "from": frame, "to": frame + 1})
    return [interval for interval in found if interval[key]]


def zones_of(count):
    """Upright strips side by side with nothing between them; polygons as in mien.yaml."""
    breadth = 1 / max(count, 1)
    return {f"shelf-{i + 1}": [[round((i + 0.08) * breadth, 4), 0.05], [round((i + 0.92) * breadth, 4), 0.05],
                               [round((i + 0.92) * breadth, 4), 0.95], [round((i + 0.08) * breadth, 4), 0.95]] for i in range(count)}


def zone_at(zones, x, y):
    return next((name for name, p in zones.items() if p[0][0] <= x <= p[2][0] and p[0][1] <= y <= p[2][1]), "")


class Truth:
    """`contents`: one, shown in all zones (in the whole picture where there are none), or one for each of the first zones."""

    def __init__(self, width, height, fps, zones, contents):
        self.video = {"width": width, "height": height, "fps": fps}
        self.zones = zones
        self.shown = dict(zip(zones, contents)) if len(contents) > 1 else {}
        self.single = contents[0] if len(contents) == 1 else ""
        self.boxes, self.expressions = {}, {}

    def content_at(self, zone):
        """As mien has it: where there are zones, who is in none of them is in front of nothing."""
        return self.shown.get(zone, self.single) if zone or not self.zones else ""

    def see(self, person, frame, box, visible, labels):
        x, y, w, h = box
        if x + w <= 0 or x >= self.video["width"] or y + h <= 0 or y >= self.video["height"]:
            return
        self.boxes.setdefault(person, []).append([frame, *(round(value, 2) for value in box), round(visible, 3)])
        self.expressions.setdefault(person, {})[frame] = labels

    def person(self, number):
        boxes = self.boxes[number]
        width, height = self.video["width"], self.video["height"]
        zones = {b[0]: zone_at(self.zones, (b[1] + b[3] / 2) / width, (b[2] + b[4] / 2) / height) for b in boxes}
        return {"id": number, "boxes": boxes, "zones": intervals(zones, "zone"),
                "contents": intervals({frame: self.content_at(zone) for frame, zone in zones.items()}, "content"),
                "expressions": intervals(self.expressions[number], "labels")}

    def write(self, folder, frames, made_with, streams):
        self.video["frames"] = frames
        lines = [json.dumps(self.person(number)) for number in sorted(self.boxes)]
        head = {"format": "mien-truth", "version": 1, "made_with": made_with, "streams": streams, "video": self.video,
                "zones": self.zones}
        text = json.dumps(head, indent=1)[:-2] + ',\n "people": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"
        (folder / "truth.json").write_text(text)
        self.write_mot(folder, frames)
        (folder / "mien.yaml").write_text(self.config(folder))

    def write_mot(self, folder, frames):
        """MOT Challenge: frames and pixels from 1, the last column is the visible share."""
        (folder / "gt").mkdir(exist_ok=True)
        rows = sorted((b[0] + 1, number, b[1] + 1, b[2] + 1, b[3], b[4], b[5]) for number, boxes in self.boxes.items() for b in boxes)
        (folder / "gt" / "gt.txt").write_text("".join(
            f"{frame},{number},{x:.2f},{y:.2f},{w:.2f},{h:.2f},1,1,{visible:.3f}\n" for frame, number, x, y, w, h, visible in rows))
        (folder / "seqinfo.ini").write_text(
            f"[Sequence]\nname={folder.name}\nimDir=main.mp4\nframeRate={self.video['fps']}\nseqLength={frames}\n"
            f"imWidth={self.video['width']}\nimHeight={self.video['height']}\nimExt=.mp4\n")

    def config(self, folder):
        """One camera with this film's zones and contents. mien reads a path from where it is started: this one holds anywhere."""
        lines = ["cameras:", "  store:", f"    input: {json.dumps(str((folder / 'main.mp4').resolve()), ensure_ascii=False)}"]
        if self.zones:
            lines.append(f"    zones: {json.dumps(self.zones)}")
        if self.single:
            lines.append(f"    content: {self.single}")
        if self.shown:
            lines.append("    content: " + json.dumps([{"content": content, "zone": zone} for zone, content in self.shown.items()]))
        return "\n".join(lines) + "\n"
