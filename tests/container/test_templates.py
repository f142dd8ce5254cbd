#!/usr/bin/env python3
"""deploy/: cfn-lint finds nothing, the state machine comes to every one of its ends in order."""

import json
import re
import subprocess
import time
import unittest

from templates import TEMPLATES, TOOLS, template

import jsonata


class LintTest(unittest.TestCase):
    def lint(self, path):
        return subprocess.run([TOOLS / "bin" / "cfn-lint", path], capture_output=True, text=True, check=False, timeout=300)

    def test_templates(self):
        self.assertEqual(len(TEMPLATES), 2)
        for path in TEMPLATES:
            done = self.lint(path)
            self.assertEqual(done.returncode, 0, f"{path.name}\n{done.stdout}{done.stderr}")

    def test_it_can_fail(self):
        path = TEMPLATES[0].with_name("wrong.yaml")
        path.write_text(TEMPLATES[0].read_text(encoding="utf-8").replace("StopTimeout: 120", "StopTimeOut: 120"), encoding="utf-8")
        self.addCleanup(path.unlink)
        self.assertNotEqual(self.lint(path).returncode, 0)


class TaskTest(unittest.TestCase):
    """What both templates say of the container is what test_image.py runs."""

    def test_the_loader(self):
        for path in TEMPLATES:
            task = template(path.name)["Resources"]["Task"]["Properties"]
            loader = next(c for c in task["ContainerDefinitions"] if c["Name"] == "loader")
            self.assertEqual(loader["User"], "10001:10001")
            self.assertIs(loader["ReadonlyRootFilesystem"], True)
            self.assertEqual(loader["LinuxParameters"]["Capabilities"]["Drop"], ["ALL"])
            self.assertEqual(loader["StopTimeout"], 120)
            self.assertEqual(loader["HealthCheck"]["Command"], ["CMD", "reg2graph", "health"])
            self.assertEqual([mount["ContainerPath"] for mount in loader["MountPoints"]], ["/var/lib/reg2graph"])

    def test_neo4j_is_waited_for(self):
        task = template("reg2graph-ebs.yaml")["Resources"]["Task"]["Properties"]
        neo4j, loader = task["ContainerDefinitions"]
        self.assertEqual(loader["DependsOn"], [{"ContainerName": neo4j["Name"], "Condition": "HEALTHY"}])
        self.assertEqual((neo4j["StopTimeout"], neo4j["User"]), (120, "7474:7474"))


class Failure(Exception):
    def __init__(self, name):
        super().__init__(name)
        self.name = name


class Account:
    """Stands in for the services that the state machine calls."""

    def __init__(self):
        self.now = time.time()
        self.messages = 1
        self.item = None            # of the table
        self.tasks, self.volumes, self.snapshots = {}, {}, {}
        self.commands = []
        self.exit_code = 0          # of the loader
        self.runs_for = 2           # looks at the task before it has stopped
        self.broken = {}            # action: name of its error

    def call(self, resource, arguments):
        action = resource.rsplit(":", 1)[1]
        if action in self.broken:
            raise Failure(self.broken[action])
        return getattr(self, action)(arguments)

    def getQueueAttributes(self, _):
        return {"Attributes": {"ApproximateNumberOfMessages": str(self.messages)}}

    def getItem(self, _):
        return {"Item": self.item} if self.item else {}

    def updateItem(self, arguments):
        """Just the expressions that the state machine uses."""
        names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
        item = dict(self.item or {})
        allowed = False
        for part in arguments["ConditionExpression"].split(" OR "):
            if match := re.fullmatch(r"attribute_not_exists\((\S+)\)", part):
                allowed |= names[match[1]] not in item
            else:
                name, operator, value = part.split()
                found, wanted = item.get(names[name]), values[value]
                allowed |= found == wanted if operator == "=" else found is not None and int(found["N"]) < int(wanted["N"])
        if not allowed:
            raise Failure("DynamoDB.ConditionalCheckFailedException")
        old = self.item
        for kind, clauses in re.findall(r"(SET|REMOVE) (.*?)(?= REMOVE|$)", arguments["UpdateExpression"]):
            for clause in clauses.split(", "):
                if kind == "SET":
                    name, value = clause.split(" = ")
                    item[names[name]] = values[value]
                else:
                    item.pop(names[clause], None)
        self.item = item
        return {"Attributes": old} if old and arguments.get("ReturnValues") == "ALL_OLD" else {}

    def runTask(self, arguments):
        volume = arguments["VolumeConfigurations"][0]["ManagedEBSVolume"]
        tags = {tag["Key"]: tag["Value"] for tag in volume["TagSpecifications"][0]["Tags"]}
        if volume.get("SnapshotId"):
            assert volume["SnapshotId"] in self.snapshots
        self.commands.append(arguments["Overrides"]["ContainerOverrides"][0]["Command"])
        self.volumes[f"vol-{len(self.volumes)}"] = {"tags": tags, "from": volume.get("SnapshotId")}
        task = f"task-{len(self.tasks)}"
        self.tasks[task] = {"looks": 0, "stopped": False}
        return {"Tasks": [{"TaskArn": task}], "Failures": []}

    def describeTasks(self, arguments):
        task = self.tasks[arguments["Tasks"][0]]
        task["looks"] += 1
        if task["looks"] >= self.runs_for or task["stopped"]:
            task["stopped"] = True
            return {"Tasks": [{"LastStatus": "STOPPED", "StoppedReason": "Essential container in task exited", "Containers": [
                {"Name": "neo4j", "ExitCode": 143}, {"Name": "loader", "ExitCode": self.exit_code}]}]}
        return {"Tasks": [{"LastStatus": "RUNNING", "Containers": [{"Name": "neo4j"}, {"Name": "loader"}]}]}

    def stopTask(self, arguments):
        self.tasks[arguments["Task"]]["stopped"] = True
        return {}

    def describeVolumes(self, arguments):
        wanted = {f["Name"].removeprefix("tag:"): f["Values"][0] for f in arguments["Filters"]}
        return {"Volumes": [{"VolumeId": name} for name, volume in self.volumes.items()
                            if not volume.get("deleted") and wanted.items() <= volume["tags"].items()]}

    def deleteVolume(self, arguments):
        assert not any(not task["stopped"] for task in self.tasks.values()), "the volume is in use"
        self.volumes[arguments["VolumeId"]]["deleted"] = True
        return {}

    def createSnapshot(self, arguments):
        assert not any(not task["stopped"] for task in self.tasks.values()), "Neo4j still runs"
        name = f"snap-{len(self.snapshots)}"
        self.snapshots[name] = {"state": "pending", "of": arguments["VolumeId"]}
        return {"SnapshotId": name}

    def describeSnapshots(self, arguments):
        snapshot = self.snapshots[arguments["SnapshotIds"][0]]
        state, snapshot["state"] = snapshot["state"], "completed"
        return {"Snapshots": [{"State": state}]}

    def deleteSnapshot(self, arguments):
        self.snapshots[arguments["SnapshotId"]]["deleted"] = True
        return {}

    @property
    def left(self):
        return [name for name, volume in self.volumes.items() if not volume.get("deleted")]


class Machine:
    """Walks the definition: JSONata by a library, Retry as if every try failed, Wait by the account's clock."""

    def __init__(self, name):
        properties = template(name)["Resources"]["Machine"]["Properties"]
        values = {"GiB": "50", "Hours": "12", "Stack": "law", "Subnets": 'subnet-1", "subnet-2'}
        values = {**{key: key.lower() for key in properties["DefinitionSubstitutions"]}, **values}
        text = re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], properties["DefinitionString"])
        self.states = json.loads(text)["States"]
        self.start = json.loads(text)["StartAt"]
        self.visited = set()

    def targets(self, state):
        yield from (choice["Next"] for choice in state.get("Choices", []))
        yield from (catch["Next"] for catch in state.get("Catch", []))
        yield from (state[key] for key in ("Next", "Default") if key in state)

    def run(self, account, execution):
        variables, name = {}, self.start

        def evaluate(value, scope):
            if isinstance(value, dict):
                return {key: evaluate(inner, scope) for key, inner in value.items()}
            if isinstance(value, list):
                return [evaluate(inner, scope) for inner in value]
            if not (isinstance(value, str) and value.startswith("{%")):
                return value
            expression = jsonata.Jsonata(value[2:-2].replace("$millis()", "$clock"))
            frame = expression.create_frame()
            bound = {**variables, "states": scope, "clock": int(account.now * 1000)}
            for key, inner in bound.items():
                frame.bind(key, inner)
            result = expression.evaluate({}, frame)
            if result is None:
                raise AssertionError(f"{name}: {value} is undefined")
            return result

        for _ in range(100_000):
            self.visited.add(name)
            state = self.states[name]
            scope = {"context": {"Execution": {"Name": execution}}}
            source = state
            following = state.get("Next")
            if state["Type"] in ("Succeed", "Fail"):
                return name, evaluate(state.get("Output", state.get("Cause", "")), scope)
            if state["Type"] == "Wait":
                account.now += state["Seconds"]
            elif state["Type"] == "Choice":
                source = next((c for c in state["Choices"] if evaluate(c["Condition"], scope)), {"Next": state.get("Default")})
                following = source["Next"]
            else:
                try:
                    scope["result"] = account.call(state["Resource"], evaluate(state["Arguments"], scope))
                except Failure as failure:
                    scope["errorOutput"] = {"Error": failure.name, "Cause": "made up"}
                    source = next((c for c in state.get("Catch", [])
                                   if set(c["ErrorEquals"]) & {"States.ALL", failure.name}), None)
                    if source is None:
                        return f"{name} failed", failure.name
                    following = source["Next"]
            variables.update(evaluate(source.get("Assign", {}), scope))
            name = following
        raise AssertionError("the state machine does not come to an end")


class StateMachineTest(unittest.TestCase):
    machine = Machine("reg2graph-ebs.yaml")
    runs = 0

    def run_machine(self, account):
        StateMachineTest.runs += 1
        return self.machine.run(account, f"run-{self.runs}")

    def assert_clean(self, account):
        self.assertEqual(account.left, [], "a volume is left")
        self.assertNotIn("owner", account.item, "the lock is held")
        self.assertTrue(all(task["stopped"] for task in account.tasks.values()), "a task runs")

    def test_every_state_leads_somewhere_and_is_reached(self):
        reached = {self.machine.start}
        for state in self.machine.states.values():
            reached.update(self.machine.targets(state))
        self.assertEqual(reached, set(self.machine.states))

    def test_nothing_to_do(self):
        account = Account()
        account.messages = 0
        self.assertEqual(self.run_machine(account)[0], "NothingToDo")
        self.assertEqual((account.item, account.tasks), (None, {}))

    def test_run_after_run(self):
        account = Account()
        for code in (0, 1, 4, 0):
            account.exit_code = code
            before = (account.item or {}).get("snapshot", {}).get("S")
            end, output = self.run_machine(account)
            self.assertEqual((end, output["loader"]), ("Done", code))
            self.assert_clean(account)
            self.assertNotIn("reload", account.item)
            self.assertEqual(account.commands[-1][:4], ["ingest", "sqs:queue", "--idle-exit", "60"])
            self.assertEqual(account.item["snapshot"]["S"], output["snapshot"])
            self.assertEqual(list(account.volumes.values())[-1]["from"], before)
        self.assertEqual([name for name, snapshot in account.snapshots.items() if not snapshot.get("deleted")],
                         ["snap-2", "snap-3"], "the last two are kept")

    def test_one_writer_at_a_time(self):
        account = Account()
        until = int((account.now + 3600) * 1000)
        account.item = {"owner": {"S": "another"}, "lease": {"N": str(until)}}
        self.assertEqual(self.run_machine(account)[0], "AnotherOneRuns")
        self.assertEqual((account.tasks, account.item["owner"]), ({}, {"S": "another"}))
        # An execution that was aborted releases nothing; its lease ends.
        account.now += 3601
        account.item["reload"] = {"BOOL": True}
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.commands[-1][:2], ["ingest", "s3://bucket/"])
        self.assert_clean(account)

    def test_a_reload_that_is_stopped_goes_on(self):
        account = Account()
        account.item = {"reload": {"BOOL": True}}
        account.exit_code = 4
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.commands[-1][:2], ["ingest", "s3://bucket/"])
        self.assertIn("reload", account.item)
        account.exit_code, account.messages = 0, 0
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.commands[-1][:2], ["ingest", "s3://bucket/"])
        self.assertNotIn("reload", account.item)

    def failed_then_whole(self, account, word):
        """Whatever fails after the lock: nothing is left, the snapshot stands, the next run loads the whole bucket."""
        self.assertEqual(self.run_machine(account)[0], "Done")
        kept = account.item["snapshot"]
        yield account
        end, cause = self.run_machine(account)
        self.assertEqual(end, "Failed")
        self.assertIn(word, cause)
        self.assert_clean(account)
        self.assertEqual(account.item["snapshot"], kept)
        account.broken, account.exit_code, account.messages = {}, 0, 0
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.commands[-1][:2], ["ingest", "s3://bucket/"])
        self.assertEqual(list(account.volumes.values())[-1]["from"], kept["S"])
        self.assert_clean(account)

    def test_failures(self):
        for action, word in (("runTask", "not started"), ("describeTasks", "looked at"), ("createSnapshot", "no snapshot"),
                             ("describeSnapshots", "looked at")):
            for account in self.failed_then_whole(Account(), word):
                account.broken = {action: "Made.Up"}

    def test_the_loader_fails(self):
        for code in (2, 3, 130, 137):
            for account in self.failed_then_whole(Account(), f"the loader ended with {code}"):
                account.exit_code = code

    def test_a_task_that_was_refused(self):
        account = Account()
        account.runTask = lambda _: {"Tasks": [], "Failures": [{"Reason": "RESOURCE:CPU"}]}
        end, cause = self.run_machine(account)
        self.assertEqual(end, "Failed")
        self.assertIn("RESOURCE:CPU", cause)
        self.assert_clean(account)

    def test_a_run_that_takes_too_long_is_stopped_in_order_and_kept(self):
        account = Account()
        account.runs_for, account.exit_code = 10**9, 4
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assert_clean(account)

    def test_what_cannot_be_cleaned_up_is_told(self):
        account = Account()
        account.broken = {"deleteVolume": "VolumeInUse"}
        end, cause = self.run_machine(account)
        self.assertEqual(end, "Failed")
        self.assertIn("vol-0 was not deleted", cause)
        self.assertNotIn("owner", account.item)
        self.assertIn("snapshot", account.item)

    def test_before_the_lock_a_failure_changes_nothing(self):
        for action in ("getQueueAttributes", "getItem", "updateItem"):
            account = Account()
            account.broken = {action: "Made.Up"}
            self.assertIn("failed", self.run_machine(account)[0])
            self.assertEqual((account.item, account.tasks), (None, {}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
