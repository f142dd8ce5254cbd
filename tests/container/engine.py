"""The image, a registry on this machine, and containers that run as Fargate would run them."""

import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))

BUILD_SECONDS = 2400


def call(*command, **options):
    """What the command prints; an error that shows everything if it fails."""
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          **{"timeout": 300, **options})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}"[-6000:])
    return done.stdout.strip()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Registry:
    """Debian's docker-registry on a loopback port, its data in a temporary folder."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="reg2graph-registry-")
        self.host = f"127.0.0.1:{free_port()}"
        config = {"version": 0.1, "log": {"level": "error"}, "http": {"addr": self.host},
                  "storage": {"filesystem": {"rootdirectory": self.folder}}}
        path = pathlib.Path(self.folder, "config.yml")
        path.write_text(json.dumps(config))  # which is YAML as well
        self.process = subprocess.Popen(["docker-registry", "serve", path], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://{self.host}/v2/", timeout=5).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    self.close()
                    raise AssertionError("docker-registry does not start") from None
                time.sleep(0.05)

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


class Podman:
    def __init__(self):
        self.storage = call(ROOT / "scripts" / "image", "--storage").split()

    def __call__(self, *arguments, **options):
        return call(*self.command(*arguments), **options)

    def command(self, *arguments):
        return ["podman", *self.storage, "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
                *map(str, arguments)]

    def inspect(self, image):
        return json.loads(self("image", "inspect", image))[0]

    def run_command(self, image, *arguments, options=(), env=None):
        """The image's own user and entry point; its root is read-only, and so is all but its volume; no capability."""
        # podman would ask for more than a confined machine gives.
        limits = ["--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096"]
        variables = [part for name, value in (env or {}).items() for part in ("--env", f"{name}={value}")]
        return self.command("run", "--rm", "--network", "host", "--log-driver", "none", "--read-only",
                            "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges",
                            *limits, *variables, *options, image, *arguments)


