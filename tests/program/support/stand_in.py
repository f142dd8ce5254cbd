"""Servers from scripts/stand-ins, started and stopped."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "stand-ins"
KEY, SECRET = "stand-in-key", "stand-in-Secret/+="


def stand_ins(*arguments, stdin=None):
    done = subprocess.run([SCRIPT, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise AssertionError(f"scripts/stand-ins {arguments}: {done.stderr}")
    return done.stdout.strip()


class StandIn:
    """One server with a home of its own; it is stopped with the module."""

    def __init__(self, what):
        self.what = what
        self.home = tempfile.mkdtemp(prefix="reg2graph-stand-in-")
        unittest.addModuleCleanup(self.remove)
        self.url = None
        self.start()

    def start(self):
        key = ["--key", KEY] if self.what == "s3" else []
        self.url = stand_ins("start", self.what, "--home", self.home, *key, stdin=SECRET + "\n")

    def stop(self, kill=False):
        stand_ins("stop", "--home", self.home, *(["--kill"] if kill else []))

    def remove(self):
        self.stop(kill=True)
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])
