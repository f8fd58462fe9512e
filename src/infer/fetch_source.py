"""fetch_source.py NAME VERSION FILE: writes a package's source distribution into FILE.

`pip download` of a source distribution runs its setup.py; this runs nothing of it. The index is asked by its simple API
(PEP 503, PEP 691), where and how pip is configured to: index, proxy, certificates, user. The caller checks the hash.
"""

import ast
import base64
import html.parser
import json
import netrc
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

DEFAULT_INDEX = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.1"
TIMEOUT = 30  # seconds without an answer


def settings_of(listed):
    """{option: value} out of `pip config list`: the environment before [download] before [global]."""
    found = {}
    for section in ("global", "download", ":env:"):
        for line in listed.splitlines():
            key, sep, value = line.partition("=")
            if sep and key.startswith(section + "."):
                found[key[len(section) + 1:]] = str(ast.literal_eval(value))
    return found


def pip_settings():
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    return settings_of(listed.stdout)


def one_name(text):
    """Names that differ in case and in `-`, `_`, `.` mean one package."""
    return re.sub(r"[-_.]+", "-", text).lower()


class Links(html.parser.HTMLParser):
    """The files of an index's HTML page."""

    def __init__(self):
        super().__init__()
        self.files, self.href = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.href = dict(attrs).get("href")

    def handle_data(self, data):
        if self.href:
            self.files.append({"filename": data.strip(), "url": self.href})
            self.href = None


class Index:
    def __init__(self, settings):
        self.urls = [settings.get("index-url", DEFAULT_INDEX), *settings.get("extra-index-url", "").split()]
        self.trusted = settings.get("trusted-host", "").split()
        self.settings = settings
        self.users = {}  # a file's address seldom repeats the user that the index's address names

    def opener(self, host):
        context = ssl.create_default_context(cafile=self.settings.get("cert"))
        if self.settings.get("client-cert"):
            context.load_cert_chain(self.settings["client-cert"])
        if host in self.trusted:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        handlers = [urllib.request.HTTPSHandler(context=context)]
        if proxy := self.settings.get("proxy"):
            handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
        return urllib.request.build_opener(*handlers)

    def user_of(self, parts):
        if parts.username is not None:
            self.users[parts.hostname] = (urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or ""))
        if parts.hostname not in self.users:
            try:
                known = netrc.netrc().authenticators(parts.hostname)
            except (OSError, netrc.NetrcParseError):
                known = None
            self.users[parts.hostname] = (known[0], known[2]) if known else None
        return self.users[parts.hostname]

    def open(self, url, accept):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https"):
            sys.exit("only http and https are fetched")
        request = urllib.request.Request(
            parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(),
            headers={"Accept": accept, "Accept-Encoding": "identity", "User-Agent": "mien"})
        if user := self.user_of(parts):
            request.add_unredirected_header("Authorization", "Basic " + base64.b64encode(":".join(user).encode()).decode())
        return self.opener(parts.hostname).open(request, timeout=TIMEOUT)

    def files(self, index, name):
        with self.open(f"{index.rstrip('/')}/{one_name(name)}/", ACCEPT) as answer:
            base, body, kind = answer.geturl(), answer.read().decode(), answer.headers.get_content_type()
        if kind.endswith("json"):
            listed = json.loads(body)["files"]
        else:
            page = Links()
            page.feed(body)
            listed = page.files
        return [(file["filename"], urllib.parse.urljoin(base, file["url"]).partition("#")[0]) for file in listed]

    def source_distribution(self, name, version):
        wanted = {one_name(f"{name}-{version}{ending}") for ending in (".tar.gz", ".zip")}
        trouble = []
        for index in self.urls:
            try:
                for filename, url in self.files(index, name):
                    if one_name(filename) in wanted:
                        return url
            except (OSError, ValueError, KeyError) as error:
                trouble.append(str(error))
        sys.exit("; ".join(trouble) or f"the index has no source distribution of {name} {version}")


def main(name, version, file):
    index = Index(pip_settings())
    url = index.source_distribution(name, version)
    try:
        with index.open(url, "*/*") as answer, open(file, "wb") as out:
            while block := answer.read(1 << 16):
                out.write(block)
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
