"""Wrong usage is exit 2 with a message that says what to do; help has an example. Needs no models."""

import json
import unittest

from app import AppTest, mien


class Usage(AppTest):
    def refused(self, *arguments, code=2, says=()):
        done = mien(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertTrue(done.stderr.startswith("mien: "), done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)

    def test_every_command_has_help_with_an_example(self):
        for command in ("run", "models", "report", "doctor"):
            done = mien(command, "--help")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Example: mien", done.stdout, command)

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

    def test_impossible_values(self):
        self.refused("run", "clip.mp4", "--workers", "-3")
        self.refused("run", "clip.mp4", "--detect-fps", "many")
        self.refused("run", "clip.mp4", "--precision", "f8", says=["f8"])
        self.refused("run", "clip.mp4", "--detector", "retinface", says=["retinaface"])
        self.refused("run", "clip.mp4", "--width", "333", says=["32"])

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
            self.assertEqual("link.mp4 is a recording of door and of till: who is in it is counted twice; give it to one "
                             "camera alone" in done.stderr, told, done.stderr)

    def test_doctor_as_json(self):
        done = mien("doctor", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        tables = json.loads(done.stdout)
        self.assertIn("Model name", tables["hardware"])
        self.assertIn("OpenVINO", tables["software"])


if __name__ == "__main__":
    unittest.main()
