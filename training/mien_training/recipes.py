"""What was trained, in order: each recipe names the one it starts from. README.md has what each reached."""

BASE = {"decay": 5e-4, "rarity": 0.0, "auxiliary": 0.5, "score_every": 2}
TEACHER = BASE | {"network": "teacher", "side": 112, "batch": 64, "average": 0.998, "score_every": 1}
STUDENT = BASE | {"network": "net", "widths": (40, 80, 160, 256), "depths": (1, 2, 2, 1), "batch": 128, "average": 0.999}
# Goes on from a finished network, filters at unit length; small pictures early.
CYCLE = STUDENT | {"mixup": 0.0, "worsened": 0.15, "hidden": 0.15, "light": 0.6, "auxiliary": 0.8, "again": 3, "small": 32,
                   "small_share": 0.85, "unit": True}
# A student of less than half the cost, from nothing: no block at 24 x 24 pixels, one less at 12 x 12.
SMALL = CYCLE | {"widths": (32, 64, 128, 256), "depths": (0, 1, 2, 1), "unit": False, "auxiliary": 0.6}

RECIPES = {
    # dlib's face network, unfolded; strong degradations
    "teacher": TEACHER | {"rate": 0.02, "epochs": 14, "mixup": 0.2, "worsened": 0.67, "hidden": 0.3, "seed": 1,
                          "dlib": True},
    # the same network goes on with pictures nearer to the originals
    "teacher-2": TEACHER | {"rate": 0.012, "epochs": 10, "mixup": 0.0, "worsened": 0.15, "hidden": 0.15, "seed": 2,
                            "after": "teacher"},
    # from scratch; meant for 36 epochs, stopped after 14
    "second": STUDENT | {"rate": 0.1, "epochs": 36, "stop": 14, "mixup": 0.2, "worsened": 0.35, "hidden": 0.2, "seed": 1},
    # learns from votes and from teacher-2
    "student": STUDENT | {"rate": 0.08, "epochs": 24, "mixup": 0.0, "worsened": 0.4, "hidden": 0.15, "seed": 5,
                          "taught": 0.6, "teacher": "teacher-2", "views": 6, "after": "second"},
    # goes on from what was shipped before; votes and labels alone
    "restart": CYCLE | {"rate": 0.08, "epochs": 46, "seed": 9, "zoom": (-0.25, 0.28), "small_until": 0.6,
                        "after": "student"},
    # once more from there; what the start itself says of several crops of a picture is part of the target
    "again": CYCLE | {"rate": 0.06, "epochs": 62, "seed": 21, "zoom": (-0.3, 0.32), "small_until": 0.5, "after": "restart",
                      "taught": 0.35, "teacher": "restart", "views": 6, "opinion": True},
    # from nothing; half of the target is what the file that shipped says of six crops of the picture
    "small": SMALL | {"rate": 0.1, "epochs": 60, "seed": 18, "zoom": (-0.25, 0.28), "small_until": 0.5, "worsened": 0.25,
                      "again": 2, "taught": 0.5, "taught2013": 0.3, "teacher": "again", "views": 6, "opinion": True},
}
