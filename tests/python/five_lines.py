"""five_lines.py CLIP: the lines with which docs/python.md begins, as they stand there: a clip in place of the aisle, a film that begins anew for
the camera, a short bench. Needs pandas."""
import pathlib
import re
import sys
import tempfile

import numpy as np

import mien

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs/python.md"
SHORT = ["--repeats", "1", "--seconds", "1", "--no-extras"]  # not --quick, which on a busy machine ends measurements: its two minutes are over


def lines_of_the_guide(clip, folder):
    """The lines, and what of them was changed."""
    text = GUIDE.read_text(encoding="utf-8")
    (lines,) = [block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "import mien\n" in block]
    for there, here in (('"aisle.mp4"', repr(clip)), ('"rtsp://camera/main"', repr(f"loop:{clip}")), ('"out', f'"{folder}/out'),
                        ('    print(sight.camera', '    break\n    print(sight.camera'),
                        ('mien.bench(', 'bench = mien.bench('), ('approaches="all").table()', f'approaches="all", options={SHORT})')):
        assert there in lines, f"{GUIDE}: {there} is not in the lines any more"
        lines = lines.replace(there, here)
    return lines


def main():
    clip = sys.argv[1]
    found = {"picture": np.zeros((240, 320, 3), np.uint8)}
    with tempfile.TemporaryDirectory() as folder:
        exec(compile(lines_of_the_guide(clip, folder), str(GUIDE), "exec"), found)
    run, table = found["run"], found["bench"].table()
    assert found["faces"] == [], found["faces"]
    assert run.summary["total"]["faces"] > 0 and len(run.tracks) > 0, run.summary
    assert found["sight"].camera == f"loop:{clip}", found["sight"].camera
    measured = [name for name, fps in zip(table["approach"], table["fps_median"]) if fps]
    assert {"baseline", "cnn-per-core"} <= set(measured), found["bench"]
    print(f"mien {mien.__version__}: {run.summary['total']['faces']} faces, {len(run.tracks)} tracks, {len(measured)} approaches measured")


if __name__ == "__main__":
    main()
