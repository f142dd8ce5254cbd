#!/usr/bin/env python3
"""Credentials as a profile, a role or Kubernetes gives them, against a stand-in that checks signatures and permissions."""

import base64
import json
import os
import unittest

import support
from support import aws
from support.documents import SAMPLE_XML
from support.queue import start_cloud

CLOUD = None
ROLE = "arn:aws:iam::000000000000:role/loader"
ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"


def policy(*actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]})


def setUpModule():
    global CLOUD
    CLOUD = start_cloud()
    iam = aws.client("iam", CLOUD.url, "test", "test")
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::000000000000:oidc-provider/{ISSUER}"},
         "Action": "sts:AssumeRoleWithWebIdentity"}]}
    iam.create_role(RoleName="loader", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="loader", PolicyName="read", PolicyDocument=policy("s3:GetObject", "s3:ListBucket"))
    iam.create_user(UserName="nobody")
    CLOUD.nobody = iam.create_access_key(UserName="nobody")["AccessKey"]
    CLOUD.s3.create_bucket(Bucket="law")
    CLOUD.s3.put_object(Bucket="law", Key=f"ecfr/{SAMPLE_XML.name}", Body=SAMPLE_XML.read_bytes())


def token():
    """As the control plane of Kubernetes signs it; the stand-in does not check the signature."""
    parts = ({"alg": "RS256"}, {"iss": f"https://{ISSUER}", "sub": "system:serviceaccount:law:loader", "aud": "sts.amazonaws.com"})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".c2ln"


class CredentialsTest(support.ProgramTest):
    def environment_of(self, **more):
        return {"AWS_ENDPOINT_URL": CLOUD.url, "AWS_REGION": aws.REGION, "HOME": str(self.folder), **more}

    def load(self, code=0, **env):
        done = self.ingest("s3://law/ecfr/", "--to", "jsonl:graph.jsonl", code=code, env=self.environment_of(**env))
        for secret in (CLOUD.secret, CLOUD.nobody["SecretAccessKey"], "c2ln"):
            self.assertNotIn(secret, done.out + done.err)
        if code == 0:
            self.assertEqual(done.summary["documents_loaded"], 1)
        return done

    def config(self, text):
        path = self.folder / ".aws" / "config"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def test_a_role_of_a_profile(self):
        self.config(f"[profile law]\nrole_arn = {ROLE}\nsource_profile = keys\n"
                    f"[profile keys]\naws_access_key_id = {CLOUD.key}\naws_secret_access_key = {CLOUD.secret}\n")
        self.load(AWS_PROFILE="law")

    def test_the_web_identity_of_kubernetes(self):
        self.load(AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=self.write("token", token()))

    def test_a_process(self):
        answer = self.write("answer.json", json.dumps(
            {"Version": 1, "AccessKeyId": CLOUD.key, "SecretAccessKey": CLOUD.secret}))
        self.config(f"[default]\ncredential_process = cat {answer}\n")
        self.load()

    def test_a_refusal_names_what_is_missing(self):
        done = self.load(code=2, AWS_ACCESS_KEY_ID=CLOUD.nobody["AccessKeyId"],
                         AWS_SECRET_ACCESS_KEY=CLOUD.nobody["SecretAccessKey"])
        self.assertIn("not authorized to perform: s3:ListBucket", done.err)

    def test_a_folder_does_not_decide_what_is_run(self):
        """A .env file beside the documents may come with them."""
        config = self.config(f"[default]\ncredential_process = touch {self.folder}/was-run\n")
        elsewhere = self.folder / "elsewhere"
        config.parent.rename(elsewhere)
        (self.folder / ".env").write_text(f"AWS_CONFIG_FILE={elsewhere}/config\n")
        done = self.load(code=5)
        self.assertIn("no AWS credentials", done.err)
        self.assertFalse(os.path.exists(self.folder / "was-run"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
