#!/usr/bin/env python3
"""Both templates, deployed on an emulator of AWS: a document that is dropped into the bucket reaches the graph, the state
machine comes to its ends, deploy/open-graph opens what it has kept and leaves nothing.

Not there, and so neither deployed nor proven here: AWS::ApplicationAutoScaling and alarms of metric math. Written for this test in fargate.py:
volumes at the launch of a task, what snapshots hold, network interfaces, the order of stopping. Step Functions wait a
tenth of the time.

Run by hand, as root: python3 tests/container/emulator.py. It takes a quiet machine some minutes."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from engine import BUILD_SECONDS, ROOT, call, free_port
from templates import TOOLS, template

import boto3

from support.documents import SAMPLE_JSON, SAMPLE_XML
from support.server import Server

ABSENT = {"AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy"}
REGION = "us-east-1"
# Longer than anything takes on a machine that does nothing else; a test ends when what it waits for is there.
PATIENCE = 600
CLOUD = None


class Cloud:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="reg2graph-emulator-")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "SFN_WAIT_SCALE": "0.1",
                       "MINISTACK_REGION": REGION}
        self.log = open(pathlib.Path(self.folder, "log"), "wb")
        self.process = subprocess.Popen([TOOLS / "bin" / "python", pathlib.Path(__file__).with_name("fargate.py"), self.folder],
                                        env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, start_new_session=True)
        self.await_true(self.is_up, PATIENCE)

    def is_up(self):
        assert self.process.poll() is None, pathlib.Path(self.folder, "log").read_text()[-3000:]
        try:
            self.client("sts").get_caller_identity()
            return True
        except Exception:  # whichever it is that boto3 wraps a refused connection in
            return False

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="test",
                            aws_secret_access_key="test")

    @staticmethod
    def await_true(condition, seconds):
        end = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > end:
                raise AssertionError(f"{condition} does not become true within {seconds} s")
            time.sleep(0.1)
        return found

    def close(self):
        ecs = self.client("ecs")
        for cluster in ecs.list_clusters()["clusterArns"]:
            for task in ecs.list_tasks(cluster=cluster)["taskArns"]:
                ecs.stop_task(cluster=cluster, task=task)
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()
        shutil.rmtree(self.folder)


def full_form(value):
    """YAML's short forms as JSON has them."""
    if isinstance(value, list):
        return [full_form(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (tag, argument), = value.items()
        if tag == "GetAtt":
            return {"Fn::GetAtt": argument.split(".", 1)}
        if tag in ("Sub", "If", "Join", "Not", "Equals", "Or"):
            return {f"Fn::{tag}": full_form(argument)}
    return {key: full_form(part) for key, part in value.items()}


def without_what_is_absent(document):
    absent = {name for name, resource in document["Resources"].items()
              if resource["Type"] in ABSENT or "Metrics" in resource.get("Properties", {})}
    kept = {name: resource for name, resource in document["Resources"].items() if name not in absent}
    for resource in kept.values():
        actions = resource.get("Properties", {}).get("AlarmActions")
        if actions:
            resource["Properties"]["AlarmActions"] = [action for action in actions if action.get("Ref") not in absent]
    return {**document, "Resources": kept}


def image():
    """What is under test: the image, or the program that REG2GRAPH names while one works on this test."""
    program = os.environ.get("REG2GRAPH")
    return program or call(ROOT / "scripts" / "image", timeout=BUILD_SECONDS).splitlines()[-1]


def setUpModule():
    global CLOUD
    CLOUD = Cloud()
    unittest.addModuleCleanup(CLOUD.close)
    CLOUD.image = image()


class StackTest(unittest.TestCase):
    @classmethod
    def deploy(cls, name, **parameters):
        cloudformation, ec2 = CLOUD.client("cloudformation"), CLOUD.client("ec2")
        parameters = {"ImageUri": CLOUD.image, "VpcId": ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
                      "SubnetIds": ec2.describe_subnets()["Subnets"][0]["SubnetId"], **parameters}
        document = without_what_is_absent(full_form(template(name)))
        cls.stack = name.removesuffix(".yaml")
        cloudformation.create_stack(
            StackName=cls.stack, TemplateBody=json.dumps(document), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
        found = CLOUD.await_true(lambda: cls.deployed(cloudformation), PATIENCE)
        cls.outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
        cls.ecs, cls.s3 = CLOUD.client("ecs"), CLOUD.client("s3")

    @classmethod
    def deployed(cls, cloudformation):
        (found,) = cloudformation.describe_stacks(StackName=cls.stack)["Stacks"]
        if found["StackStatus"] == "CREATE_IN_PROGRESS":
            return None
        events = cloudformation.describe_stack_events(StackName=cls.stack)["StackEvents"]
        reasons = [event.get("ResourceStatusReason", "") for event in events if event["ResourceStatus"] == "CREATE_FAILED"]
        assert found["StackStatus"] == "CREATE_COMPLETE", reasons
        return found

    @classmethod
    def drop(cls, path, key=None):
        cls.s3.put_object(Bucket=cls.outputs["BucketName"], Key=key or path.name, Body=path.read_bytes())

    @classmethod
    def tasks(cls, status="RUNNING"):
        return cls.ecs.list_tasks(cluster=cls.outputs["ClusterName"], desiredStatus=status)["taskArns"]


class ExistingNeo4jTest(StackTest):
    """Template A."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(heap="512m")
        cls.addClassCleanup(cls.server.remove)
        cls.server.start()
        secret = {"uri": cls.server.uri, "username": "neo4j", "password": "of-the-emulator", "database": "neo4j"}
        arn = CLOUD.client("secretsmanager").create_secret(Name="reg2graph/neo4j", SecretString=json.dumps(secret))["ARN"]
        cls.deploy("reg2graph.yaml", Neo4jSecretArn=arn)

    def titles(self):
        return self.server.value("MATCH (t:Title) WHERE NOT t:Stub RETURN count(t)")

    def test_a_document_that_is_dropped_reaches_the_graph(self):
        began = time.monotonic()
        self.drop(SAMPLE_XML, "law/FULL-TITLE-99-2025-01-15.XML")
        CLOUD.await_true(lambda: self.titles() == 1, PATIENCE)
        print(f"\n{time.monotonic() - began:.1f} s from the drop to the graph, by a worker that was started for it")
        (task,) = self.tasks()
        (described,) = self.ecs.describe_tasks(cluster=self.outputs["ClusterName"], tasks=[task])["tasks"]
        self.assertEqual(described["startedBy"], "drop")
        began = time.monotonic()
        # The worker is there still, and a flood of documents starts no other.
        for number in range(30):
            self.drop(SAMPLE_JSON, f"law/{number}/{SAMPLE_JSON.name}")
        CLOUD.await_true(lambda: self.server.value("MATCH (a:Artifact) RETURN count(a) > 1"), PATIENCE)
        print(f"{time.monotonic() - began:.1f} s with a worker that was there")
        queue = CLOUD.client("sqs")
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        CLOUD.await_true(lambda: all(value == "0" for value in queue.get_queue_attributes(
            QueueUrl=self.outputs["QueueUrl"], AttributeNames=names)["Attributes"].values()), PATIENCE)
        self.assertEqual(self.tasks(), [task])


class OwnNeo4jTest(StackTest):
    """Template B. Each test goes on where the one before has ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deploy("reg2graph-ebs.yaml")
        cls.states, cls.ec2, cls.table = CLOUD.client("stepfunctions"), CLOUD.client("ec2"), CLOUD.client("dynamodb")

    def item(self):
        return self.table.get_item(TableName=self.outputs["StateTable"], Key={"id": {"S": "graph"}}).get("Item", {})

    def set_item(self, **values):
        self.table.put_item(TableName=self.outputs["StateTable"], Item={**self.item(), "id": {"S": "graph"}, **values})

    def end_of(self, execution):
        """Its status and its last state."""
        CLOUD.await_true(lambda: self.states.describe_execution(executionArn=execution)["status"] != "RUNNING", PATIENCE)
        described = self.states.describe_execution(executionArn=execution)
        events = self.states.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        names = [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
        return described["status"], names[-1], described.get("cause", "")

    def executions(self):
        found = self.states.list_executions(stateMachineArn=self.outputs["StateMachineArn"])["executions"]
        return [one["executionArn"] for one in sorted(found, key=lambda one: one["startDate"])]

    def run_by_hand(self):
        return self.end_of(self.states.start_execution(stateMachineArn=self.outputs["StateMachineArn"], input="{}")["executionArn"])

    def run_after_a_drop(self, path):
        before = set(self.executions())
        began = time.monotonic()
        self.drop(path)
        first = CLOUD.await_true(lambda: [one for one in self.executions() if one not in before], PATIENCE)[0]
        end = self.end_of(first)
        print(f"\n{time.monotonic() - began:.1f} s from the drop to the snapshot")
        self.assertEqual(end[:2], ("SUCCEEDED", "Done"), end)
        # The next one has looked for what came meanwhile.
        CLOUD.await_true(lambda: len(set(self.executions()) - before) > 1, PATIENCE)
        self.assertEqual(self.end_of(self.executions()[-1])[1], "NothingToDo")

    def volumes(self):
        return self.ec2.describe_volumes(Filters=[{"Name": "tag-key", "Values": ["reg2graph:stack", "reg2graph:opened"]}])["Volumes"]

    def open_graph(self, *arguments):
        environment = {**os.environ, "PATH": f"{TOOLS / 'bin'}:{os.environ['PATH']}", "AWS_ENDPOINT_URL": CLOUD.url,
                       "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                       "REG2GRAPH_PAUSE": "0.2"}
        return subprocess.run([ROOT / "deploy" / "open-graph", self.stack, *arguments], env=environment, capture_output=True,
                              text=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL)

    def test_1_nothing_was_dropped(self):
        self.assertEqual(self.run_by_hand()[:2], ("SUCCEEDED", "NothingToDo"))
        done = self.open_graph("--from", "127.0.0.1")
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("has no snapshot yet", done.stderr)

    def test_2_a_document_that_is_dropped_is_in_the_snapshot(self):
        self.run_after_a_drop(SAMPLE_XML)
        self.assertIn("snapshot", self.item())
        self.assertNotIn("owner", self.item())
        self.assertEqual(self.volumes(), [])

    def test_3_the_next_run_goes_on_with_it(self):
        first = self.item()["snapshot"]
        self.run_after_a_drop(SAMPLE_JSON)
        self.assertEqual(self.item()["previous"], first)
        self.assertEqual(self.volumes(), [])

    def test_4_the_graph_is_opened_and_closed(self):
        port = free_port()
        done = self.open_graph("--from", "127.0.0.1", "--port", str(port), "--no-wait")
        self.assertEqual(done.returncode, 0, done)
        password = re.search(r"^Password: (\w{24})$", done.stdout, re.M)[1]
        self.assertIn(f"http://127.0.0.1:{port}/browser/", done.stdout)
        server = Server(password, home="of the emulator")
        server.uri = f"http://127.0.0.1:{port}"
        self.assertEqual(server.value("MATCH (t:Title {title: 99}) WHERE NOT t:Stub RETURN count(t)"), 1)
        self.assertEqual(server.value("MATCH (a:Artifact) RETURN count(a)"), 2, "of both runs")
        groups = self.ec2.describe_security_groups(Filters=[{"Name": "tag-key", "Values": ["reg2graph:opened"]}])["SecurityGroups"]
        self.assertEqual([permission["IpRanges"][0]["CidrIp"] for permission in groups[0]["IpPermissions"]], ["127.0.0.1/32"] * 2)
        self.assertIn("is open already", self.open_graph("--from", "127.0.0.1").stderr)
        done = self.open_graph("--close")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.volumes(), [])
        self.assertEqual(self.ec2.describe_security_groups(Filters=[{"Name": "tag-key", "Values": ["reg2graph:opened"]}])["SecurityGroups"], [])
        self.assertEqual(self.tasks(), [])
        self.assertEqual(len(self.ec2.describe_snapshots(OwnerIds=["self"], Filters=[
            {"Name": "tag-key", "Values": ["reg2graph:stack"]}])["Snapshots"]), 2)

    def test_5_ends_without_a_run(self):
        millis = int(time.time() * 1000) + 3_600_000
        kept = self.item()
        for end, values in (("GivenUp", {"failures": {"N": "3"}}), ("BackingOff", {"notBefore": {"N": str(millis)}}),
                            ("AnotherOneRuns", {"reload": {"BOOL": True}, "owner": {"S": "x"}, "lease": {"N": str(millis)}})):
            self.set_item(**values)
            self.assertEqual(self.run_by_hand()[:2], ("SUCCEEDED", end))
            self.table.put_item(TableName=self.outputs["StateTable"], Item={"id": {"S": "graph"}, **kept})

    def test_6_what_a_failed_loader_had_loaded_is_kept(self):
        bucket, first = self.outputs["BucketName"], self.item()["snapshot"]
        for version in self.s3.list_object_versions(Bucket=bucket)["Versions"]:
            self.s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        self.s3.delete_bucket(Bucket=bucket)
        self.set_item(reload={"BOOL": True})
        status, name, cause = self.run_by_hand()
        self.assertEqual((status, name), ("FAILED", "Failed"))
        self.assertIn("what it had loaded is kept", cause)
        self.assertEqual(self.item()["previous"], first)
        self.assertEqual(self.item()["failures"], {"N": "1"})
        self.assertEqual(self.volumes(), [])

    def test_7_a_snapshot_that_is_gone(self):
        kept = self.item()
        self.set_item(reload={"BOOL": True}, snapshot={"S": "snap-gone"}, failures={"N": "2"}, notBefore={"N": "0"})
        status, name, cause = self.run_by_hand()
        self.assertEqual((status, name), ("FAILED", "Failed"))
        self.assertIn("was not started", cause)
        self.assertEqual(self.item()["failures"], {"N": "3"})
        self.assertEqual(self.item()["snapshot"], {"S": "snap-gone"})
        self.table.put_item(TableName=self.outputs["StateTable"], Item={"id": {"S": "graph"}, **kept})


if __name__ == "__main__":
    unittest.main(verbosity=2)
