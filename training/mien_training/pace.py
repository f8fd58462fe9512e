"""How far a run is, and what follows from it: the step size, the side of the pictures, when it ends."""
import math
import time


class Pace:
    """Progress 0..1. Without `until` it ends after the recipe's epochs; with it (seconds since 1970), the number of
    epochs left is planned anew at each one, so that the step size reaches zero in time even where the machine was
    busy with something else."""

    def __init__(self, recipe, until=None):
        self.recipe, self.until = recipe, until
        self.done, self.second = 0.0, None  # second: seconds of one full-size step, lately
        self.increment, self.taken, self.warm = 0.0, 0, 0

    def small(self):
        """Share of the batches that are small at this point of the run."""
        return self.recipe.get("small_share", 0) if self.done < self.recipe.get("small_until", 0) else 0

    def cost(self, side):
        return (side / 48) ** 2

    def left(self):
        """Mean cost of a step from here to the end."""
        early = max(0.0, self.recipe.get("small_until", 0) - self.done) / max(1e-9, 1 - self.done)
        saved = self.recipe.get("small_share", 0) * (1 - self.cost(self.recipe.get("small", 48)))
        return 1 - early * saved

    def plan(self, steps, epoch):
        """Called before each epoch of `steps` batches."""
        epochs = max(1, self.recipe["epochs"] - epoch)
        if self.until and self.second:
            epochs = max(1, round((self.until - time.time()) / (self.second * self.left() * steps)))
        self.increment = (1 - self.done) / (epochs * steps)
        self.warm, self.taken = (steps if epoch == 0 else 0), 0
        self.begin, self.work = time.time(), 0.0

    def side(self, random):
        small = self.small()
        return self.recipe["small"] if small > 0 and random.random() < small else 48

    def rate(self):
        start = min(1, (self.taken + 1) / self.warm) if self.warm else 1
        return self.recipe["rate"] * start * max(0.003, 0.5 * (1 + math.cos(math.pi * self.done)))

    def step(self, side):
        self.done += self.increment
        self.taken += 1
        self.work += self.cost(side)
        if self.taken >= 100:
            now = (time.time() - self.begin) / self.work
            self.second = now if self.second is None else 0.98 * self.second + 0.02 * now
