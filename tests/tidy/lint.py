#!/usr/bin/env python3
"""Runs clang-tidy over the sources of this tree, on every core; what passed once is passed over
until it, or something that it includes, changes.

    tests/tidy/lint.py [--changed [BASE]]

--changed: only sources that differ from BASE, or that belong to a header which does. Without BASE
that is where this branch left origin/main; where it has not, or there is none, ten commits back.
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "tidy"
PASSED = BUILD / "passed"
TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^#include "([^"]+)"', re.MULTILINE)
COMMITS_BACK = 10


def git(*arguments):
    done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else []


def base_of_branch():
    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if base and base != head:
        return base[0]
    history = git("rev-list", f"--max-count={COMMITS_BACK + 1}", "HEAD")
    return history[-1]  # a checkout without history: of what is not committed


def changed_since(base):
    names = git("diff", "--name-only", base)
    return set(names) | set(git("ls-files", "--others", "--exclude-standard"))


def belongs_to(source, names):
    return source in names or str(pathlib.PurePath(source).with_suffix(".hpp")) in names


class Digests:
    """Of a source with everything of this tree that it includes."""

    def __init__(self, commands):
        self.commands = commands
        self.files = {}
        version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
        self.start = version + (ROOT / ".clang-tidy").read_bytes()

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


def lint(source, digest):
    mark = PASSED / source.replace("/", ".")
    if mark.is_file() and mark.read_text() == digest:
        return source, None
    done = subprocess.run([TIDY, "--quiet", "-p", BUILD, ROOT / source], cwd=ROOT,
                          capture_output=True, text=True)
    if done.returncode == 0:
        mark.write_text(digest)
    return source, done


def main():
    parser = argparse.ArgumentParser(description="clang-tidy over this tree")
    parser.add_argument("--changed", nargs="?", const="", metavar="BASE")
    arguments = parser.parse_args()

    entries = json.loads((BUILD / "compile_commands.json").read_text())
    commands = {os.path.relpath(entry["file"], ROOT): entry["command"] for entry in entries}
    sources = sorted(name for name in commands if not name.startswith("build"))
    if arguments.changed is not None:
        names = changed_since(arguments.changed or base_of_branch())
        if ".clang-tidy" not in names:
            sources = [source for source in sources if belongs_to(source, names)]

    PASSED.mkdir(exist_ok=True)
    digests = Digests(commands)
    failed = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(lint, source, digests.of(source)) for source in sources]
        for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            source, done = job.result()
            if done is not None:
                print(f"[{number}/{len(sources)}] {source}", flush=True)
            if done is not None and done.returncode != 0:
                failed.append(source)
                print(done.stdout, flush=True)
    if failed:
        sys.exit(f"{len(failed)} of {len(sources)} sources have findings: {' '.join(failed)}")
    print(f"{len(sources)} sources, no findings")


if __name__ == "__main__":
    main()
