"""Manual pages and completions come from the commands' own definition: what --help tells is on the page and is completed."""

import re
import shutil
import subprocess
import unittest

from app import AppTest, mien

COMMANDS = ("run", "serve", "eval", "report", "models", "doctor", "bench", "tune", "profile", "density", "ratings", "notice", "instructions", "backup",
            "check", "token")


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


class Pages(AppTest):
    def setUp(self):
        super().setUp()
        done = mien("manual", "-o", self.scratch)
        self.assertEqual(done.returncode, 0, done.stderr)

    def page(self, command):
        return (self.scratch / "man/man1" / f"mien-{command}.1").read_text()

    def test_every_command_has_one_with_all_its_options(self):
        for command in COMMANDS:
            told = options_in(re.split("Examples?:|Options of every", mien(command, "--help").stdout)[0])
            there = options_in(self.page(command).replace("\\-", "-").replace("\\fB", " "))
            self.assertLessEqual(told - there, set(), command)
            self.assertIn(f"mien\\-{command}", (self.scratch / "man/man1/mien.1").read_text())
        self.assertFalse((self.scratch / "man/man1/mien-measure.1").exists(), "it is hidden")

    def test_of_sub_commands_they_have_a_section(self):
        for below in ("LIST", "PULL", "ADD", "REMOVE", "VERIFY"):
            self.assertIn(f".SH {below}\n", self.page("models"))
        self.assertIn("\\-\\-kind", self.page("models"))

    def test_groff_has_nothing_to_say(self):
        if not shutil.which("groff"):
            self.skipTest("needs groff")
        for page in sorted((self.scratch / "man/man1").glob("*.1")):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z", page], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, ""), page.name)

    def test_one_page_is_printed(self):
        self.assertEqual(mien("manual", "run").stdout, self.page("run"))
        self.assertEqual(mien("manual", "rum").returncode, 2)


class Completions(AppTest):
    def complete(self, *words):
        """What bash offers for the last word."""
        script = self.scratch / "mien.bash"
        script.write_text(mien("completion", "bash").stdout)
        quoted = " ".join(f"'{word}'" for word in ("mien", *words))
        done = subprocess.run(["bash", "-c", f"source {script}; compopt() {{ :; }}; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _mien; "
                               'printf "%s\\n" "${COMPREPLY[@]}"'], capture_output=True, text=True, timeout=60, cwd=self.scratch)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return set(done.stdout.split())

    def test_bash_completes_commands_options_and_choices(self):
        self.assertLessEqual(set(COMMANDS), self.complete(""))
        self.assertEqual(self.complete("mod"), {"models"})
        self.assertEqual(self.complete("models", "re"), {"remove"})
        self.assertEqual(self.complete("run", "--annot"), {"--annotate"})
        self.assertEqual(self.complete("models", "add", "net", "--kind", ""), {"detector", "emotion"})
        self.assertIn("--offline", self.complete("run", "--off"))

    def test_bash_completes_files_elsewhere(self):
        (self.scratch / "aisle.mp4").touch()
        self.assertEqual(self.complete("run", "ai"), {"aisle.mp4"})
        self.assertEqual(self.complete("run", "-c", "ai"), {"aisle.mp4"})

    def test_the_other_shells_take_theirs(self):
        for shell in ("zsh", "fish"):
            script = self.scratch / f"mien.{shell}"
            script.write_text(mien("completion", shell).stdout)
            self.assertIn("remove", script.read_text())
            if shutil.which(shell):
                done = subprocess.run([shell, "-n", script], capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
