"""The notebook of the article's steps, run from its first cell to its last by a kernel, as a user would."""
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

import nbclient
import nbformat

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "python/article"
MODELS = pathlib.Path(os.environ.get("MIEN_MODELS_DIR") or "/nonexistent")
CLIPS = [MODELS / "single_face.mp4"] * 2  # as two recordings


@unittest.skipUnless(all(clip.is_file() for clip in CLIPS), "needs MIEN_MODELS_DIR with models and sample footage")
class Notebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        for name in ("article.ipynb", "share.py"):
            shutil.copy(SOURCE / name, cls.folder)
        os.environ["MIEN_CLIPS"] = ":".join(map(str, CLIPS))
        os.environ["MIEN_APPROACHES"] = "baseline,cnn-sync,cnn-per-core"
        os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
        notebook = nbformat.read(cls.folder / "article.ipynb", as_version=4)
        nbclient.NotebookClient(notebook, timeout=900, resources={"metadata": {"path": cls.folder}}).execute()
        cls.cells = {cell["id"]: cell for cell in notebook.cells}

    def test_its_table_is_that_of_mien_bench(self):
        results = json.loads((self.folder / "bench/bench.json").read_text())["results"]
        shown = rows_of(self.cells["bench"])
        self.assertEqual([row["approach"] for row in shown], [result["approach"] for result in results])
        for row, result in zip(shown, results):
            self.assertEqual(int(row["faces"]), result["faces"])
            self.assertAlmostEqual(float(row["fps_median"]), result["fps_median"], delta=1e-5 * result["fps_median"])
            self.assertAlmostEqual(float(row["speedup_vs_baseline"]), result["speedup_vs_baseline"], places=4)

    def test_processes_find_what_the_plain_script_finds(self):
        plain, processes, own = rows_of(self.cells["mien"])
        self.assertEqual(plain["faces"], processes["faces"])
        self.assertGreater(int(plain["faces"]), 0)
        self.assertEqual(own["step"], "cnn-per-core-tracked")

    def test_the_page_is_there(self):
        self.assertIn("cnn-per-core", (self.folder / "report.html").read_text())


def rows_of(cell):
    """Rows of the table that a cell shows, as its text has them."""
    (text,) = [output["data"]["text/html"] for output in cell.outputs if output.output_type == "execute_result"]
    table = xml.fromstring(text[text.index("<table"):text.index("</table>") + len("</table>")])
    names = [cell.text for cell in table.find("thead/tr").findall("th")][1:]
    return [dict(zip(names, [cell.text for cell in row.findall("td")])) for row in table.find("tbody").findall("tr")]


if __name__ == "__main__":
    unittest.main()
