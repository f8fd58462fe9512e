#!/usr/bin/python3
"""A web camera for tests: `http_server.py FOLDER` serves the folder's files on a free port of 127.0.0.1, and its JPEG
images over and over as Motion JPEG at /camera.mjpg, ten a second. Prints "port N" when it listens; ends with stdin."""

import http.server
import pathlib
import sys
import threading
import time


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/camera.mjpg"):
            self.stream()
        else:
            super().do_GET()

    def stream(self):
        images = [path.read_bytes() for path in sorted(pathlib.Path(self.directory).glob("*.jpg"))]
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        number = 0
        try:
            while True:
                image = images[number % len(images)]
                self.wfile.write(b"--next\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(image), image))
                number += 1
                time.sleep(0.1)
        except OSError:  # the viewer left
            pass

    def log_message(self, *_):
        pass


def main():
    folder = sys.argv[1]
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: Handler(*arguments, directory=folder))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"port {server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
