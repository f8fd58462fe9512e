"""Who comes when, where they stand, turn, cross and leave: the story of a film, before anything is painted."""

import dataclasses
import math

TURN_RAMP_S = 0.3      # of a head that turns away, and back
WALK = 2.5             # heights of the face a second
LEAST_STAY_S = 3.0


@dataclasses.dataclass
class Visit:
    """One person's visit. `path`: (second, x of the head's centre in pixels), straight between; `y`, `height`: pixels of the face."""
    person: int
    actor: object
    height: float
    y: float
    path: list
    turns: list = dataclasses.field(default_factory=list)   # (from, to) in seconds: the face is not to be seen
    change_s: float = math.inf                              # the actor's second part begins
    flip: bool = False
    tint: tuple = (1.0, 1.0, 1.0)                           # gains of blue, green, red
    clothes: tuple = (80, 80, 80)                           # BGR

    @property
    def begin_s(self):
        return self.path[0][0]

    @property
    def end_s(self):
        return self.path[-1][0]

    def x(self, seconds):
        for (t0, x0), (t1, x1) in zip(self.path, self.path[1:]):
            if t0 <= seconds <= t1:
                return x0 + (x1 - x0) * (seconds - t0) / max(t1 - t0, 1e-9)
        return None

    def turned(self, seconds):
        """0: to the camera; 1: away from it."""
        away = 0.0
        for begin, end in self.turns:
            if begin - TURN_RAMP_S < seconds < end + TURN_RAMP_S:
                away = max(away, min(1.0, (seconds - begin) / TURN_RAMP_S + 1, (end - seconds) / TURN_RAMP_S + 1))
        return away


def windows(seconds, share, count, random):
    """Stretches with people, `share` of the time together, spread over it."""
    length = seconds * share / count
    gap = (seconds - seconds * share) / count
    return [(i * (length + gap) + random.uniform(0.1, 0.9) * gap, length) for i in range(count)]


def spot(taken, width, height, random):
    """Where to stand: as far from the others as a few tries find."""
    tries = [random.uniform(1.2 * height, width - 1.2 * height) for _ in range(12)]
    return max(tries, key=lambda x: min((abs(x - other) for other in taken), default=width))


def path_of(begin, end, height, width, taken, cross, random):
    """Comes from one side, stands, perhaps walks to another place, leaves by a side; outside the picture at both ends."""
    speed = WALK * height
    outside = (-1.5 * height, width + 1.5 * height)
    come, go = random.choice(outside), random.choice(outside)
    x = spot(taken, width, height, random)
    path = [(begin, come), (begin + abs(x - come) / speed, x)]
    if cross:
        other = spot([x], width, height, random)
        leave = random.uniform(0.3, 0.5) * (end - begin) + begin
        leave = max(leave, path[-1][0])
        path += [(leave, x), (leave + abs(other - x) / speed, other)]
        x = other
    last = end - abs(go - x) / speed
    path += [(max(last, path[-1][0]), x), (max(last, path[-1][0]) + abs(go - x) / speed, go)]
    return path, x


def turn_in(path, given, random):
    """One turn while the person stands longest, if that is long enough for it."""
    rests = [(b[0] - a[0], a[0]) for a, b in zip(path, path[1:]) if a[1] == b[1]]
    length, begin = max(rests, default=(0, 0))
    turn = given.turn_seconds
    room = length - turn - 4 * TURN_RAMP_S
    if turn <= 0 or room <= 0 or random.random() > given.turns:
        return []
    start = begin + 2 * TURN_RAMP_S + random.uniform(0, room)
    return [(start, start + turn)]


def story(given, actors, width, height, random):
    """All visits, people numbered from 1 in the order in which they come."""
    groups = max(1, math.ceil(given.people / given.together))
    visits = []
    for number, (begin, length) in enumerate(windows(given.seconds, given.share, groups, random)):
        crowd = [i for i in range(given.people) if i % groups == number]
        taken = []
        for place, person in enumerate(crowd):
            size = random.uniform(*given.face)
            slack = max(0.0, length - LEAST_STAY_S) * 0.3
            starts = begin + (random.uniform(0, slack) if place else 0)
            ends = begin + length - (random.uniform(0, slack) if place else 0)
            path, stands = path_of(starts, ends, size, width, taken, random.random() < given.crossings, random)
            taken.append(stands)
            actor = actors[person % len(actors)]
            visit = Visit(0, actor, size, height * random.uniform(0.3, 0.45), path, turn_in(path, given, random))
            if len(actor.parts) > 1:
                visit.change_s = (path[1][0] + path[-2][0]) / 2
            visit.flip = random.random() < 0.5
            visit.tint = tuple(random.uniform(0.85, 1.1) for _ in range(3))
            visit.clothes = tuple(random.uniform(30, 170) for _ in range(3))
            visits.append(visit)
    visits.sort(key=lambda visit: visit.begin_s)
    for number, visit in enumerate(visits):
        visit.person = number + 1
    return visits
