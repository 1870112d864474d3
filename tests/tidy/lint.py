#!/usr/bin/env python3
"""Runs clang-tidy over the sources of this tree, on every core; what passed once is passed over
until it, or something that it includes, changes.

    tests/tidy/lint.py [FOLDER ...] [--changed [BASE]] [--minutes N]

FOLDER: only sources under it.

--changed: only sources that differ from BASE, or that belong to a header which does; what was
changed last comes first. Without BASE that is where this branch left origin/main; where it has
not, or there is none, ten commits back.
--minutes: begins no more sources after that, and says how many are left.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "tidy"
PASSED = BUILD / "passed"
TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^#include "([^"]+)"', re.MULTILINE)
COMMITS_BACK = 10
# The commands are g++'s, which has warnings that clang has not; libstdc++ uses what it deprecates.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-deprecated-declarations"]
LEFT = "left for want of time"


def git(*arguments):
    done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else []


def base_of_branch():
    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if base and base != head:
        return base[0]
    history = git("rev-list", f"--max-count={COMMITS_BACK + 1}", "HEAD")
    return history[-1] if history else "HEAD"  # without history nothing has changed


def changed_since(base):
    """Names, the one that was changed last first."""
    names = git("ls-files", "--others", "--exclude-standard") + git("diff", "--name-only", "HEAD")
    names += git("log", "--first-parent", "-m", "--name-only", "--format=", f"{base}..HEAD")
    return list(dict.fromkeys(names))


def sources_of(names, sources):
    """Those that are named, or whose header is, in the order of the names."""
    found = {}
    for name in names:
        source = str(pathlib.PurePath(name).with_suffix(".cpp"))
        if source in sources:
            found[source] = None
    return list(found)


class Digests:
    """Of a source with everything of this tree that it includes."""

    def __init__(self, commands):
        self.commands = commands
        self.files = {}
        version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
        settings = [ROOT / ".clang-tidy", ROOT / "tests" / ".clang-tidy"]
        self.start = version + b"".join(path.read_bytes() for path in settings)

    def read(self, path):
        if path not in self.files:
            text = path.read_bytes()
            self.files[path] = (hashlib.sha256(text).digest(), INCLUDE.findall(text))
        return self.files[path]

    def of(self, source):
        seen, waiting = set(), [ROOT / source]
        while waiting:
            path = waiting.pop()
            if path in seen or not path.is_file():
                continue
            seen.add(path)
            waiting += [ROOT / name.decode() for name in self.read(path)[1]]
        total = hashlib.sha256(self.start + self.commands[source].encode())
        for path in sorted(seen):
            total.update(str(path.relative_to(ROOT)).encode() + self.read(path)[0])
        return total.hexdigest()


def lint(source, digest, until):
    mark = PASSED / source.replace("/", ".")
    if mark.is_file() and mark.read_text() == digest:
        return source, None
    if time.monotonic() > until:
        return source, LEFT
    done = subprocess.run([TIDY, "--quiet", *EXTRA, "-p", BUILD, ROOT / source], cwd=ROOT,
                          capture_output=True, text=True)
    if done.returncode == 0:
        mark.write_text(digest)
    return source, done


def main():
    parser = argparse.ArgumentParser(description="clang-tidy over this tree")
    parser.add_argument("folders", nargs="*", default=[""], metavar="FOLDER")
    parser.add_argument("--changed", nargs="?", const="", metavar="BASE")
    parser.add_argument("--minutes", type=float, default=float("inf"), metavar="N")
    arguments = parser.parse_args()
    until = time.monotonic() + 60 * arguments.minutes

    entries = json.loads((BUILD / "compile_commands.json").read_text())
    commands = {os.path.relpath(entry["file"], ROOT): entry["command"] for entry in entries}
    folders = tuple(folder.rstrip("/") + "/" if folder else "" for folder in arguments.folders)
    sources = sorted(name for name in commands
                     if name.startswith(folders) and not name.startswith("build"))
    if arguments.changed is not None:
        sources = sources_of(changed_since(arguments.changed or base_of_branch()), sources)

    PASSED.mkdir(exist_ok=True)
    digests = Digests(commands)
    failed, left = [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(lint, source, digests.of(source), until) for source in sources]
        for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            source, done = job.result()
            if done is LEFT:
                left += 1
            elif done is not None:
                print(f"[{number}/{len(sources)}] {source}", flush=True)
                if done.returncode != 0:
                    failed.append(source)
                    print(done.stdout, flush=True)
    if failed:
        sys.exit(f"{len(failed)} of {len(sources)} sources have findings: {' '.join(failed)}")
    print(f"{len(sources) - left} sources, no findings; {left} left for want of time")


if __name__ == "__main__":
    main()
