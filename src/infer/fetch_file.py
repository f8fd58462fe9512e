"""fetch_file.py URL FILE LIMIT: writes what URL gives into FILE, at most LIMIT bytes."""

import sys
import urllib.request


def main(url, file, limit):
    if not url.startswith(("http://", "https://")):
        sys.exit("only http and https are fetched")
    left = int(limit)
    try:
        with urllib.request.urlopen(url, timeout=10) as answer, open(file, "wb") as out:
            while block := answer.read(1 << 16):
                left -= len(block)
                if left < 0:
                    sys.exit("the file is far larger than it should be")
                out.write(block)
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
