"""What was trained, in order. The curve of attempts, with what each reached, is in README.md."""

BASE = {"batch": 128, "rate": 0.1, "decay": 5e-4, "average": 0.999, "rarity": 0.0, "mixup": 0.2, "auxiliary": 0.5,
        "worsened": 0.35, "hidden": 0.2, "seed": 1, "score_every": 2}
NET = {"network": "net", "widths": (40, 80, 160, 256), "depths": (1, 2, 2, 1)}

RECIPES = {}
