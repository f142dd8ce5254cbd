"""Runs reg2graph."""

import json
import os
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("REG2GRAPH") or str(ROOT / "build" / "release" / "reg2graph")


class Run:
    """What a finished run said."""

    def __init__(self, arguments, code, out, err, seconds):
        self.arguments, self.code, self.out, self.err, self.seconds = arguments, code, out, err, seconds

    @property
    def records(self):
        """The JSON lines of the log."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]

    @property
    def summary(self):
        for line in reversed(self.out.splitlines()):
            if line.startswith('{"event":"summary"'):
                return json.loads(line)["summary"]
        raise AssertionError(f"no summary in\n{self}")

    @property
    def outcomes(self):
        """What became of each document, by the name of its file."""
        return {pathlib.Path(r["document"]["uri"]).name: r["document"] for r in self.records if r["event"] == "document"}

    def __str__(self):
        def cut(text):
            return text if len(text) < 4000 else f"{text[:2000]}\n[...]\n{text[-2000:]}"

        return f"{' '.join(map(str, self.arguments))}\nexit code {self.code} in {self.seconds:.1f} s\n{cut(self.err)}{cut(self.out)}"


def environment(changes):
    """Nothing of the caller's Neo4j or AWS reaches a test."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "AWS_", "JOB_COMPLETION_"))}
    return {**kept, **{k: v for k, v in changes.items() if v is not None}}


def start(arguments, cwd, env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE):
    return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=cwd, env=environment(env), stdin=stdin,
                            stdout=stdout, stderr=subprocess.PIPE, text=True)


def run(arguments, cwd, env, timeout=120, stdin=None, user=None, program=PROGRAM, inside=()):
    """`inside` is a command that runs another one, such as prlimit."""
    begin = time.monotonic()
    try:
        done = subprocess.run([*inside, program, *map(str, arguments)], cwd=cwd, env=environment(env), input=stdin or b"",
                              capture_output=True, timeout=timeout, user=user)
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"{' '.join(map(str, arguments))} did not end in {timeout} s\n"
                             f"{(late.stderr or b'')[-2000:].decode(errors='replace')}") from None
    return Run(arguments, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"),
               time.monotonic() - begin)
