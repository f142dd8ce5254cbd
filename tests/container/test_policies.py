#!/usr/bin/env python3
"""What deploy/ allows: enough for the job by AWS's own lists, nothing else, and nothing that an IAM linter objects to."""

import json
import pathlib
import unittest

from engine import ROOT
from templates import POLICIES, TEMPLATES, resolved, template

import parliament

PUBLISHED = json.loads((pathlib.Path(__file__).parent / "data" / "aws_actions.json").read_text(encoding="utf-8"))
# What IAM binds to no resource.
ANY_RESOURCE = {"ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"}
VALUES = {"PARTITION": "aws", "ACCOUNT_ID": "123456789012", "REGION": "eu-west-1", "REPOSITORY": "reg2graph", "BUCKET": "documents",
          "QUEUE": "queue", "LOG_GROUP": "group", "SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:neo4j-x1y2z3"}


def actions_of(statement):
    return statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]


def policy(path):
    text = path.read_text(encoding="utf-8")
    for name, value in VALUES.items():
        text = text.replace(name, value)
    return json.loads(text)


def policies_of_template(path, chosen):
    resources = template(path.name)["Resources"]
    for name, resource in resources.items():
        if not resource["Type"].startswith("AWS::IAM::"):
            continue
        properties = resolved(resource["Properties"], resources, chosen)
        for entry in properties.get("Policies", []) + [properties]:
            if "PolicyDocument" in entry:
                yield f"{path.name} {name}", entry["PolicyDocument"]


class PublishedListsTest(unittest.TestCase):
    """Not one action more or less than AWS publishes for the job."""

    def assert_as_published(self, file, name):
        got = {action for statement in policy(ROOT / "deploy" / "iam" / file)["Statement"] for action in actions_of(statement)}
        self.assertEqual(sorted(got), PUBLISHED[name]["actions"], PUBLISHED[name]["source"])

    def test_push_to_a_private_repository(self):
        self.assert_as_published("ecr-private-push.json", "private push")

    def test_push_to_a_public_repository(self):
        self.assert_as_published("ecr-public-push.json", "public push")

    def test_pull(self):
        self.assert_as_published("ecr-private-pull.json", "private pull")

    def test_the_templates_pull_with_the_same(self):
        for path in TEMPLATES:
            for name, document in policies_of_template(path, 1):
                pulled = {action for statement in document["Statement"] for action in actions_of(statement)
                          if action.startswith("ecr:")}
                if name.endswith("ExecutionRole"):
                    allowed = set(PUBLISHED["private pull"]["actions"])
                    if "Neo4jRepositoryArn" in path.read_text(encoding="utf-8"):
                        allowed |= set(PUBLISHED["pull through a cache"]["actions"])
                    self.assertEqual(pulled, allowed, name)
                else:
                    self.assertEqual(pulled, set(), name)


class PolicyTest(unittest.TestCase):
    def test_everything_that_can_be_is_bound_to_its_resource(self):
        self.assertGreaterEqual(len(POLICIES), 6)
        for path in POLICIES:
            for statement in policy(path)["Statement"]:
                for action in actions_of(statement):
                    self.assertNotIn("*", action, path.name)
                if statement.get("Resource") == "*":
                    self.assertLessEqual(set(actions_of(statement)), ANY_RESOURCE, path.name)

    def test_every_value_to_fill_in_is_known(self):
        for path in POLICIES:
            if path.stem != "ecr-public-push":  # which exists in one partition only
                self.assertNotIn("arn:aws:", path.read_text(encoding="utf-8"), path.name)
            self.assertNotRegex(path.read_text(encoding="utf-8").replace("ACCOUNT_ID", ""), r"arn:(?!PARTITION:|aws:ecr-public:)")

    def test_the_readme_names_every_file(self):
        text = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
        for path in POLICIES:
            self.assertTrue(path.name in text or path.stem in text, path.name)
        for path in TEMPLATES:
            self.assertIn(path.name, text)


class LinterTest(unittest.TestCase):
    """parliament knows every action, its resources and its conditions."""

    ANSWERED = [
        # It reads one statement at a time; this action is allowed by two, since its volume and its snapshot have
        # conditions of their own.
        ["ec2:CreateSnapshot"],
        # On Fargate there is no container instance to name; a condition names the cluster.
        ["ecs:ListTasks"],
        # AWS's own example binds it to the repository.
        ["ecr:BatchImportUpstreamImage"]]

    @staticmethod
    def actions_of(finding):
        parts = finding.detail if isinstance(finding.detail, list) else []
        return sorted({part["action"] if isinstance(part, dict) else part for part in parts})

    def assert_clean(self, name, document):
        found = [finding for finding in parliament.analyze_policy_string(json.dumps(document)).findings
                 if self.actions_of(finding) not in self.ANSWERED]
        self.assertEqual([f"{finding.issue}: {finding.detail}" for finding in found], [], name)

    def test_policies(self):
        for path in POLICIES:
            if "Principal" not in policy(path)["Statement"][0]:
                self.assert_clean(path.name, policy(path))

    def test_roles_of_the_templates(self):
        for path in TEMPLATES:
            for chosen in (1, 2):
                for name, document in policies_of_template(path, chosen):
                    self.assert_clean(name, document)

    def test_it_can_fail(self):
        wrong = policy(POLICIES[0])
        wrong["Statement"][1]["Action"].append("ecr:PushImage")
        with self.assertRaises(AssertionError):
            self.assert_clean("wrong", wrong)


if __name__ == "__main__":
    unittest.main(verbosity=2)
