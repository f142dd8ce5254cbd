"""A file system that is soon full: a tmpfs in a mount namespace of its own, which a process holds open."""

import contextlib
import os
import subprocess
import sys
import unittest

# Root may do the first; many systems let everybody do the second.
NAMESPACES = ((["unshare", "--mount"], ["--mount"]),
              (["unshare", "--user", "--map-root-user", "--mount"], ["--user", "--preserve-credentials", "--mount"]))
BLOCK = b"\0" * (256 << 10)


class SmallDisk:
    """`inside` is the command that runs another one where `folder` is that file system."""

    def __init__(self, folder, megabytes):
        self.holder = None
        for unshare, enter in NAMESPACES:
            holder = subprocess.Popen(
                [*unshare, "sh", "-c", 'mount -t tmpfs -o size="$2" tmpfs "$1" && echo ready && exec sleep infinity', "-",
                 folder, f"{megabytes}m"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            if holder.stdout.readline() == "ready\n":
                self.holder = holder
                self.inside = ["nsenter", "--target", str(holder.pid), *enter, "--"]
                self.filler = f"/proc/{holder.pid}/root{folder}/filler"
                return
            holder.communicate()
        print("NOT TESTED: a full disk, since this machine lets nobody mount a file system", file=sys.stderr, flush=True)
        raise unittest.SkipTest("no file system can be mounted here")

    def fill(self):
        with contextlib.suppress(OSError), open(self.filler, "wb", buffering=0) as file:
            while True:
                file.write(BLOCK)
        with contextlib.suppress(OSError), open(self.filler, "ab", buffering=0) as file:
            while True:
                file.write(b"\0" * 512)

    def empty(self):
        os.unlink(self.filler)

    def remove(self):
        if self.holder is not None:
            self.holder.kill()
            self.holder.communicate()
