"""Files that run a fleet elsewhere: Kubernetes' own schemas know every key, mien's own reading accepts the configurations inside, and
what is said of one host in several files is the same."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from app import AppTest, mien, program

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLEET = ROOT / "packaging" / "fleet"
PYTHON = ROOT / ".deps" / "deploy-venv" / "bin" / "python"
HASHES = {"MIEN_OFFICE": "5f" * 32, "MIEN_ADMIN": "a7" * 32}


@unittest.skipUnless(PYTHON.is_file(), "Kubernetes' schemas are not there: `tools/venv deploy` installs them")
class Kubernetes(AppTest):
    def setUp(self):
        super().setUp()
        script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))"
        self.resources = {one["kind"]: one for one in json.loads(subprocess.run(
            [PYTHON, "-c", script, FLEET / "kubernetes.yaml"], check=True, capture_output=True, text=True).stdout)}

    def test_its_schemas_know_every_key(self):
        done = subprocess.run([PYTHON, "-m", "kubernetes_validate", "--strict", FLEET / "kubernetes.yaml"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(set(self.resources), {"ConfigMap", "Deployment", "Service", "PodDisruptionBudget"})
        wrong = self.scratch / "wrong.yaml"
        wrong.write_text((FLEET / "kubernetes.yaml").read_text().replace("readOnlyRootFilesystem", "readOnlyRoot"))
        self.assertNotEqual(subprocess.run([PYTHON, "-m", "kubernetes_validate", "--strict", wrong], capture_output=True).returncode, 0)

    def test_mien_reads_the_configurations_inside(self):
        for name, text in self.resources["ConfigMap"]["data"].items():
            (self.scratch / name).write_text(text)
        environment = {**os.environ, **HASHES}
        done = mien("serve", "--check", self.scratch / "host.yaml", "-c", self.scratch / "host.yaml", "--json", env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # A broker that is not there, said of the file's own: the file was read.
        (self.scratch / "fleet.yaml").write_text((self.scratch / "fleet.yaml").read_text().replace("kafka-", "127.0.0.1:9, kafka-", 1))
        done = mien("fleet", "status", "-f", self.scratch / "fleet.yaml", env=environment)
        self.assertNotEqual(done.returncode, 2, done.stderr)

    def test_pods_are_as_shut_as_the_unit(self):
        pod = self.resources["Deployment"]["spec"]["template"]["spec"]
        container = pod["containers"][0]
        self.assertTrue(pod["securityContext"]["runAsNonRoot"])
        self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
        self.assertEqual(container["securityContext"]["capabilities"]["drop"], ["ALL"])
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            self.assertEqual(container[probe]["httpGet"], {"path": "/healthz", "port": "http"})
        mounted = {one["mountPath"] for one in container["volumeMounts"]}
        self.assertLessEqual({"/var/lib/mien", "/tmp", "/etc/mien"}, mounted, "what mien writes to is writable")
        labels = self.resources["Deployment"]["spec"]["template"]["metadata"]["labels"]
        for kind in ("Service", "PodDisruptionBudget"):
            selector = self.resources[kind]["spec"]["selector"]
            self.assertEqual(selector.get("matchLabels", selector), labels, f"{kind} finds the pods")
        version = re.search(r"project\(mien VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
        self.assertEqual(container["image"], f"mien:{version}")

    def test_compose_starts_the_same_hosts(self):
        script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
        compose = json.loads(subprocess.run([PYTHON, "-c", script, FLEET / "compose.yaml"], check=True, capture_output=True, text=True).stdout)
        hosts = compose["services"]
        for name, host in hosts.items():
            self.assertEqual(host["command"], self.resources["Deployment"]["spec"]["template"]["spec"]["containers"][0]["args"])
            self.assertEqual(host["hostname"], name, "each host has a name of its own in the group")
            self.assertTrue(host["read_only"])
            self.assertIn(f"{name}:/var/lib/mien", host["volumes"])
        self.assertEqual(set(compose["volumes"]), set(hosts), "and a database of its own")


@unittest.skipUnless(PYTHON.is_file(), "a reader of YAML is not there: `tools/venv deploy` installs it")
class Compose(unittest.TestCase):
    """packaging/compose.yaml against the image that it starts (packaging/Containerfile); tools/image-test runs both."""

    def setUp(self):
        script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
        self.compose = json.loads(subprocess.run([PYTHON, "-c", script, ROOT / "packaging/compose.yaml"], check=True, capture_output=True,
                                                 text=True).stdout)
        self.image = (ROOT / "packaging/Containerfile").read_text()

    def test_all_that_is_written_is_in_a_volume(self):
        mien_service, kiosk = self.compose["services"]["mien"], self.compose["services"]["kiosk"]
        self.assertTrue(mien_service["read_only"])
        self.assertEqual(mien_service["cap_drop"], ["ALL"])
        self.assertEqual(mien_service["tmpfs"], ["/tmp"])
        volumes = re.findall(r"(?m)^VOLUME (.*)$", self.image)
        for service, volume in ((kiosk, volumes[0]), (mien_service, volumes[1])):
            named = [one.split(":")[0] for one in service["volumes"] if one.split(":")[1] == volume]
            self.assertEqual(len(named), 1, volume)
            self.assertIn(named[0], self.compose["volumes"])
        self.assertEqual(mien_service["ports"], [f"{port}:{port}" for port in re.findall(r"(?m)^EXPOSE (\d+)$", self.image)])

    def test_the_kiosk_opens_a_page_that_there_is(self):
        pages = json.loads((ROOT / "src/serve/openapi.json").read_text())["paths"]
        (told,) = re.findall(r'CMD \["--app=http://127.0.0.1:8642(/[^"]*)"\]', self.image)
        (asked,) = self.compose["services"]["kiosk"]["command"]
        for path in (told, re.sub(r"\$\{MIEN_CONTENT:-(.*)\}", r"\1", asked.split(":8642", 1)[1])):
            self.assertIn(re.sub("/[^/]*$", "/{content}", path), pages)


class Unit(AppTest):
    def test_a_hosts_unit_is_the_servers_with_a_fleet(self):
        analyze = program("systemd-analyze")
        unit = self.scratch / "mien.service"
        true = shutil.which("true")
        unit.write_text((ROOT / "packaging/systemd/mien.service").read_text().replace("/usr/bin/mien ", true + " "))
        extra = self.scratch / "mien.service.d"
        extra.mkdir()
        (extra / "fleet.conf").write_text((FLEET / "mien-fleet.conf").read_text().replace("/usr/bin/mien ", true + " "))
        done = subprocess.run([analyze, "verify", "--recursive-errors=no", unit], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("mien.service", done.stderr, "systemd does not know a key or a value")
        self.assertIn("--fleet", (extra / "fleet.conf").read_text())


if __name__ == "__main__":
    unittest.main()
