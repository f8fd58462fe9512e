"""The floor: PyAV decodes every frame, and nothing looks at them."""

import clock

GIVEN = clock.arguments("decode_alone")

import av  # noqa: E402


def main():
    with av.open(GIVEN.clip) as container:
        stream = container.streams.video[0]
        stream.thread_count = GIVEN.threads
        stream.thread_type = "NONE" if GIVEN.threads == 1 else "AUTO"
        count = clock.Clock(GIVEN)
        for _ in container.decode(stream):
            count.due()
        count.stop()


if __name__ == "__main__":
    main()
