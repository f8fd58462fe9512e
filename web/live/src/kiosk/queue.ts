// Ratings on their way. Each is kept before it is sent and forgotten only when the server has said that it is stored; its
// random id makes a second sending harmless.

export interface Rating {
  id: string;
  content: string;
  rating: number;
  scale: 5;
  time: string;
}

/** Where ratings wait; must survive the page. */
export interface Shelf {
  put(rating: Rating): Promise<void>;
  remove(ids: string[]): Promise<void>;
  all(): Promise<Rating[]>;
}

/** What became of a sending: `after` are seconds that the server asked to wait. */
export interface Answer {
  status: number;
  after: number | null;
}
export type Send = (ratings: Rating[]) => Promise<Answer>; // throws where the server cannot be reached

export type Condition = "well" | "waiting" | "unauthorised" | "refused";

const BATCH = 100,
  FIRST_WAIT_S = 1,
  LONGEST_WAIT_S = 60;

/** Seconds before the next try: doubled each time, up to half more by chance so that kiosks do not come back at once. Pure. */
export function backoff(failures: number, chance: number): number {
  return Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(failures, 10)) * (1 + chance / 2);
}

/** Retry-After as seconds: a number or a date. Pure. */
export function retryAfter(header: string | null, now: number): number | null {
  if (!header) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

export class Queue {
  condition: Condition = "well";
  private running = false;
  private again = false;
  private failures = 0;
  private batch = BATCH;
  private readonly refused = new Set<string>(); // the server will never take these; kept on the shelf, for staff
  private timer: ReturnType<typeof setTimeout> | undefined;
  private quietUntil = 0; // the server asked to be left alone until then

  constructor(
    private readonly shelf: Shelf,
    private readonly send: Send,
    private readonly changed: () => void = () => {},
    private readonly chance: () => number = Math.random,
    private readonly now: () => number = Date.now,
  ) {}

  async add(rating: Rating): Promise<void> {
    await this.shelf.put(rating);
    void this.flush();
  }

  /** Sends what waits, oldest first; further calls while it runs make it look once more. Never throws. */
  async flush(): Promise<void> {
    this.again = true;
    if (this.running) return;
    clearTimeout(this.timer);
    if (this.now() < this.quietUntil) {
      this.timer = setTimeout(() => void this.flush(), this.quietUntil - this.now());
      return;
    }
    this.running = true;
    let wait: number | null = null;
    try {
      while (this.again && wait === null) {
        this.again = false;
        wait = await this.sendAll();
      }
    } catch {
      wait = backoff(this.failures++, this.chance());
    }
    this.running = false;
    if (wait !== null) this.timer = setTimeout(() => void this.flush(), wait * 1000);
    this.changed();
  }

  /** Null when nothing waits any more, else seconds until the next try. */
  private async sendAll(): Promise<number | null> {
    for (;;) {
      const waiting = (await this.shelf.all())
        .filter((rating) => !this.refused.has(rating.id))
        .sort((a, b) => a.time.localeCompare(b.time));
      if (waiting.length === 0) {
        this.condition = this.refused.size > 0 ? "refused" : "well";
        return null;
      }
      const part = waiting.slice(0, this.batch);
      let answer: Answer;
      try {
        answer = await this.send(part);
      } catch {
        this.condition = "waiting";
        return backoff(this.failures++, this.chance());
      }
      const wait = await this.take(answer, part);
      if (wait !== null) return wait;
    }
  }

  private async take(answer: Answer, part: Rating[]): Promise<number | null> {
    if (answer.status === 200 || answer.status === 201) {
      await this.shelf.remove(part.map((rating) => rating.id));
      this.failures = 0;
      this.batch = BATCH;
      return null;
    }
    if (answer.status === 401 || answer.status === 403) {
      this.condition = "unauthorised";
      return 30;
    }
    if ((answer.status === 422 || answer.status === 413 || answer.status === 400) && part.length > 1) {
      this.batch = 1; // one of them is bad: find it, let the others through
      return null;
    }
    if (answer.status === 422 || answer.status === 400) {
      for (const rating of part) this.refused.add(rating.id);
      return null;
    }
    this.condition = "waiting";
    if (answer.after) this.quietUntil = this.now() + answer.after * 1000;
    return Math.max(answer.after ?? 0, backoff(this.failures++, this.chance()));
  }
}
