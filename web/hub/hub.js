// The page of all stores: health, stores compared, contents compared. Asks its own server alone.
const form = document.getElementById("filter");
const login = document.getElementById("login");
const trouble = document.getElementById("trouble");

const element = (tag, text, name) => {
  const one = document.createElement(tag);
  if (text !== undefined) one.textContent = text;
  if (name) one.className = name;
  return one;
};
const fixed = (value, digits = 2) => value.toFixed(digits);
const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
const ago = (seconds) =>
  seconds < 120 ? `${Math.round(seconds)} s ago` : seconds < 7200 ? `${Math.round(seconds / 60)} min ago`
    : seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86400)} days ago`;

async function ask(path) {
  const answer = await fetch(path);
  if (answer.status === 401) {
    login.hidden = false;
    throw new Error("Sign in with a token of scope read or admin.");
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ? `${body.error.where}: ${body.error.what}` : `The hub answered ${answer.status}.`);
  return body;
}

function query() {
  const chosen = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (value) chosen.set(key, value);
  return chosen;
}

function options(select, names) {
  const chosen = select.value;
  select.replaceChildren(new Option("all", ""), ...names.map((name) => new Option(name, name)));
  select.value = names.includes(chosen) ? chosen : "";
}

function notes(site) {
  const words = [];
  if (site.away) words.push("offline: its newest data has not arrived");
  if (site.clock_doubtful) words.push("its clock is implausible");
  if (site.certificate_days !== null && site.certificate_days < 14) words.push(`certificate ends in ${counted(Math.floor(site.certificate_days), "day")}`);
  if (site.outbox_dropped > 0) words.push("facts were dropped");
  return words.join("; ");
}

// Long lists: what needs somebody first, the rest where it is asked for.
const kShown = 20;
let all = false;
const urgency = (site) => (site.away ? 4 : 0) + (site.cameras_live < site.cameras ? 2 : 0) + (notes(site) ? 1 : 0);
function shortened(items, both) {
  if (all || items.length <= 2 * kShown) return items;
  return both ? [...items.slice(0, kShown), ...items.slice(-kShown)] : items.slice(0, 2 * kShown);
}

function showSites(sites) {
  const sorted = [...sites].sort((a, b) => urgency(b) - urgency(a));
  document.getElementById("all").hidden = all || sites.length <= 2 * kShown;
  const rows = shortened(sorted, false).map((site) => {
    const row = element("tr");
    const seen = element("td", ago(site.silent_s), site.away ? "away" : "");
    const cameras = element("td", `${site.cameras_live ?? "?"} of ${site.cameras ?? "?"}`, site.cameras_live < site.cameras ? "bad" : "");
    row.append(element("td", site.site), element("td", site.region), seen, cameras, element("td", site.outbox_waiting ?? ""),
      element("td", site.outbox_dropped ?? ""), element("td", site.version), element("td", notes(site)));
    return row;
  });
  document.querySelector("#sites tbody").replaceChildren(...rows);
  const away = sites.filter((site) => site.away).length;
  document.getElementById("health-sum").textContent = sites.length === 0 ? "No store has reported yet."
    : `${counted(sites.length, "store")}, ${away} away; ${counted(sites.reduce((sum, site) => sum + (site.cameras_live ?? 0), 0), "camera")} live.`;
  options(form.elements.region, [...new Set(sites.map((site) => site.region).filter(Boolean))].sort());
}

function row(...cells) {
  const one = element("tr");
  for (const cell of cells) {
    const td = element("td");
    td.append(cell ?? "");
    one.append(td);
  }
  return one;
}

function told(site) {
  if (site.ended) return element("span", "its token has expired: no store used it within a week", "bad");
  if (site.told_s === null) return "not reported yet";
  const link = element("a", `reported ${ago(site.told_s)}`, site.told_s > 600 ? "bad" : "");
  link.href = `api/v1/configuration?site=${encodeURIComponent(site.site)}`;
  return link;
}

// Nobody but the store's administrator accepts: the page shows what waits there.
function showEnrolled(sites, proposals) {
  document.getElementById("enrolled").hidden = sites.length === 0;
  const open = sites.reduce((sum, site) => sum + site.proposals_open, 0);
  document.getElementById("enrolled-sum").textContent =
    `${counted(sites.length, "store")} enrolled; ${counted(open, "proposal")} for stores' administrators to accept or decline.`;
  const urgent = (site) => (site.ended || site.told_s === null || site.told_s > 600 ? 2 : 0) + (site.proposals_open > 0 ? 1 : 0);
  document.querySelector("#told tbody").replaceChildren(...shortened([...sites].sort((a, b) => urgent(b) - urgent(a)), false)
    .map((site) => row(site.site, told(site), site.cameras, site.version, site.proposals_open)));
  if (!all && Math.max(sites.length, proposals.length) > 2 * kShown) document.getElementById("all").hidden = false;
  const sorted = [...proposals].sort((a, b) => (b.state === "open") - (a.state === "open"));
  document.getElementById("proposals").hidden = sorted.length === 0;
  document.querySelector("#proposals tbody").replaceChildren(...shortened(sorted, false).map((one) => row(one.id, one.site, one.camera, one.words, one.who,
    one.state === "open" ? "open" : `${one.state} by ${one.answered_by}${one.answer ? `: ${one.answer}` : ""}`)));
}

function bars(list, items, mean) {
  const ends = items.flatMap((item) => [item.estimate.low, item.estimate.high]).concat(mean === null ? [] : [mean]);
  const low = Math.min(...ends), width = Math.max(...ends) - low || 1;
  const at = (value) => `${(100 * (value - low)) / width}%`;
  list.replaceChildren(...items.map((item) => {
    const track = element("div", undefined, "track");
    const range = element("span", undefined, "range"), dot = element("span", undefined, "dot");
    range.style.left = at(item.estimate.low);
    range.style.width = `${(100 * (item.estimate.high - item.estimate.low)) / width}%`;
    dot.style.left = at(item.estimate.value);
    track.append(range, dot);
    if (mean !== null) {
      const line = element("span", undefined, "mean");
      line.style.left = at(mean);
      track.append(line);
    }
    const row = element("li");
    row.append(element("span", item.name), track, element("span", item.words, "words"));
    return row;
  }));
}

function showRanking(answer) {
  const sum = document.getElementById("ranking-sum");
  const few = answer.guard.hidden;
  const hidden = few ? ` ${counted(few, "store")} with fewer than ${answer.guard.min_audience} values ${few === 1 ? "is" : "are"} left out.` : "";
  sum.textContent = answer.mean === null ? `Nothing to compare yet.${hidden}`
    : `Mean of a store ${fixed(answer.mean.value)} (${fixed(answer.mean.low)} to ${fixed(answer.mean.high)}); stores differ by ` +
      `${fixed(answer.between)} (standard deviation). Stores are a random effect: a store with few values counts less. p is corrected by Holm.${hidden}`;
  bars(document.getElementById("ranking"), shortened(answer.sites, true).map((one) => ({
    name: one.site, estimate: one.pooled,
    words: `${fixed(one.pooled.value)}, ${counted(one.values, "value")}${one.p_holm < 0.05 ? ", differs" : ""}`,
  })), answer.mean === null ? null : answer.mean.value);
}

function showContents(answer, keep) {
  const compared = answer.contents.filter((one) => one.difference);
  document.getElementById("contents-sum").textContent = compared.length === 0 ? "No store shows two contents with enough values."
    : "Difference from the other contents of the same stores (stratified by store), p corrected by Holm.";
  bars(document.getElementById("contents"), compared.map((one) => ({
    name: one.content, estimate: one.difference,
    words: `${one.difference.value >= 0 ? "+" : ""}${fixed(one.difference.value)} in ${counted(one.sites, "store")}${one.p_holm < 0.05 ? ", differs" : ""}`,
  })), 0);
  if (!keep) options(form.elements.content, answer.contents.map((one) => one.content).sort());
}

async function show() {
  try {
    const chosen = query();
    const [sites, ranking, contents, enrolled, proposals] = await Promise.all([ask("api/v1/sites"), ask(`api/v1/ranking?${chosen}`),
      ask(`api/v1/contents?${chosen}`), ask("api/v1/enrolled"), ask("api/v1/proposals")]);
    showSites(sites.sites);
    showEnrolled(enrolled.sites, proposals.proposals);
    showRanking(ranking);
    showContents(contents, chosen.has("content"));
    trouble.hidden = true;
  } catch (error) {
    trouble.textContent = error.message;
    trouble.hidden = false;
  }
}

document.getElementById("all").addEventListener("click", () => {
  all = true;
  show();
});
form.addEventListener("change", show);
login.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("login", { method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: new FormData(login).get("token") }) });
  login.hidden = answer.ok;
  if (answer.ok) show();
  else trouble.textContent = "The token is not known.";
});
show();
setInterval(show, 30000);
