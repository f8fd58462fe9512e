#!/usr/bin/python3
"""Cameras that lie: `hostile_cameras.py` listens on a free port of 127.0.0.1, prints "port N", and ends with stdin.

rtsp://127.0.0.1:N/LIE and http://127.0.0.1:N/LIE each tell one lie of those below; `random` tells another one each time, half of
them with flipped bytes. Each connection sends 64 MB at most (`--megabytes`), as fast as it is taken.
"""

import argparse
import random
import socket
import struct
import sys
import threading

HUGE = 2_000_000_000
SDP = ("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
       "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
       "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0IAH5WoFAFuQA==,aM48gA==\r\na=control:track1\r\n")


def repeat(block):
    while True:
        yield block


def zeros():
    return repeat(bytes(65536))


def reply(number, body=b"", more=""):
    return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def describe(lie, number):
    """How DESCRIBE is answered: pieces without end."""
    head = f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nContent-Type: application/sdp\r\n"
    if lie == "length":
        yield f"{head}Content-Length: {HUGE}\r\n\r\n".encode()
        yield from zeros()
    elif lie == "streams":
        body = SDP.encode() + b"m=video 0 RTP/AVP 96\r\n" * 800_000
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode()
        yield body
    elif lie == "headers":
        yield head.encode()
        yield from repeat(b"X-More: " + b"x" * 4000 + b"\r\n")
    elif lie == "line":
        yield head.encode() + b"X: "
        yield from repeat(b"x" * 65536)
    elif lie == "negative":
        yield f"{head}Content-Length: -{HUGE}\r\n\r\n".encode()
    elif lie == "parameters":
        body = SDP.replace("Z0IAH5WoFAFuQA==", "Z" * 3_000_000).encode()
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode()
        yield body
    elif lie == "elsewhere":
        yield f"RTSP/1.0 302 Moved\r\nCSeq: {number}\r\nLocation: rtsp://127.0.0.1:1/x\r\n\r\n".encode()
    else:
        yield reply(number, SDP.encode(), "Content-Type: application/sdp\r\n")


def interleaved(payload, sequence, marker=False):
    packet = struct.pack(">BBHII", 0x80, 96 | (0x80 if marker else 0), sequence & 0xFFFF, 0, 7) + payload
    return struct.pack(">cBH", b"$", 0, len(packet)) + packet


def play(lie):
    if lie == "fragment":  # a picture that never ends
        yield interleaved(b"\x7c\x85" + bytes(1000), 0)
        for sequence in range(1, 1 << 20):
            yield interleaved(b"\x7c\x05" + bytes(60_000), sequence)
    elif lie == "noise":
        chance = random.Random(7)
        for sequence in range(1 << 20):
            yield interleaved(chance.randbytes(chance.randrange(1, 1400)), sequence, chance.random() < .2)
    else:
        yield from repeat(b"$\x05\xff\xff" + bytes(65535))


RTSP = ("length", "streams", "headers", "line", "negative", "parameters", "elsewhere", "fragment", "noise", "channel")


def jpeg(width, height):
    return (b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
            b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00" + bytes(2000) + b"\xff\xd9")


def part(body, length=None):
    return b"--x\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body + b"\r\n"


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def movie():
    """An index whose tables claim four thousand million entries."""
    lying = [box(kind, struct.pack(">II", 0, 0xFFFFFFF0), bytes(64)) for kind in (b"stts", b"stsc", b"stco", b"ctts", b"stss")]
    sizes = box(b"stsz", struct.pack(">III", 0, 1, 0xFFFFFFF0))
    avc1 = box(b"avc1", bytes(24), struct.pack(">HH", 640, 480), bytes(50))
    table = box(b"stbl", box(b"stsd", struct.pack(">II", 0, 1), avc1), *lying, sizes)
    media = box(b"mdia", box(b"mdhd", bytes(12), struct.pack(">II", 1000, 1000), bytes(4)),
                box(b"hdlr", bytes(8), b"vide", bytes(13)), box(b"minf", table))
    return box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"trak", media))


def http_answer(lie):
    multipart = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=x\r\n\r\n"
    playlist = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\n\r\n#EXTM3U\n#EXT-X-TARGETDURATION:1\n"
    if lie == "part":
        yield multipart + part(b"", HUGE)
        yield from zeros()
    elif lie == "boundary":
        yield multipart + b"--x\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8"
        yield from zeros()
    elif lie == "size":
        yield multipart
        yield from repeat(part(jpeg(65_500, 65_500)))
    elif lie == "large":
        yield multipart
        yield from repeat(part(jpeg(16_000, 16_000)))
    elif lie == "playlist":
        yield playlist
        yield from repeat(b"#EXTINF:1,\na\n" * 5000)
    elif lie == "variants":
        yield playlist
        yield from repeat(b"#EXT-X-STREAM-INF:BANDWIDTH=1\nplaylist\n" * 1000)
    elif lie == "segment":
        yield playlist + b"#EXTINF:1,\nzeros\n"
    elif lie == "key":
        yield playlist + b'#EXT-X-KEY:METHOD=AES-128,URI="zeros"\n#EXTINF:1,\nzeros\n'
    elif lie == "files":
        yield playlist + b"#EXTINF:1,\nfile:///etc/passwd\n#EXTINF:1,\nhttp://127.0.0.1:1/x\n"
    elif lie == "zeros":
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        yield from zeros()
    elif lie == "cookies":
        yield b"HTTP/1.1 200 OK\r\n"
        for number in range(1 << 20):
            yield b"Set-Cookie: a%d=%s\r\n" % (number, b"x" * 3000)
    elif lie == "titles":
        yield b"HTTP/1.1 200 OK\r\n"
        yield from repeat(b"icy-name: " + b"x" * 3000 + b"\r\n")
    elif lie == "chunk":
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff;"
        yield from repeat(b"x" * 65536)
    elif lie == "movie":
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n" + movie()
        yield from zeros()
    elif lie == "loop":
        yield b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n"
    else:
        chance = random.Random()
        yield b"HTTP/1.1 200 OK\r\n\r\n" + b"\x47" * 188
        while True:
            yield chance.randbytes(65536)


HTTP = ("part", "boundary", "size", "large", "playlist", "variants", "segment", "key", "files", "zeros", "cookies", "titles",
        "chunk", "movie", "loop", "noise")


class HostileCameras:
    """All of them on one port. `sent`: bytes that were taken; `sessions`: connections."""

    def __init__(self, megabytes=64, port=0):
        self.most, self.sent, self.sessions = megabytes << 20, 0, 0
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def url(self, scheme, lie):
        return f"{scheme}://127.0.0.1:{self.port}/{lie}"

    def close(self):
        self.listener.close()

    def listen(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.sessions += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection, connection.makefile("rb") as lines:
                connection.settimeout(20)
                while self.answer(connection, lines):
                    pass
        except (OSError, ValueError):
            pass

    def answer(self, connection, lines):
        words = lines.readline(8192).decode("latin-1").split()
        number = 0
        while (line := lines.readline(8192).strip()):
            if line.lower().startswith(b"cseq:"):
                number = int(line[5:])
        if len(words) < 3:
            return False
        rtsp = words[2].startswith("RTSP")
        lie = words[1].split("?")[0].rstrip("/").split("/")
        lie = lie[-2] if lie[-1].startswith("track") else lie[-1]
        broken = False
        if lie == "random":
            lie, broken = random.choice(RTSP if rtsp else HTTP), random.random() < .5
        if rtsp:
            return self.answer_rtsp(connection, words[0], lie, number, broken)
        self.send(connection, http_answer(lie), broken)
        return False

    def answer_rtsp(self, connection, method, lie, number, broken):
        if method == "DESCRIBE":
            self.send(connection, describe(lie, number), broken)
            return lie in ("fragment", "noise", "channel")
        more = {"OPTIONS": "Public: OPTIONS, DESCRIBE, SETUP, PLAY\r\n",
                "SETUP": "Session: 7\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"}.get(method, "Session: 7\r\n")
        connection.sendall(reply(number, more=more))
        if method == "PLAY":
            self.send(connection, play(lie), broken)
            return False
        return method != "TEARDOWN"

    def send(self, connection, pieces, broken):
        left = self.most
        for piece in pieces:
            if broken and random.random() < .3:
                piece = bytearray(piece)
                for _ in range(random.randrange(1, 9)):
                    piece[random.randrange(len(piece))] = random.randrange(256)
            connection.sendall(piece)
            self.sent += len(piece)
            left -= len(piece)
            if left < 0:
                return


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--megabytes", type=int, default=64)
    arguments = parser.parse_args()
    print(f"port {HostileCameras(arguments.megabytes).port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
