"""The API does what its OpenAPI document says, checked by schemathesis (`tools/venv api` installs it)."""

import os
import pathlib
import subprocess
import unittest

from server import ADMIN, ServeTest

TOOL = pathlib.Path(__file__).resolve().parents[2] / ".deps" / "api-venv" / "bin" / "schemathesis"


@unittest.skipUnless(TOOL.is_file(), "schemathesis is not there: `tools/venv api` installs it")
class Schema(ServeTest):
    def test_answers_are_as_the_document_says(self):
        done = subprocess.run(
            [TOOL, "run", f"http://127.0.0.1:{self.server.port}/api/v1/openapi.json",
             "--header", "Authorization: Bearer " + ADMIN, "--phases", "examples,coverage,fuzzing",
             "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
                         "response_schema_conformance,unsupported_method,allow_header_conformance",
             "--exclude-path", "/api/v1/live",  # never ends
             "--max-examples", os.environ.get("MIEN_SCHEMA_EXAMPLES", "15"), "--max-time", "75", "--seed", "6",
             "--generation-database", "none", "--request-timeout", "20", "--no-color", "--warnings", "off"],
            cwd=self.scratch, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout[-12000:] + done.stderr[-2000:])
        print("\n".join(done.stdout.splitlines()[-12:]))
        self.assertEqual(self.server.get("/healthz").status, 200)


if __name__ == "__main__":
    unittest.main()
