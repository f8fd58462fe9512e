"""python -m unittest discover -s tests -p '*_test.py', in the folder training/; some seconds. Needs requirements.txt."""
import hashlib
import os
import tempfile
import time
import unittest

import numpy as np
import torch

from mien_training import curves, data, disturb, evaluate, export, offsets, quantise, split, train, yaw
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
    public, held = faces(24, 2), faces(24, 3)
    return {"train": faces(64, 1), "public": public, "public2013": (public[0], None, public[2]),
            "validation": held, "validation2013": (held[0], None, held[2])}


def smooth(count, seed):
    """Pictures that do not resemble each other once they are thumbnails."""
    small = np.random.default_rng(seed).integers(0, 255, (count, 8, 8))
    return np.repeat(np.repeat(small, 6, 1), 6, 2).astype(np.uint8)


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
        twin = smooth(1, 5)[0]
        parts["public"][0][0] = twin
        parts["train"][0][0] = twin[:, ::-1]
        (images, _, _), near = data.training_rows(parts)
        self.assertEqual(near, 1)
        self.assertFalse(any((image == twin[:, ::-1]).all() for image in images))

    def test_twins_are_on_one_side_of_the_split(self):
        images = np.concatenate([smooth(40, 6), smooth(40, 6)[:, :, ::-1]])  # each there twice, mirrored
        votes = np.zeros((80, 10), np.uint8)
        votes[np.arange(80), np.arange(80) % 40 % 8] = 8
        group = split.groups(images)
        self.assertTrue((group[:40] == group[40:]).all())
        self.assertEqual(len(set(group)), 40)
        held = split.validation_rows(images, votes, share=0.2)
        self.assertTrue((held[:40] == held[40:]).all())
        self.assertEqual(list(np.bincount(data.majority(votes)[held])), [2] * 8)  # one pair of each class
        self.assertTrue((held == split.validation_rows(images, votes, share=0.2)).all())

    def test_an_interval_holds_its_figure_and_narrows_with_the_faces(self):
        few, many = (np.arange(count) % 4 > 0 for count in (100, 10000))
        for values in (few, many):
            figure, low, high = evaluate.interval(values)
            self.assertAlmostEqual(figure, 0.75)
            self.assertTrue(low < figure < high)
        self.assertLess(np.ptp(evaluate.interval(many)[1:]), np.ptp(evaluate.interval(few)[1:]) / 5)
        rows = np.array([[0, 0], [0, 0], [0, 0], [0, 1]])  # 3 of 3, 0 of 1
        self.assertAlmostEqual(evaluate.macro(rows), 0.5)

    def test_disturbances_keep_shape_and_range_and_do_something(self):
        x = torch.from_numpy(smooth(6, 7)).float().div(255)[:, None]
        for kind, change in disturb.KINDS.items():
            before = x.clone()
            y = change(x)
            self.assertEqual(y.shape, x.shape, kind)
            self.assertTrue(bool(((y >= 0) & (y <= 1)).all()), kind)
            self.assertTrue(torch.equal(x, before), kind + " writes into what it was given")
            self.assertEqual(torch.equal(x, y), kind == "undisturbed", kind)
            self.assertTrue(torch.equal(y, change(x)), kind + " is not the same twice")

    def test_a_nose_off_the_middle_of_the_eyes_is_a_turned_head(self):
        def at(degrees, lean=0.0):
            t, l = np.radians(degrees), np.radians(lean)
            points = np.array([[-0.5 * np.cos(t), 0], [0.5 * np.cos(t), 0], [0.43 * np.sin(t), 0.6], [0, 1], [0, 1]])
            return points @ np.array([[np.cos(l), np.sin(l)], [-np.sin(l), np.cos(l)]]) * 20 + 50
        for degrees in (-40, 0, 25):
            for lean in (0, 15):
                self.assertAlmostEqual(float(yaw.degrees(at(degrees, lean)[None])[0]), degrees, places=3)

    def test_the_int8_file_says_nearly_what_the_file_says_and_is_half_as_large(self):
        net = train.build(dict(RECIPE, widths=(16, 16, 32, 32), start=None))
        x = torch.from_numpy(smooth(64, 8)).float().div(255)[:, None]
        with torch.no_grad():
            for _ in range(20):
                net.train()(x)
        full, small = (os.path.join(self.folder, name) for name in ("net.onnx", "int8.onnx"))
        export.export(net, full, "test")
        quantise.quantise(full, x.numpy(), small)
        before, after = evaluate.File(full)(x)[0], evaluate.File(small)(x)[0]
        self.assertGreater(np.corrcoef(before.ravel(), after.ravel())[0, 1], 0.97)
        self.assertLess(os.path.getsize(small), 0.75 * os.path.getsize(full))

    def test_offsets_and_temperature_of_a_file_are_those_of_its_entry(self):
        path, manifest = (os.path.join(self.folder, name) for name in ("a.onnx", "manifest.yaml"))
        with open(path, "wb") as file:
            file.write(b"weights")
        digest = hashlib.sha256(b"weights").hexdigest()
        with open(manifest, "w") as file:
            file.write("models:\n  - name: other\n    sha256: 00\n    emotion:\n      bias: [1]\n      temperature: 9\n"
                       f"  - name: this\n    sha256: {digest}\n    emotion:\n      bias: [0, 0.5]  # why\n"
                       "      temperature: 0.7\n")
        bias, heat = evaluate.calibration(manifest, path)
        self.assertEqual((bias.tolist(), heat), ([0, 0.5], 0.7))

    def test_offsets_find_more_of_what_is_seldom_and_cost_what_is_allowed(self):
        random = np.random.default_rng(7)
        labels = random.choice(8, 4000, p=(0.3, 0.25, 0.15, 0.12, 0.1, 0.03, 0.03, 0.02))
        logits = random.normal(0, 1, (4000, 8)) + 2 * np.eye(8)[labels] - 2 * np.isin(np.arange(8), offsets.RARE)
        right = lambda bias: (logits + bias).argmax(1) == labels
        bias = offsets.fit([(logits, labels)])
        seldom = np.isin(labels, offsets.RARE)
        self.assertGreater(right(bias)[seldom].mean(), right(0)[seldom].mean() + 0.1)
        self.assertGreaterEqual(right(bias).mean(), right(0).mean() - offsets.ALLOWED)
        (accuracy, recall), = offsets.crossed([(logits, labels)])
        self.assertLess(abs(accuracy - right(bias).mean()), 0.02)
        self.assertGreater(recall[list(offsets.RARE)].mean(), right(0)[seldom].mean())


if __name__ == "__main__":
    unittest.main()
