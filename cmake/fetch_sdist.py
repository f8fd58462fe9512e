"""fetch_sdist.py NAME VERSION SHA256 FILE: a source distribution from the package index, checked by hash.

`pip download` would run the package's setup.py. This asks pip's finder, which honours the user's index, proxy and
certificates, only for the link, and stores what lies behind it.
"""
import hashlib
import os
import sys

from pip._internal.commands import create_command


def find_link(command, options, session, name, version):
    finder = command._build_package_finder(options=options, session=session)
    for candidate in finder.find_all_candidates(name):
        if str(candidate.version) == version and not candidate.link.is_wheel:
            return candidate.link.url.split("#", 1)[0]
    sys.exit(f"the index has no source distribution of {name} {version}")


def main():
    name, version, sha256, file = sys.argv[1:5]
    command = create_command("download")
    options, _ = command.parse_args(["--no-deps", "--no-input", "--no-binary=:all:", name])
    with command.main_context():
        session = command._build_session(options)
        url = find_link(command, options, session, name, version)
        answer = session.get(url, headers={"Accept-Encoding": "identity"})
        answer.raise_for_status()
    if hashlib.sha256(answer.content).hexdigest() != sha256:
        sys.exit(f"{name} {version} from the index has another hash than {sha256}")
    with open(file + ".part", "wb") as out:
        out.write(answer.content)
    os.replace(file + ".part", file)


if __name__ == "__main__":
    main()
