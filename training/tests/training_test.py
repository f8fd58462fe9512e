"""python -m unittest discover -s tests -p '*_test.py', in the folder training/; some seconds. Needs requirements.txt."""
import os
import tempfile
import time
import unittest

import numpy as np
import torch

from mien_training import curves, data, export, restart, train
from mien_training.pace import Pace

RECIPE = {"network": "net", "widths": (8, 8, 16, 16), "depths": (1, 1, 1, 1), "batch": 16, "average": 0.9, "decay": 5e-4,
          "rarity": 0.0, "auxiliary": 0.5, "score_every": 1, "rate": 0.05, "epochs": 3, "mixup": 0.0, "worsened": 0.3,
          "hidden": 0.2, "seed": 4, "again": 2, "small": 32, "small_share": 0.5, "small_until": 0.5}


def faces(count, seed):
    random = np.random.default_rng(seed)
    votes = np.zeros((count, 10), np.uint8)
    votes[np.arange(count), random.integers(0, 8, count)] = 8
    return random.integers(0, 255, (count, 48, 48)).astype(np.uint8), votes, random.integers(0, 7, count).astype(np.int8)


def sets():
    public = faces(24, 2)
    return {"train": faces(64, 1), "public": public, "public2013": (public[0], None, public[2])}


class Training(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_to(self, name, stop):
        train.train(dict(RECIPE, stop=stop), sets(), os.path.join(self.folder, name), log=lambda *a, **k: None)
        return torch.load(os.path.join(self.folder, name, "weights.pt"), weights_only=True)

    def test_an_interrupted_run_ends_with_the_weights_of_one_that_was_not(self):
        straight = self.run_to("straight", 3)
        self.run_to("broken", 1)
        self.run_to("broken", 2)
        resumed = self.run_to("broken", 3)
        for key, value in straight.items():
            self.assertTrue(torch.equal(value, resumed[key]), key)
        log = curves.rows(os.path.join(self.folder, "broken", "log.csv"))
        self.assertEqual([row[0] for row in log], [1, 2, 3])
        curves.draw(log, 0.5, os.path.join(self.folder, "curve.png"))

    def test_a_restart_from_the_shipped_file_computes_what_the_file_computed(self):
        recipe, x = dict(RECIPE, start=None), torch.rand(128, 1, 48, 48)
        net = train.build(recipe)
        for _ in range(20):
            net.train()(x)  # statistics worth folding
        path = os.path.join(self.folder, "net.onnx")
        with torch.no_grad():
            before = net.eval()(x)[0]
        export.export(net, path, "test")
        again = train.build(dict(RECIPE, start=path, unit=True, first_images=x.numpy()))
        with torch.no_grad():
            after = again.eval()(x)[0]
        self.assertLess(float((before - after).abs().max()), 0.02)  # weights were stored in 16 bits

    def test_a_run_with_a_deadline_ends_with_the_step_size_at_its_least(self):
        pace = Pace(dict(RECIPE, epochs=50), time.time() + 100)
        pace.plan(10, 0)
        pace.done, pace.second = 0.5, 1.0  # 100 s left, 10 s an epoch
        pace.plan(10, 3)
        self.assertAlmostEqual(pace.increment, 0.005, places=4)
        pace.until = time.time() - 1  # late: one epoch more, then the end
        pace.plan(10, 4)
        self.assertAlmostEqual(pace.increment * 10, 0.5)

    def test_a_mirrored_copy_of_a_public_picture_is_left_out(self):
        parts = sets()
        smooth = np.repeat(np.repeat(np.random.default_rng(5).integers(0, 255, (1, 8, 8)), 6, 1), 6, 2).astype(np.uint8)
        parts["public"][0][0] = smooth[0]
        parts["train"][0][0] = smooth[0, :, ::-1]
        (images, _, _), near = data.training_rows(parts)
        self.assertEqual(near, 1)
        self.assertFalse(any((image == smooth[0, :, ::-1]).all() for image in images))


if __name__ == "__main__":
    unittest.main()
