// /rate/CONTENT: one question, five answers, thanks. Nothing about the person is asked, kept or sent.
import "../style/kiosk.css";
import { signIn } from "../api";
import { h, say } from "../dom";
import { face, star } from "./faces";
import { LANGUAGES, languageOf, type Words } from "./languages";
import { Queue, retryAfter, type Rating } from "./queue";
import { openShelf } from "./shelf";

const THANKS_MS = 3000;
const parameters = new URLSearchParams(location.search);
const content = decodeURIComponent(location.pathname.replace(/^\/rate\//, ""));
const stars = parameters.get("style") === "stars";
const language = languageOf(parameters.get("lang"), navigator.languages);
const words = LANGUAGES[language] as Words;

/** A random UUID (version 4); crypto.randomUUID needs https, which a store's network may not have. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function send(ratings: Rating[]) {
  const answer = await fetch("/api/v1/ratings", {
    method: "POST",
    body: JSON.stringify({ ratings }),
    headers: { "Content-Type": "application/json" },
    signal: AbortSignal.timeout(15_000),
  });
  return { status: answer.status, after: retryAfter(answer.headers.get("Retry-After"), Date.now()) };
}

class Kiosk {
  private readonly queue: Promise<Queue>;
  private readonly question = h("h1", { id: "question" }, words.question);
  private readonly subject = h("p", { class: "subject" });
  private readonly answers: HTMLButtonElement[];
  private readonly group: HTMLElement;
  private readonly thanks = h("p", { class: "thanks", role: "status" });
  private readonly staff = h("div", { class: "staff" });
  private busy = false;

  constructor(private readonly place: HTMLElement) {
    this.answers = [1, 2, 3, 4, 5].map((rating) =>
      h(
        "button",
        {
          type: "button",
          "data-rating": rating,
          "aria-label": stars ? words.stars(rating) : (words.answers[rating - 1] ?? ""),
          onclick: () => void this.rate(rating),
        },
        stars ? star() : face(rating),
        h("span", { "aria-hidden": "true" }, stars ? String(rating) : (words.answers[rating - 1] ?? "")),
      ),
    );
    this.group = h(
      "div",
      { class: stars ? "answers stars" : "answers", role: "group", "aria-labelledby": "question" },
      ...this.answers,
    );
    this.queue = openShelf().then((shelf) => new Queue(shelf, send, () => void this.showCondition()));
    place.replaceChildren(
      h("div", { class: "head" }, this.subject, this.question),
      this.group,
      this.thanks,
      this.staff,
    );
    document.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["online", "pageshow"]) addEventListener(name, () => void this.flush());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.flush();
    });
    void this.flush();
    void this.introduce();
  }

  /** The content's title; tells staff at once where this screen is not signed in or the content is not known. */
  private async introduce(): Promise<void> {
    try {
      const answer = await fetch(`/api/v1/contents/${encodeURIComponent(content)}`);
      if (answer.ok) this.subject.textContent = ((await answer.json()) as { title: string }).title;
      else if (answer.status === 401) this.staff.replaceChildren(this.signInForm());
      else if (answer.status === 404) await this.listContents();
    } catch {
      /* the server is away: the question stands by itself */
    }
  }

  /** For staff: this address names no content; these are the ones there are. */
  private async listContents(): Promise<void> {
    this.place.classList.add("unknown");
    this.busy = true; // no rating of what is not there
    this.staff.replaceChildren(h("p", {}, words.unknown));
    const answer = await fetch("/api/v1/contents");
    if (!answer.ok) return;
    const { contents } = (await answer.json()) as { contents: { name: string; title: string }[] };
    const items = contents.map(({ name, title }) =>
      h("li", {}, h("a", { href: `/rate/${encodeURIComponent(name)}` }, title || name)),
    );
    this.staff.append(h("ul", {}, ...items));
  }

  private async flush(): Promise<void> {
    await (await this.queue).flush();
  }

  private async rate(rating: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const chosen = this.answers[rating - 1];
    chosen?.classList.add("chosen");
    try {
      await (await this.queue).add({ id: randomId(), content, rating, scale: 5, time: new Date().toISOString() });
    } finally {
      this.thank(chosen);
    }
  }

  private thank(chosen: HTMLButtonElement | undefined): void {
    this.place.classList.add("done");
    for (const answer of this.answers) answer.disabled = true;
    this.thanks.textContent = words.thanks;
    setTimeout(() => {
      this.place.classList.remove("done");
      chosen?.classList.remove("chosen");
      for (const answer of this.answers) answer.disabled = false;
      this.thanks.textContent = "";
      (document.activeElement as HTMLElement | null)?.blur();
      this.busy = false;
    }, THANKS_MS);
  }

  /** 1 to 5 answer at once; arrows walk. */
  private key(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey || event.repeat)
      return;
    if (/^[1-5]$/.test(event.key)) return void this.rate(Number(event.key));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || this.busy) return;
    event.preventDefault();
    const at = this.answers.indexOf(document.activeElement as HTMLButtonElement);
    this.answers[at < 0 ? (step > 0 ? 0 : 4) : (at + step + 5) % 5]?.focus();
  }

  private async showCondition(): Promise<void> {
    const { condition } = await this.queue;
    this.place.dataset.condition = condition;
    if (condition === "refused") this.staff.replaceChildren(h("p", {}, words.unknown));
    if (condition === "unauthorised" && !this.staff.querySelector("form"))
      this.staff.replaceChildren(this.signInForm());
  }

  private signInForm(): HTMLElement {
    const token = h("input", {
      type: "password",
      autocomplete: "current-password",
      "aria-label": words.token,
      placeholder: words.token,
    });
    const note = h("p", {}, words.signIn);
    return h(
      "form",
      {
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          signIn(token.value).then(
            () => {
              this.staff.replaceChildren();
              void this.introduce();
              return this.flush();
            },
            () => say(note, words.wrong),
          );
        },
      },
      note,
      token,
      h("button", {}, words.enter),
    );
  }
}

document.documentElement.lang = language;
document.title = words.question;
const place = document.getElementById("kiosk");
if (place) new Kiosk(place);
