"""Opens the report in headless Chromium: report_page.py PROGRAM, where PROGRAM writes a page of fixtures.

What would break for a user: an empty page, a script error, a chart or table that is missing, a file name that
runs as script, or a page that asks the network for something. Exit code 77: no Chromium here.
"""

import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--enable-logging=stderr", "--v=0", "--virtual-time-budget=8000")


class Page(html.parser.HTMLParser):
    """The finished document: attributes of <html>, elements by tag, rows of named tables, all text."""

    def __init__(self, dom):
        super().__init__()
        self.root, self.tags, self.rows, self.text = {}, {}, {}, []
        self.ids, self.table, self.silent = set(), None, 0
        self.feed(dom)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.root = attributes
        self.tags.setdefault(tag, []).append(attributes)
        self.ids.add(attributes.get("id"))
        self.table = attributes.get("data-table", self.table)
        if tag == "tr" and self.table:
            self.rows[self.table] = self.rows.get(self.table, 0) + 1
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.text.append(data)


class Check:
    def __init__(self):
        self.failures = 0

    def __call__(self, holds, words):
        print(("ok    " if holds else "FAIL  ") + words)
        self.failures += not holds


def open_page(browser, page, scratch, name, *options):
    """Returns the finished document, console messages of the page, and the addresses it asked for."""
    log = scratch / (name + ".net.json")
    done = subprocess.run(
        [browser, *OPTIONS, f"--user-data-dir={scratch / (name + '.profile')}", f"--log-net-log={log}",
         "--dump-dom", *options, page.as_uri()], capture_output=True, text=True, timeout=200)
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return Page(done.stdout), console, addresses(log)


def addresses(log):
    """Addresses requested from the network, as the browser's own log tells; its housekeeping aside."""
    text = log.read_text(errors="replace") if log.is_file() else ""
    try:
        events = json.loads(text).get("events", [])
    except ValueError:  # the browser was stopped while it wrote: the lines before are whole
        events = [json.loads(line.rstrip(",")) for line in text.splitlines() if re.match(r"\{.*\},?$", line)]
    urls = {event["params"]["url"] for event in events if isinstance(event.get("params"), dict)
            and isinstance(event["params"].get("url"), str)}
    return {url for url in urls if re.match(r"(https?|wss?|ftp):", url)
            and not re.search(r"//[^/]*\.?(google|googleapis|gvt1)\.com[:/]", url)}


def common(check, page, console, asked, name):
    check(page.root.get("data-report") == "ready", f"{name}: the page was built to its end")
    check(not console, f"{name}: no console message {console[:3]}")
    check(not asked, f"{name}: nothing asked of the network {sorted(asked)[:3]}")
    check("data-pwned" not in page.root, f"{name}: hostile file names did not run")
    check("img" not in page.tags and "iframe" not in page.tags, f"{name}: hostile file names made no elements")
    canvases = page.tags.get("canvas", [])
    check((canvases or name == "audience") and all(c.get("role") == "img" and len(c.get("aria-label", "")) > 30 for c in canvases),
          f"{name}: {len(canvases)} charts say in words what they show")


def check_one(check, page):
    text = " ".join(page.text)
    check(page.root.get("data-charts-ready") == "2", "one: both charts drawn")
    check("1 face, mostly happiness; from sadness to happiness" in text, "one: the finding is on the page")
    check(page.rows == {"tracks": 2, "models": 3, "machine": 6}, f"one: tables filled {page.rows}")
    check("expression" in text and "Privacy." in text, "one: says what an estimate is, and the privacy note")
    said = "".join(page.text).replace("\u00a0", " ")
    # 100 frames due and 20 passed over; 40 without a search: 60 of 120.
    check("Skipped work (--demand): searched 50 % of the frames due, plus 6 keyframes in advance; read the expression of 30 % of detected faces; decoded 80 % of frames" in said,
          "what was done on demand is told as mien run tells it")


def check_store(check, page):
    text = " ".join(page.text)
    check(page.root.get("data-charts-planned") == "6", "store: two charts for each input with faces")
    check(page.root.get("data-charts-ready") == "6", "store: drawn when seen")
    check(page.rows.get("overview") == 7, f"store: overview has all inputs and their total {page.rows}")
    for words in ("Invalid data found", "17 damaged packets", "No face in 0:30 of video", "boredom",
                  "rtsp://***@10.0.0.7:554/aisle-3", "</script><script>", "1 unreadable line"):
        check(words in text, f"store: shows {words!r}")
    check("secret" not in text, "store: no password")
    links = {a["href"][1:] for a in page.tags["a"] if a.get("href", "").startswith("#")}
    check(links <= page.ids, "store: links lead somewhere")


def check_many(check, page):
    ready = int(page.root.get("data-charts-ready", 0))
    check(page.root.get("data-charts-planned") == "206", "many: charts for all inputs with faces are planned")
    check(ready < 20, f"many: only charts in view are drawn ({ready})")
    check(page.rows.get("overview") == 107, "many: overview has all inputs")


def check_study(check, page):
    text = " ".join(page.text)
    tables = {"hardware", "software", "approaches", "ladder", "claims", "comparisons", "builds", "heat", "scaling",
              "density", "predicted", "loads", "roofline", "detect", "found", "emotion", "recalls", "confusion"}
    check(tables <= set(page.rows), f"study: every figure has its table, missing {tables - set(page.rows)}")
    check(page.rows.get("approaches") == 22, f"study: all approaches, {page.rows.get('approaches')}")
    check(page.root.get("data-charts-planned") == "10" == page.root.get("data-charts-ready"),
          f"study: all charts drawn, {page.root.get('data-charts-ready')} of {page.root.get('data-charts-planned')}")
    for words in ("Table 1. Hardware", "Table 2. Software", "Figure 1. Before", "Figure 2. After", "Figure 3.",
                  "Tune: one worker on two cores", "Estimate, not a measurement", "finds fewer faces", "28.5\u00a0\u00d7",
                  "dlib built for avx", "their limit is 2", "limited by decode", "a prediction, not a measurement", "errs by \u22125", "approach: cnn-per-core", "Precision and recall",
                  "Which expressions are confused"):
        check(words in text, f"study: shows {words!r}")
    check("Not in this report" not in text, "study: nothing is missing")


def check_sparse(check, page):
    text = " ".join(page.text)
    check("missing" in page.rows and "mien density CLIP" in text, "sparse: says what is missing and how to get it")
    check("builds" not in page.rows and "hardware" not in page.rows, "sparse: sections without data are left out")
    check("</script><script>" in text, "sparse: hostile names are text")


def check_audience(check, page):
    text = " ".join(page.text)
    check(page.rows.get("contents") == 4, f"audience: every content has its row {page.rows}")
    for words in ("good pleases most", "Do ratings and expressions agree?", "60 ratings and 60", "The figures count groups of at least 5"):
        check(words in text, f"audience: shows {words!r}")


def check_smiles(check, page):
    text = " ".join(page.text)
    for words in ("1 face, mostly smile; from no smile to smile", "Most smiles in front of merry: 60 % of the time", "no smile"):
        check(words in text, f"smiles: shows {words!r}")
    for words in ("happiness", "Happiness", "neutral", "Valence", "Arousal", "anger"):
        check(words not in text, f"smiles: does not show {words!r}")


def check_all(check, page):
    links = {a["href"][1:] for a in page.tags["a"] if a.get("href", "").startswith("#")}
    check({"study0", "study1", "folder0"} <= links <= page.ids | {"main"}, f"all: contents lead somewhere {links}")
    check("tracks" in page.rows and "approaches" in page.rows, "all: runs and measurements on one page")


def main(program):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        print("skipped: Chromium is not installed (Debian: apt-get install chromium)")
        return 77
    check = Check()
    cases = {"one": (check_one, ()), "store": (check_store, ("--window-size=1280,9000",)),
             "many": (check_many, ("--force-dark-mode",)), "both": (lambda *_: None, ("--window-size=400,800",)),
             "study": (check_study, ("--window-size=1280,16000",)), "sparse": (check_sparse, ()),
             "audience": (check_audience, ("--window-size=1280,2000",)),
             "smiles": (check_smiles, ("--window-size=1280,3000",)),
             "all": (check_all, ("--window-size=400,800", "--force-dark-mode"))}
    with tempfile.TemporaryDirectory(prefix="mien-web-", ignore_cleanup_errors=True) as folder:
        scratch = pathlib.Path(folder)
        for name, (special, options) in cases.items():
            file = scratch / (name + ".html")
            subprocess.run([program, file, name], check=True, timeout=60)
            page, console, asked = open_page(browser, file, scratch, name, *options)
            common(check, page, console, asked, name)
            special(check, page)
    print(f"{check.failures} failed")
    return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
