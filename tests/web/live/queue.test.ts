// The kiosk's queue against servers that fail in every way: no rating is lost, none is counted twice.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Queue, type Answer, type Rating, type Shelf } from "../../../web/live/src/kiosk/queue";

class ListShelf implements Shelf {
  kept: Rating[] = [];
  async put(rating: Rating) {
    this.kept.push(rating);
  }
  async remove(ids: string[]) {
    this.kept = this.kept.filter((rating) => !ids.includes(rating.id));
  }
  async all() {
    return [...this.kept];
  }
}

const rating = (at: number, content = "shelf"): Rating => ({
  id: `id-${at}`,
  content,
  rating: 5,
  scale: 5,
  time: new Date(at * 1000).toISOString(),
});
const settle = async () => {
  for (let turn = 0; turn < 60; ++turn) await Promise.resolve();
};

/** A server that stores by id, and answers with what `moods` says, one after the other; the last one stays. */
class Server {
  stored = new Map<string, number>();
  calls: string[][] = [];
  constructor(public moods: (number | "away" | "lost answer" | Answer)[]) {}
  send = async (ratings: Rating[]): Promise<Answer> => {
    this.calls.push(ratings.map((one) => one.id));
    const mood = this.moods.length > 1 ? this.moods.shift() : this.moods[0];
    if (mood === "away") throw new TypeError("away");
    if (typeof mood === "object") return mood;
    if (mood === 201 || mood === "lost answer") {
      if (ratings.some((one) => one.content === "gone")) return { status: 422, after: null };
      for (const one of ratings) this.stored.set(one.id, (this.stored.get(one.id) ?? 0) + 1);
      if (mood === "lost answer") throw new TypeError("cut after the commit");
    }
    return { status: mood as number, after: null };
  };
}

function begin(moods: Server["moods"]) {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const shelf = new ListShelf(),
    server = new Server(moods);
  return {
    shelf,
    server,
    queue: new Queue(
      shelf,
      server.send,
      () => {},
      () => 0,
    ),
  };
}
const pass = async (seconds: number) => {
  for (let at = 0; at < seconds; ++at) {
    mock.timers.tick(1000);
    await settle();
  }
};

test("a rating that is given while the server is away arrives when it is back", async () => {
  const { shelf, server, queue } = begin(["away"]);
  for (let at = 0; at < 250; ++at) {
    await queue.add(rating(at));
    await settle();
  }
  assert.equal(shelf.kept.length, 250);
  assert.equal(queue.condition, "waiting");
  server.moods = [201];
  await pass(70);
  assert.equal(server.stored.size, 250);
  assert.ok([...server.stored.values()].every((times) => times === 1));
  assert.equal(shelf.kept.length, 0);
  assert.equal(queue.condition, "well");
  mock.timers.reset();
});

test("a lost answer makes a second sending with the same id, so the server can tell", async () => {
  const { shelf, server, queue } = begin(["lost answer", 201]);
  await queue.add(rating(1));
  await pass(3);
  assert.deepEqual(server.calls, [["id-1"], ["id-1"]]);
  assert.equal(shelf.kept.length, 0);
  mock.timers.reset();
});

test("Retry-After is kept to, also when somebody rates meanwhile", async () => {
  const { server, queue } = begin([{ status: 429, after: 30 }, 201]);
  await queue.add(rating(1));
  await settle();
  await pass(10);
  await queue.add(rating(2));
  await settle();
  assert.equal(server.calls.length, 1);
  await pass(25);
  assert.equal(server.stored.size, 2);
  mock.timers.reset();
});

test("one rating that the server will never take does not hold up the others", async () => {
  const { shelf, server, queue } = begin([201]);
  server.moods = ["away", 201];
  await queue.add(rating(1, "gone"));
  await settle();
  for (const at of [2, 3]) {
    await queue.add(rating(at));
    await settle();
  }
  await pass(5);
  assert.deepEqual([...server.stored.keys()], ["id-2", "id-3"]);
  assert.deepEqual(
    shelf.kept.map((one) => one.id),
    ["id-1"],
  );
  assert.equal(queue.condition, "refused");
  mock.timers.reset();
});

test("a kiosk that is not signed in keeps its ratings and says so", async () => {
  const { shelf, server, queue } = begin([401]);
  await queue.add(rating(1));
  await settle();
  assert.equal(queue.condition, "unauthorised");
  assert.equal(shelf.kept.length, 1);
  server.moods = [201];
  await queue.flush();
  await settle();
  assert.equal(server.stored.size, 1);
  mock.timers.reset();
});

test("server errors are waited out, longer and longer", async () => {
  const { server, queue } = begin([500]);
  await queue.add(rating(1));
  await pass(20);
  assert.ok(server.calls.length >= 4 && server.calls.length <= 6, `${server.calls.length} tries in 20 s`);
  mock.timers.reset();
});
