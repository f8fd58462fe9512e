"""tools/check_layers.py: what it takes for two classes of one name, and for an arrow that nothing needs."""

import pathlib
import runpy
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECK = runpy.run_path(str(ROOT / "tools/check_layers.py"))
ALLOWED = {"base": set(), "face": {"base"}, "live": {"base", "face"}}
PUBLIC = "struct MIEN_API Box {\n  int x;\n};\n"
ANONYMOUS = "namespace {\n\nclass Box {\n};\n\n}  // namespace\n"
NESTED = "class Pose {\n  struct Box {\n  };\n};\n"


def found(texts):
    return list(CHECK["about_names"](texts, ALLOWED))


class Arrows(unittest.TestCase):
    def test_one_that_no_file_needs_is_named(self):
        drawn = CHECK["rooms_drawn"]()
        self.assertEqual(list(CHECK["about_rooms"](drawn, drawn)), [])
        drawn["track"].add("media")
        self.assertEqual(list(CHECK["about_rooms"](drawn, drawn)), ["track: no file of it includes media: an arrow that nothing needs"])


class Names(unittest.TestCase):
    def test_two_rooms_have_no_class_of_one_name(self):
        self.assertIn("called Box", "".join(found({"src/face/a.h": "class Box {\n};\n", "src/live/b.cpp": "struct Box {\n};\n"})))
        self.assertEqual(found({"src/face/a.h": "class Box;\n", "src/live/b.cpp": "struct Box {\n};\n"}), [])

    def test_a_name_of_the_public_api_is_taken_everywhere(self):
        for own in (ANONYMOUS, NESTED, "struct Box {\n};\n"):
            for file in ("src/base/a.h", "src/live/a.cpp", "apps/mien/a.cpp"):
                self.assertIn("Box", "".join(found({"include/mien/types.h": PUBLIC, file: own})), (file, own))

    def test_a_class_within_another_hides_none_that_its_room_can_see(self):
        for own in (ANONYMOUS, NESTED):
            below = {"src/face/box.h": PUBLIC, "src/live/a.cpp": own}
            self.assertEqual(found(below), ["src/live/a.cpp: its own Box is called like the one of src/face/box.h"])
            self.assertEqual(len(found({"src/face/box.h": PUBLIC, "src/face/a.cpp": own})), 1)
            self.assertEqual(len(found({"src/face/box.h": PUBLIC, "apps/mien/a.cpp": own})), 1)
            self.assertEqual(found({"src/face/box.h": PUBLIC, "src/base/a.cpp": own}), [], "base does not know face")
            self.assertEqual(found({"src/face/box.cpp": PUBLIC, "src/face/a.cpp": own}), [], "no header shows it")


if __name__ == "__main__":
    unittest.main()
