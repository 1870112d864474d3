#!/usr/bin/env python3
"""httplint over what the server answers: every route and every status of docs/http-api.md.

usage: http_lint.py HOME PROGRAM...

Runs test programs that record their exchanges (tests/support/exchange_record.hpp) and holds each
request and answer against httplint. What it finds must be argued in docs/testing.md, and what is
argued there must be found. HOME is where tests/httplint/fetch put it; where it is not, the
test is skipped, or fails with TOKENLEDGER_HTTPLINT_REQUIRED=1.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
FILTER = ":".join(["HttpApiDocument.AnswersAsItsExamplesShow", "Refusal.*", "Condition.*",
                   "Command*.*", "Accept.*", "HttpOptions.*", "HttpRefusals.*", "HttpTimeouts.*",
                   "HttpHandlers.*", "HttpLimits.*", "Quota*.*", "GatewayDoor.*", "Order.*",
                   "*HttpMalformed.*", "Page.*", "ListingTokens.*", "Owner.*", "Policy.*",
                   "Session.*", "Follow.TakesNoCommandsAndSaysWhereToSendThem",
                   "Identify.*", "Stats.AreForOperatorsAlone", "RegeneratingToken.*", "View*.*"])
ARGUED_HEADING = "### What httplint finds"


def skip(why):
    print(f"NO HTTPLINT: {why}; run tests/httplint/fetch")
    sys.exit(1 if os.environ.get("TOKENLEDGER_HTTPLINT_REQUIRED") == "1" else 77)


def recorded(programs):
    """The exchanges of all programs, each shape once."""
    seen = {}
    with tempfile.TemporaryDirectory() as scratch:
        record = pathlib.Path(scratch) / "exchanges"
        for program in programs:
            run = subprocess.run([program, f"--gtest_filter={FILTER}"], cwd=scratch, check=False,
                                 env={**os.environ, "TOKENLEDGER_EXCHANGES": str(record)},
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if run.returncode != 0:
                sys.exit(f"{program} fails:\n" + run.stdout.decode(errors="replace")[-4000:])
        for line in record.read_text().splitlines():
            request, head, body = (bytes.fromhex(part) for part in line.split(" "))
            exchange = Exchange(request, head, body)
            if exchange.status >= 200:
                seen.setdefault(exchange.shape(), exchange)
    return list(seen.values())


class Exchange:
    """One request and its answer, in parts."""

    def __init__(self, request, head, body):
        asked, _, self.content = request.partition(b"\r\n\r\n")
        self.line, *fields = asked.split(b"\r\n")
        self.fields = [split_field(field) for field in fields if b":" in field]
        status_line, *fields = head.split(b"\r\n")
        _, code, self.phrase = status_line.split(b" ", 2)
        self.status = int(code)
        self.answer_fields = [split_field(field) for field in fields if field]
        self.body = body

    @property
    def method(self):
        return self.line.split(b" ")[0].decode("latin-1")

    @property
    def target(self):
        parts = self.line.split(b" ")
        return parts[1].decode("latin-1") if len(parts) > 1 else ""

    def shape(self):
        names = tuple(name.lower() for name, _ in self.answer_fields)
        path = re.sub(r"(tok|cmd)_\w+", "{}", self.target.split("?")[0])
        return self.method, path, self.status, names

    def __str__(self):
        return f"{self.method} {self.target[:80]} -> {self.status}"


def split_field(line):
    name, _, value = line.partition(b":")
    return name, value.strip()


def notes_of(exchange):
    """What httplint says of the answer, levels bad and warning."""
    from httplint import HttpRequestLinter, HttpResponseLinter
    from httplint.note import levels

    asked = HttpRequestLinter()
    asked.process_request_topline(exchange.method.encode(), exchange.target.encode(), b"1.1")
    asked.process_headers(exchange.fields)
    asked.feed_content(exchange.content)
    asked.finish_content(True)
    answer = HttpResponseLinter(_related=asked)
    answer.is_head_response = exchange.method == "HEAD"
    answer.process_response_topline(b"1.1", str(exchange.status).encode(), exchange.phrase)
    answer.process_headers(exchange.answer_fields)
    answer.feed_content(exchange.body)
    answer.finish_content(True)
    return [note for note in answer.notes if note.level in (levels.BAD, levels.WARN)]


def argued():
    """The notes that docs/testing.md argues: the first column of its table."""
    text = (TOP / "docs" / "testing.md").read_text()
    section = text.split(ARGUED_HEADING, 1)[1].split("\n#", 1)[0]
    rows = re.findall(r"^\|([^|]*)\|", section, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", " ".join(rows)))


def documented():
    """Statuses of the table of errors, and the routes of the first table."""
    text = (TOP / "docs" / "http-api.md").read_text()
    statuses = {int(code) for code in re.findall(r"^\| (\d{3}) \| `", text, re.MULTILINE)}
    return statuses | {200, 201, 204, 304}


def main():
    home, *programs = sys.argv[1:]
    python = pathlib.Path(home) / "bin" / "python"
    if not python.exists():
        skip("it is not here")
    if pathlib.Path(sys.executable) != python:
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    exchanges = recorded(programs)
    found = {}
    for exchange in exchanges:
        for note in notes_of(exchange):
            found.setdefault(type(note).__name__, []).append(f"{exchange}: {note.summary}")
    complaints = []
    for name, where in found.items():
        if name not in argued():
            complaints += [f"{name}, {len(where)} times:"] + [f"  {line}" for line in where[:3]]
    complaints += [f"argued, and found no more: {name}" for name in argued() - set(found)]
    missing = documented() - {exchange.status for exchange in exchanges}
    complaints += [f"no answer with status {status} was seen" for status in sorted(missing)]
    print(f"{len(exchanges)} answers of different shape")
    if complaints:
        sys.exit("\n".join(complaints))


if __name__ == "__main__":
    main()
