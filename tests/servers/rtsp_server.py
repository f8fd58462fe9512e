#!/usr/bin/python3
"""An RTSP server that plays clips as cameras would, and misbehaves when told to.

    rtsp_server.py [--port N] [--user NAME --password WORD] [--basic] NAME=clip.mp4 ...

rtsp://127.0.0.1:PORT/NAME shows clip.mp4 (H.264) for ever, without encoding it again; who comes late joins in the
middle, as with a camera. Prints "port N" when it listens. Commands, one a line on stdin ("ok" is the answer):

    cut NAME        closes its connections and lets nobody in        heal NAME      as it was at first
    hang NAME       stays connected and sends nothing                freeze NAME    sends the same keyframe again and again
    slow NAME F     F times as fast (0 < F <= 1)                     corrupt NAME S share S of the pictures have wrong bytes
    blind NAME      no picture can be decoded, as of an encrypted stream
    jump NAME S     its clock leaps by S seconds (back: not before its start)                   restart [S]    the server is gone for S seconds
"""

import argparse
import random
import re
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtsp, GstRtspServer  # noqa: E402

CAPS = "video/x-h264,stream-format=byte-stream,alignment=au"


def pictures_of(clip):
    """(bytes, is keyframe) of each picture, and pictures per second."""
    pipeline = Gst.parse_launch(
        f'filesrc name=file ! qtdemux ! h264parse config-interval=-1 ! {CAPS} ! appsink name=out sync=false')
    pipeline.get_by_name("file").set_property("location", clip)
    out = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    pictures, times = [], []
    while True:
        sample = out.try_pull_sample(10 * Gst.SECOND)
        if sample is None:
            break
        buffer = sample.get_buffer()
        key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        pictures.append((buffer.extract_dup(0, buffer.get_size()), key))
        times.append(buffer.pts)
    pipeline.set_state(Gst.State.NULL)
    if len(pictures) < 2:
        sys.exit(f"{clip}: no H.264 in it")
    span = (max(times) - min(times)) / Gst.SECOND
    return pictures, (len(times) - 1) / span


def blinded(data):
    """The same picture as an encrypted stream has it: where its slices begin can be told, what they hold cannot."""
    pieces = re.split(rb"(\x00\x00\x01[\x01\x05\x21\x25\x41\x45\x61\x65])", data)
    for i in range(2, len(pieces), 2):
        end = re.search(rb"\x00*(\x00\x00\x01.*)?$", pieces[i], re.DOTALL).start()
        pieces[i] = b"\x01" * end + pieces[i][end:]  # names a parameter set that there is not
    return b"".join(pieces)


class Camera:
    """What all viewers of one camera see, and how it ails."""

    def __init__(self, clip):
        self.pictures, self.fps = pictures_of(clip)
        self.began = time.monotonic()
        self.clients = set()
        self.heal()

    def heal(self):
        self.cut = self.hang = self.freeze = self.blind = False
        self.speed, self.corrupt, self.shift = 1.0, 0.0, 0.0

    def now(self):
        """Number of the picture that is due."""
        return int((time.monotonic() - self.began) * self.fps)

    def picture(self, number):
        if self.freeze:
            number = next(i for i, (_, key) in enumerate(self.pictures) if key)
        data, key = self.pictures[number % len(self.pictures)]
        if self.blind:
            return blinded(data)
        if self.corrupt and random.random() < self.corrupt:
            data = bytearray(data)
            for _ in range(20):
                data[random.randrange(len(data) // 3, len(data))] = random.randrange(256)
            data = bytes(data)
        return data


class View(threading.Thread):
    """Feeds one viewer until it leaves."""

    def __init__(self, camera, source):
        super().__init__(daemon=True)
        self.camera, self.source, self.left = camera, source, threading.Event()

    def run(self):
        camera = self.camera
        number, began, clock = camera.now(), time.monotonic(), 0.0
        while not self.left.is_set():
            clock += 1 / camera.fps / camera.speed
            delay = began + clock - time.monotonic()
            if delay > 0:
                time.sleep(delay)
            number += 1
            if camera.hang or camera.cut:
                continue
            buffer = Gst.Buffer.new_wrapped(camera.picture(number))
            buffer.pts = buffer.dts = int(max(0.0, clock + camera.shift) * Gst.SECOND)
            if self.source.push_buffer(buffer) != Gst.FlowReturn.OK:
                return


def send_at_once(media):
    """Whatever the pictures' times say, they are sent when they come."""
    top = media.get_element()
    while top.get_parent():
        top = top.get_parent()
    elements = top.iterate_recurse()
    while True:
        result, element = elements.next()
        if result != Gst.IteratorResult.OK:
            return
        if element.find_property("sync"):
            element.set_property("sync", False)


class Factory(GstRtspServer.RTSPMediaFactory):
    def __init__(self, camera):
        super().__init__()
        self.camera = camera

    # The parameter sets are in the pictures. Were the payloader to repeat them, it would end a picture with each slice of a keyframe.
    def do_create_element(self, url):
        return Gst.parse_launch(
            f'( appsrc name=source is-live=true format=time caps={CAPS} ! h264parse config-interval=-1 '
            '! rtph264pay name=pay0 pt=96 aggregate-mode=zero-latency )')

    def do_configure(self, media):
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        media.connect("new-state", lambda *_: send_at_once(media))
        view = View(self.camera, media.get_element().get_by_name("source"))
        media.connect("unprepared", lambda _: view.left.set())
        view.start()


class Server:
    def __init__(self, arguments):
        self.arguments = arguments
        self.port = arguments.port
        self.cameras = dict(each.split("=", 1) for each in arguments.cameras)
        self.cameras = {name: Camera(clip) for name, clip in self.cameras.items()}
        self.server = None

    def listen(self):
        self.server = GstRtspServer.RTSPServer.new()
        self.server.set_address("127.0.0.1")
        self.server.set_service(str(self.port))
        self.server.get_thread_pool().set_max_threads(32)  # else viewers wait for each other's first keyframe
        self.server.connect("client-connected", self.connected)
        permissions = self.protect()
        for name, camera in self.cameras.items():
            factory = Factory(camera)
            factory.set_shared(False)
            if permissions:
                factory.set_permissions(permissions)
            self.server.get_mount_points().add_factory("/" + name, factory)
        self.source = self.server.attach(None)
        if self.source == 0:
            sys.exit(f"port {self.port} cannot be listened on")
        self.port = self.server.get_bound_port()

    def protect(self):
        if not self.arguments.user:
            return None
        auth, token = GstRtspServer.RTSPAuth(), GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "viewer")
        user, password = self.arguments.user, self.arguments.password
        if self.arguments.basic:
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
        else:
            auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            auth.add_digest(user, password, token)
        self.server.set_auth(auth)
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role("viewer", "media.factory.access", True)
        permissions.add_permission_for_role("viewer", "media.factory.construct", True)
        return permissions

    def connected(self, _, client):
        client.connect("pre-describe-request", self.describe)
        client.connect("closed", self.closed)

    def describe(self, client, context):
        camera = self.cameras.get(context.uri.abspath.strip("/"))
        if camera is None:
            return GstRtsp.RTSPStatusCode.OK
        if camera.cut:
            return GstRtsp.RTSPStatusCode.SERVICE_UNAVAILABLE
        camera.clients.add(client)
        return GstRtsp.RTSPStatusCode.OK

    def closed(self, client):
        for camera in self.cameras.values():
            camera.clients.discard(client)

    def close(self, clients=None):
        """Hangs up on `clients`, or on all."""
        keep, remove = GstRtspServer.RTSPFilterResult.KEEP, GstRtspServer.RTSPFilterResult.REMOVE
        self.server.client_filter(lambda _, each: remove if clients is None or each in clients else keep)

    def command(self, words):
        if words[0] == "restart":
            self.close()
            GLib.source_remove(self.source)
            self.server = None
            GLib.timeout_add(int(1000 * float(words[1] if len(words) > 1 else 0)) + 1, self.again)
            return
        camera = self.cameras[words[1]]
        value = float(words[2]) if len(words) > 2 else 0
        if words[0] == "heal":
            camera.heal()
        elif words[0] == "cut":
            camera.cut = True
            self.close(set(camera.clients))
        elif words[0] in ("hang", "freeze", "blind"):
            setattr(camera, words[0], True)
        elif words[0] == "slow":
            camera.speed = value
        elif words[0] == "corrupt":
            camera.corrupt = value
        elif words[0] == "jump":
            camera.shift += value
        else:
            raise ValueError(words[0])

    def again(self):
        self.listen()
        return False


def listen_to_stdin(server, loop):
    for line in sys.stdin:
        def act(words=line.split()):
            try:
                server.command(words)
                print("ok", flush=True)
            except (KeyError, ValueError, IndexError) as error:
                print(f"no: {error}", flush=True)
            return False
        if line.strip():
            GLib.idle_add(act)
    loop.quit()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--basic", action="store_true")
    parser.add_argument("cameras", nargs="+", metavar="NAME=clip.mp4")
    arguments = parser.parse_args()
    Gst.init(None)
    server = Server(arguments)
    server.listen()
    loop = GLib.MainLoop()
    threading.Thread(target=listen_to_stdin, args=(server, loop), daemon=True).start()
    print(f"port {server.port}", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
