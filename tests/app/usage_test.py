"""Wrong usage is exit 2 with a message that says what to do; help has an example. Needs no models."""

import json
import pathlib
import re
import unittest

from app import AppTest, mien

ROOT = pathlib.Path(__file__).resolve().parents[2]


# What each command takes, as scripts rely on it.
OPTIONS = {
    "run": "-c -o --detector --emotion --precision --detect-fps --workers --approach --profile --annotate --blur --quiet --demand --started-at --json",
    "serve": "-c --profile --check --fleet --hub --json",
    "bench": "--approaches -o --json",
    "tune": "--search-duration --min-recall -o --json",
    "profile": "--approach -o --json",
    "density": "--target-fps --detect-fps --substream --idle --max-p99-ms --recordings --predict -o --json",
    "eval detect": "--images --ground-truth --detector -o --out --json",
    "eval emotion": "--dataset --emotion --robustness -o --out --json",
    "eval track": "--truth -o --out --json",
    "report": "-o --compare --json",
    "ratings import": "--db --json",
    "contents import": "--db --json",
    "models list": "--json",
    "models pull": "--json",
    "models add": "--file --kind --json",
    "models verify": "--json",
    "fleet cameras put": "-f --json",
    "fleet cameras list": "-f --json",
    "fleet cameras remove": "-f --json",
    "fleet status": "-f --json",
    "hub": "-c --json",
    "backup": "--db --json",
    "check": "--db --json",
    "notice": "-c --confirm --json",
    "instructions": "-c --json",
    "doctor": "--json",
}
SCRIPTS = {"completion", "manual"}  # what they print is for a shell and for man


def helps(path=()):
    """Every command, and those below it: (its words, its help)."""
    text = mien(*path, "--help").stdout
    yield " ".join(path), text
    below = re.search(r"(?ims)^subcommands:\s*\n(.*?)(?:^\S|\Z)", text)
    for name in re.findall(r"(?m)^  ([a-z]+)(?: |$)", below.group(1)) if below else ():
        yield from helps((*path, name))


class ImpossibleNames(AppTest):
    """What only the build, its models or the machine know is refused with file and line, too, and nothing starts."""

    def test_each_command_names_file_line_and_the_nearest(self):
        cases = {"detector: yunett-n": "'yunet-n'", "detector: yolo": "one of: auto, retinaface", "approach: thread": "'threads'",
                 "emotion: mienn": "'mien'", "audience: {time_zone: Europe/Berlinn}": "'Europe/Berlin'",
                 "notice: {languages: [xx]}": "there is no notice in 'xx'", "server: {raw_video: \"yes\"}": "without quotes"}
        for line, remedy in cases.items():
            file = self.scratch / "c.yaml"
            file.write_text(f"cameras:\n  a:\n    input: x.mp4\n{line}\n")
            for command in (("run", "-c", file), ("serve", "-c", file), ("serve", "--check", file)):
                result = mien(*command)
                self.assertEqual(result.returncode, 2, (line, command, result.stderr))
                self.assertIn("c.yaml:4: ", result.stderr, (line, command))
                self.assertIn(remedy, result.stderr, (line, command))

    def test_models_of_ones_own_are_names(self):
        file = self.scratch / "c.yaml"
        file.write_text("cameras: {a: {input: x.mp4}}\ndetector: auto\nemotion: none\napproach: auto\naudience: {time_zone: UTC}\n")
        done = mien("serve", "--check", file)
        self.assertEqual(done.returncode, 0, done.stderr)


class UnknownCommands(AppTest):
    """What is no command is named, with the nearest that is."""

    def test_it_is_named_with_the_nearest(self):
        for words, said in ((("reprot",), "unknown command 'reprot' (did you mean 'report'?)"),
                            (("nope", "--json"), "unknown command 'nope' (one of: run, "),
                            (("eval", "nope"), "unknown command 'eval nope' (one of: "), (("eval", "trak"), "(did you mean 'track'?)"),
                            (("fleet", "cameras", "lst"), "unknown command 'cameras lst' (did you mean 'list'?)"), ((), "subcommand is required"),
                            (("backup", "x"), "--db is required")):
            done = mien(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(said, done.stderr, words)


class EveryCommand(AppTest):
    """What is asked of all commands is asked of each that --help lists, however deep."""

    @classmethod
    def setUpClass(cls):
        cls.helps = dict(helps())

    def test_those_of_the_contract_are_there_with_their_options(self):
        for path, options in OPTIONS.items():
            there = set(re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", self.helps[path].split("Example")[0]))
            self.assertLessEqual(set(options.split()), there, path)

    def test_each_has_an_example_and_says_what_holds_for_all(self):
        self.assertGreater(len(self.helps), len(OPTIONS))
        for path, text in self.helps.items():
            if path:
                self.assertRegex(text, r"Examples?: (source <\()?mien ", path)
                self.assertIn("--offline", text, path)

    def test_each_that_does_something_has_json(self):
        for path, text in self.helps.items():
            leaf = not any(other.startswith(path + " ") for other in self.helps)
            if path and leaf and path not in SCRIPTS:
                self.assertIn("--json", text.split("Example")[0], path)

    def test_what_messages_advise_is_there(self):
        """An option that a text of the program names is one of some command."""
        there = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", " ".join(self.helps.values())))
        others = {"src/infer/package.cpp", "src/bench/child_measurer.cpp"}  # what they write is for pip and mpirun
        for file in sorted([*ROOT.glob("src/**/*.cpp"), *ROOT.glob("apps/**/*.cpp"), *ROOT.glob("python/src/mien/*.py")]):
            if str(file.relative_to(ROOT)) in others:
                continue
            for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', file.read_text(encoding="utf-8")):
                if re.search(r"cmake|pip install", text):
                    continue
                for option in re.findall(r"(?:^|[ (`])(--[a-z][a-z0-9-]*)", text):
                    self.assertIn(option, there, f"{file}: {text}")


class Usage(AppTest):
    def refused(self, *arguments, code=2, says=()):
        done = mien(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertTrue(done.stderr.startswith("mien: "), done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)

    def test_version(self):
        self.assertRegex(mien("--version").stdout, r"^mien \d+\.\d+\.\d+$")

    def test_unknown_option(self):
        self.refused("run", "clip.mp4", "--detectr", "hog", says=["--detectr"])

    def test_unknown_command(self):
        self.refused("rum")

    def test_no_input(self):
        self.refused("run", says=["no input"])

    def test_serve_needs_a_configuration_or_the_demo(self):
        self.refused("serve", says=["needs a configuration", "--demo"])
        self.refused("serve", "--demo", "-c", "mien.yaml", says=["--demo"])
        self.refused("serve", "--demo", "--profile", "best.yaml", says=["leave out --profile"])

    def test_impossible_values(self):
        self.refused("run", "clip.mp4", "--workers", "-3")
        self.refused("run", "clip.mp4", "--detect-fps", "many")
        self.refused("run", "clip.mp4", "--precision", "f8", says=["f8"])
        self.refused("run", "clip.mp4", "--detector", "retinface", says=["retinaface"])
        self.refused("run", "clip.mp4", "--width", "333", says=["32"])

    def test_int8_is_refused_where_no_expression_is_read(self):
        says = ["int8", "exists only for expression models", "auto"]
        clip = self.scratch / "clip.mp4"
        clip.write_bytes(b"")
        for command in (("profile", clip), ("eval", "detect", "--images", self.scratch, "--ground-truth", clip)):
            self.refused(*command, "--precision", "int8", says=["--precision: ", *says])

    def test_a_key_of_another_approach_is_named(self):
        file = self.scratch / "c.yaml"
        file.write_text("cameras: {a: {input: nowhere.mp4}}\ntuning: {batch: 2}\n")
        words = "c.yaml: tuning.batch: not used by the approach "
        self.assertIn(words + "cnn-per-core-tracked", mien("run", "-c", file).stderr)
        self.assertNotIn(words, mien("run", "-c", file, "--approach", "cnn-batched").stderr)
        file.write_text("cameras: {a: {input: nowhere.mp4}}\ntuning: {pin: cores}\n")
        words = "c.yaml: tuning.pin: not used by the approach cnn-streams"
        self.assertIn(words, mien("run", "-c", file, "--approach", "cnn-streams").stderr)
        self.assertNotIn("tuning.pin", mien("run", "-c", file).stderr)

    def test_blur_is_of_the_annotated_copy(self):
        self.refused("run", "clip.mp4", "-o", self.scratch / "out", "--blur", says=["--blur", "add --annotate"])
        self.assertFalse((self.scratch / "out").exists())

    def test_annotate_needs_a_folder(self):
        self.refused("run", "clip.mp4", "--annotate", says=["-o DIR"])

    def test_unknown_yaml_key_names_file_line_and_nearest_key(self):
        config = self.scratch / "mien.yaml"
        config.write_text("cameras:\n  a:\n    inptu: clip.mp4\n")
        self.refused("run", "-c", config, says=[f"{config}:3", "inptu", "input"])

    def test_a_missing_model_is_exit_4(self):
        clip = self.scratch / "clip.mp4"
        clip.write_bytes(b"x")
        done = mien("--models", self.scratch / "none", "run", clip, "--offline")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("mien models pull retinaface", done.stderr)

    def test_one_recording_of_two_cameras_is_told(self):
        clip, other = self.scratch / "clip.mp4", self.scratch / "other.mp4"
        for file in (clip, other):
            file.write_bytes(file.name.encode())
        (self.scratch / "link.mp4").hardlink_to(clip)
        config = self.scratch / "mien.yaml"
        for inputs, told in ((("clip.mp4", "link.mp4"), True), (("clip.mp4", "other.mp4"), False)):
            config.write_text("cameras:\n" + "".join(f"  {name}: {{ input: {self.scratch / file} }}\n"
                                                     for name, file in zip(("door", "till"), inputs)))
            done = mien("--models", self.scratch / "none", "run", "-c", config, "--offline")
            self.assertEqual("link.mp4 is listed for door and for till: everybody in it is counted twice; list it for one "
                             "camera only" in done.stderr, told, done.stderr)

    def test_doctor_as_json(self):
        done = mien("doctor", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        tables = json.loads(done.stdout)
        self.assertIn("Model name", tables["hardware"])
        self.assertIn("OpenVINO", tables["software"])
        self.assertRegex(tables["placement"], "physical core|CPU quota")
        self.assertIn(f"Placement with tuning: {{ pin: cores }}: {tables['placement']}.", mien("doctor").stdout)


if __name__ == "__main__":
    unittest.main()
