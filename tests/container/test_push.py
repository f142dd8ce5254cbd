#!/usr/bin/env python3
"""deploy/push says what it would do; test_image.py pushes with it."""

import re
import subprocess
import unittest

from engine import ROOT

PRIVATE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
VERSION = re.search(r"^project\(reg2graph VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]


def push(*arguments):
    return subprocess.run([ROOT / "deploy" / "push", *arguments], capture_output=True, text=True, check=False, timeout=60)


class PushTest(unittest.TestCase):
    def lines(self, *arguments):
        done = push("--dry-run", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_private(self):
        self.assertEqual(self.lines(f"{PRIVATE}/law/reg2graph", "--image", "reg2graph", "--tool", "docker", "--tag", "1"), [
            f"aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin {PRIVATE}",
            f"docker tag reg2graph {PRIVATE}/law/reg2graph:1",
            f"docker push {PRIVATE}/law/reg2graph:1"])

    def test_private_hosts_of_every_kind(self):
        ordinary = "aws ecr get-login-password --region {}"
        for host, region, command in (
                ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "env AWS_USE_FIPS_ENDPOINT=true " + ordinary),
                ("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1", ordinary),
                ("123456789012.dkr-ecr-fips.us-east-1.on.aws", "us-east-1", "env AWS_USE_FIPS_ENDPOINT=true " + ordinary),
                ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", ordinary),
                ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", ordinary)):
            login = self.lines(f"{host}/x", "--image", "x", "--tool", "docker")[0]
            self.assertEqual(login, f"{command.format(region)} | docker login --username AWS --password-stdin {host}")

    def test_a_password_is_for_no_other_host(self):
        for host in ("123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.org", "1.dkr.ecr.eu-west-1.amazonaws.com",
                     "123456789012.dkr.ecr.eu-west-1.amazonawsXcom", "public.ecr.aws.example.org"):
            self.assertNotIn("password", "".join(self.lines(f"{host}/x", "--image", "x", "--tool", "docker")))

    def test_public(self):
        self.assertEqual(self.lines("public.ecr.aws/x1y2/reg2graph", "--image", "reg2graph", "--tool", "podman", "--latest"), [
            "aws ecr-public get-login-password --region us-east-1 | "
            "podman login --username AWS --password-stdin public.ecr.aws",
            f"podman tag reg2graph public.ecr.aws/x1y2/reg2graph:{VERSION}",
            f"podman push public.ecr.aws/x1y2/reg2graph:{VERSION}",
            "podman tag reg2graph public.ecr.aws/x1y2/reg2graph:latest",
            "podman push public.ecr.aws/x1y2/reg2graph:latest"])

    def test_what_scripts_image_built(self):
        storage = subprocess.run([ROOT / "scripts" / "image", "--storage"], capture_output=True, text=True, check=True).stdout.strip()
        for tool in ("podman", "buildah"):
            self.assertEqual(self.lines("127.0.0.1:5000/x", "--tool", tool, "--plain-http"), [
                f"{tool} {storage} tag localhost/reg2graph:{VERSION} 127.0.0.1:5000/x:{VERSION}",
                f"{tool} {storage} push --tls-verify=false 127.0.0.1:5000/x:{VERSION}"])

    def test_mistakes(self):
        for arguments, word in ((["x"], "no repository"), ([], "no repository"), (["a/b", "c/d"], "one repository"),
                                (["a/b:1"], "--tag"), (["a/b", "--tool", "docker"], "needs --image"),
                                (["a/b", "--image", "x", "--tool", "rkt"], "rkt"), (["a/b", "--what"], "--what")):
            done = push("--dry-run", *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
