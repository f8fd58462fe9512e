// The line on top: what this is, whether it is live, which time is asked for, and the menu.
import { signOut } from "./api";
import { h, icon, say, svg } from "./dom";
import type { Choice } from "./range";
import { rangePicker } from "./range_picker";
import type { Store } from "./store";
import { currentTheme, toggleTheme, whenThemeChanges } from "./theme";

export interface Actions {
  help: () => void;
  signIn: () => void;
  importRatings: () => void;
  audit: () => void;
  proposals: () => void;
  reload: () => void;
  pauseAll: () => void;
  resumeAll: () => void;
  exportAddress: () => string;
}

function logo(): Element {
  const face = svg(
    "svg",
    { class: "logo", viewBox: "0 0 32 32", "aria-hidden": "true" },
    svg("path", {
      d: "M6 11V8a2 2 0 0 1 2-2h3M21 6h3a2 2 0 0 1 2 2v3M26 21v3a2 2 0 0 1-2 2h-3M11 26H8a2 2 0 0 1-2-2v-3M10.500 18.500c1.600 2.100 3.300 3 5.500 3s3.900-.9 5.500-3M12 12.500v.6M20 12.500v.6",
    }),
  );
  return h("a", { class: "brand", href: "/", "aria-label": "mien, live" }, face, h("b", {}, "mien"));
}

/** "4 of 4 cameras live"; what the pill says. Pure. */
export function liveWords(store: Pick<Store, "live" | "cameras">): { words: string; kind: string } {
  if (store.live === "connecting") return { words: "Connecting…", kind: "connecting" };
  if (store.live === "lost") return { words: "Connection lost, trying again", kind: "failed" };
  const all = store.cameras.length,
    live = store.cameras.filter((camera) => camera.state === "live").length;
  if (all === 0) return { words: "No cameras", kind: "connecting" };
  return {
    words: live === all ? `Live · ${all} ${all === 1 ? "camera" : "cameras"}` : `${live} of ${all} cameras live`,
    kind: live === all ? "live" : "stalled",
  };
}

function themeButton(store: Store): HTMLElement {
  const button = h("button", {
    type: "button",
    class: "quiet",
    onclick: () => {
      toggleTheme();
      show();
      store.tell("theme", undefined);
    },
  });
  const show = () => {
    const dark = currentTheme() === "dark";
    button.replaceChildren(icon(dark ? "sun" : "moon"));
    button.setAttribute("aria-label", dark ? "Light theme" : "Dark theme");
    button.title = dark ? "Light theme" : "Dark theme";
  };
  whenThemeChanges(() => {
    show();
    store.tell("theme", undefined);
  });
  show();
  return button;
}

function menu(store: Store, actions: Actions): HTMLElement {
  const item = (label: string, act: () => void, admin = false) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        "data-admin": admin,
        onclick: () => {
          close();
          act();
        },
      },
      label,
    );
  const download = h(
    "a",
    {
      role: "menuitem",
      download: "mien.csv",
      href: "#",
      onclick: () => {
        download.href = actions.exportAddress();
        close();
      },
    },
    "Export figures (CSV)",
  );
  const list = h(
    "div",
    { class: "menu", role: "menu", hidden: true, "aria-label": "Menu" },
    download,
    item("Print", () => print()),
    item("Import ratings…", actions.importRatings, true),
    item("Reload configuration", actions.reload, true),
    item("Audit log…", actions.audit, true),
    item("Proposals of the hub…", actions.proposals, true),
    item("Pause all cameras…", actions.pauseAll, true),
    item("End every pause", actions.resumeAll, true),
    item("Sign in…", actions.signIn),
    item("Sign out", () => void signOut().then(() => location.reload())),
  );
  const button = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": "Menu",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: "Menu",
      onclick: () => (list.hidden ? open() : close()),
    },
    icon("menu"),
  );
  const items = () => [...list.children].filter((child) => !(child as HTMLElement).hidden) as HTMLElement[];
  const open = () => {
    for (const child of list.querySelectorAll<HTMLElement>("[data-admin]")) child.hidden = !store.admin;
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items()[0]?.focus();
  };
  const close = () => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  const box = h("div", { class: "menubox" }, button, list);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      button.focus();
    }
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || list.hidden) return;
    event.preventDefault();
    const all = items(),
      at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus();
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target as Node)) close();
  });
  return box;
}

function cameraPicker(store: Store, choice: Choice): HTMLElement {
  const select = h("select", {
    "aria-label": "Cameras to include in the figures",
    onchange: () => {
      choice.camera = select.value;
      store.tell("range", undefined);
    },
  });
  const show = () => {
    select.replaceChildren(
      h("option", { value: "" }, "All cameras"),
      ...store.cameras.map((camera) => h("option", { value: camera.name }, camera.name)),
    );
    if (!store.cameras.some((camera) => camera.name === choice.camera) && choice.camera) {
      choice.camera = "";
      store.tell("range", undefined);
    }
    select.value = choice.camera;
  };
  store.on("roster", show);
  show();
  return select;
}

export function header(store: Store, choice: Choice, actions: Actions): Node[] {
  const words = h("span");
  const pill = h("p", { class: "pill" }, h("i", { "aria-hidden": "true" }), words);
  const show = () => {
    const now = liveWords(store);
    pill.className = `pill ${now.kind}`;
    say(words, now.words);
  };
  store.on("live", show);
  store.on("cameras", show);
  show();
  return [
    logo(),
    pill,
    h("div", { class: "asked" }, cameraPicker(store, choice), rangePicker(store, choice)),
    h(
      "div",
      { class: "buttons" },
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": "How to read this",
          title: "How to read this",
          onclick: actions.help,
        },
        icon("help"),
      ),
      themeButton(store),
      menu(store, actions),
    ),
  ];
}
