"""cut_clip.py CLIP OUT FRAMES: the first FRAMES packets of the clip's video as they are coded, nothing coded again."""

import sys

import av


def main(path, out, frames):
    with av.open(path) as source, av.open(out, "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if frames <= 0 or packet.dts is None:
                break
            packet.stream = copy
            target.mux(packet)
            frames -= 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
