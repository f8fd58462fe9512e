// Server-sent events into the store. The browser reconnects by itself after a cut; after a refusal we do, slower and slower.
import type { Store } from "./store";
import type { Camera, FacesEvent, System, Tally } from "./types";

const FIRST_WAIT_MS = 1000,
  LONGEST_WAIT_MS = 30_000;
const SILENCE_MS = 20_000; // tallies come once a second, heartbeats every 15 s

export class LiveStream {
  private source: EventSource | null = null;
  private wait = FIRST_WAIT_MS;
  private timer = 0;
  private lastEvent = 0;

  constructor(
    private readonly store: Store,
    private readonly whenBack: () => void,
  ) {
    setInterval(() => {
      if (this.source && performance.now() - this.lastEvent > SILENCE_MS) this.restart();
    }, 5000);
  }

  start(): void {
    this.stop();
    this.lastEvent = performance.now();
    const source = new EventSource("/api/v1/live");
    this.source = source;
    const back = () => {
      if (this.store.live === "lost") this.whenBack();
      this.wait = FIRST_WAIT_MS;
      this.store.setLive("live");
    };
    source.onopen = back;
    source.onerror = () => {
      this.store.setLive("lost");
      if (source.readyState === EventSource.CLOSED) this.retryLater();
    };
    const on = <T>(name: string, take: (data: T) => void) =>
      source.addEventListener(name, (event) => {
        this.lastEvent = performance.now();
        take(JSON.parse((event as MessageEvent<string>).data) as T);
      });
    on<FacesEvent>("faces", (data) => this.store.tell("faces", data));
    on<{ cameras: Camera[] }>("cameras", (data) => this.store.setCameras(data.cameras));
    on<Tally>("tally", (data) => this.store.addTally(data));
    on<System>("system", (data) => this.store.addSystem(data));
    on<Camera & { gone: boolean }>("changed", (data) => this.store.changeCamera(data, data.gone));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private restart(): void {
    this.store.setLive("lost");
    this.start();
  }

  private retryLater(): void {
    this.source?.close();
    this.source = null;
    this.timer = setTimeout(() => this.start(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }
}
