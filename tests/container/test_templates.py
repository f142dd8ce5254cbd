#!/usr/bin/env python3
"""deploy/: cfn-lint finds nothing, the state machine comes to every one of its ends in order."""

import hashlib
import json
import re
import subprocess
import tempfile
import time
import unittest

from templates import TEMPLATES, TOOLS, resolved, template

import jsonata


class LintTest(unittest.TestCase):
    # What `aws cloudformation deploy` sends without a bucket of its own.
    MOST_BYTES = 51_200

    def lint(self, text):
        """cfn-lint knows the definition of a state machine as the partition "aws" has it."""
        text = text.replace("arn:${Partition}:states", "arn:aws:states").replace("ignore_checks: [E3601]", "ignore_checks: []")
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            return subprocess.run([TOOLS / "bin" / "cfn-lint", file.name], capture_output=True, text=True, check=False, timeout=300)

    def test_templates(self):
        self.assertEqual(len(TEMPLATES), 2)
        for path in TEMPLATES:
            done = self.lint(path.read_text(encoding="utf-8"))
            self.assertEqual(done.returncode, 0, f"{path.name}\n{done.stdout}{done.stderr}")
            self.assertLess(path.stat().st_size, self.MOST_BYTES, path.name)

    def test_it_can_fail(self):
        text = TEMPLATES[0].read_text(encoding="utf-8")
        for right, wrong in (("StopTimeout: 120", "StopTimeOut: 120"), ("StartAt: Begin", "StartsAt: Begin")):
            self.assertIn(right, text)
            self.assertNotEqual(self.lint(text.replace(right, wrong)).returncode, 0, wrong)


class DropTest(unittest.TestCase):
    def test_each_document_is_queued_and_wakes(self):
        for path in TEMPLATES:
            rule = template(path.name)["Resources"]["Rule"]["Properties"]
            queue, wake = rule["Targets"]
            self.assertEqual((queue["Arn"], wake["Arn"]), ({"GetAtt": "Queue.Arn"}, {"Ref": "Wake"}), path.name)
            # Whichever case its name has.
            self.assertEqual(rule["EventPattern"]["detail"]["object"]["key"],
                             [{"suffix": {"equals-ignore-case": end}} for end in (".xml", ".json", ".gz")], path.name)

    def test_no_arn_is_of_one_partition(self):
        for path in TEMPLATES:
            self.assertNotIn("arn:aws:", path.read_text(encoding="utf-8"), path.name)


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
        self.database_code = 143    # of Neo4j
        self.runs_for = 2           # looks at the task before it has stopped
        self.broken = {}            # action: name of its error
        self.tokens, self.started, self.metrics = [], [], []

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
        expressions = f'{arguments["ConditionExpression"]} {arguments["UpdateExpression"]}'
        assert set(names) == set(re.findall(r"#\w+", expressions))
        assert set(values) == set(re.findall(r":\w+", expressions))
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
        self.tokens.append(arguments["ClientToken"])
        if "VolumeConfigurations" not in arguments:
            return self.start_task(arguments)
        volume = arguments["VolumeConfigurations"][0]["ManagedEBSVolume"]
        tags = {tag["Key"]: tag["Value"] for tag in volume["TagSpecifications"][0]["Tags"]}
        if volume.get("SnapshotId"):
            assert volume["SnapshotId"] in self.snapshots
        self.volumes[f"vol-{len(self.volumes)}"] = {"tags": tags, "from": volume.get("SnapshotId")}
        return self.start_task(arguments)

    def start_task(self, arguments):
        self.commands.append(arguments["Overrides"]["ContainerOverrides"][0]["Command"])
        task = f"task-{len(self.tasks)}"
        self.tasks[task] = {"looks": 0, "stopped": False}
        return {"Tasks": [{"TaskArn": task}], "Failures": []}

    def describeTasks(self, arguments):
        task = self.tasks[arguments["Tasks"][0]]
        task["looks"] += 1
        if task["looks"] >= self.runs_for or task["stopped"]:
            task["stopped"] = True
            return {"Tasks": [{"LastStatus": "STOPPED", "StoppedReason": "Essential container in task exited", "Containers": [
                {"Name": "neo4j", "ExitCode": self.database_code}, {"Name": "loader", "ExitCode": self.exit_code}]}]}
        return {"Tasks": [{"LastStatus": "RUNNING", "Containers": [{"Name": "neo4j"}, {"Name": "loader"}]}]}

    def stopTask(self, arguments):
        self.tasks[arguments["Task"]]["stopped"] = True
        return {}

    def describeVolumes(self, arguments):
        wanted = {f["Name"].removeprefix("tag:"): f["Values"][0] for f in arguments["Filters"]}
        if wanted.pop("status", "available") == "available" and any(not task["stopped"] for task in self.tasks.values()):
            return {"Volumes": []}
        return {"Volumes": [{"VolumeId": name} for name, volume in self.volumes.items()
                            if not volume.get("deleted") and wanted.items() <= volume["tags"].items()]}

    def deleteVolume(self, arguments):
        assert not any(not task["stopped"] for task in self.tasks.values()), "the volume is in use"
        self.volumes[arguments["VolumeId"]]["deleted"] = True
        return {}

    def createSnapshot(self, arguments):
        assert not any(not task["stopped"] for task in self.tasks.values()), "Neo4j still runs"
        name = f"snap-{len(self.snapshots)}"
        tags = {tag["Key"]: tag["Value"] for tag in arguments["TagSpecifications"][0]["Tags"]}
        self.snapshots[name] = {"state": "pending", "of": arguments["VolumeId"], "tags": tags}
        return {"SnapshotId": name}

    def describeSnapshots(self, arguments):
        if "Filters" in arguments:
            (wanted,) = arguments["Filters"]
            return {"Snapshots": [{"SnapshotId": name} for name, snapshot in self.snapshots.items() if not snapshot.get("deleted")
                                  and snapshot["tags"].get(wanted["Name"].removeprefix("tag:")) in wanted["Values"]]}
        snapshot = self.snapshots[arguments["SnapshotIds"][0]]
        state, snapshot["state"] = snapshot["state"], "completed"
        return {"Snapshots": [{"State": state}]}

    def deleteSnapshot(self, arguments):
        self.snapshots[arguments["SnapshotId"]]["deleted"] = True
        return {}

    def listTasks(self, _):
        return {"TaskArns": [name for name, task in self.tasks.items() if not task["stopped"]][:1]}

    def startExecution(self, arguments):
        self.started.append(json.loads(arguments["Input"]))
        return {}

    def putMetricData(self, arguments):
        self.metrics += [data["MetricName"] for data in arguments["MetricData"]]
        return {}

    @property
    def kept(self):
        return [name for name, snapshot in self.snapshots.items() if not snapshot.get("deleted")]

    @property
    def left(self):
        return [name for name, volume in self.volumes.items() if not volume.get("deleted")]


class Machine:
    """Walks a definition: JSONata by a library, Retry as if every try failed, Wait by the account's clock."""

    # Of an execution's history, for each state that is entered and left.
    EVENTS = {"Task": 5}

    def __init__(self, name, resource="Machine", **values):
        resources = template(name)["Resources"]
        properties = resources[resource]["Properties"]
        values = {**{key: key.lower() for key in properties["DefinitionSubstitutions"]},
                  "GiB": "50", "Hours": "12", "Stack": "law", "Key": "", **values}
        text = json.dumps(resolved(properties["Definition"], resources))
        definition = json.loads(re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], text))
        self.states = definition["States"]
        self.start = definition["StartAt"]
        self.events = 0  # of the last run

    def targets(self, state):
        yield from (choice["Next"] for choice in state.get("Choices", []))
        yield from (catch["Next"] for catch in state.get("Catch", []))
        yield from (state[key] for key in ("Next", "Default") if key in state)

    def run(self, account, execution, given=None):
        variables, name = {}, self.start
        self.events = 0

        def evaluate(value, scope):
            if isinstance(value, dict):
                return {key: evaluate(inner, scope) for key, inner in value.items()}
            if isinstance(value, list):
                return [evaluate(inner, scope) for inner in value]
            if not (isinstance(value, str) and value.startswith("{%")):
                return value
            expression = jsonata.Jsonata(value[2:-2].replace("$millis()", "$clock"))
            expression.register_lambda("hash", lambda text, _: hashlib.sha256(text.encode()).hexdigest())
            frame = expression.create_frame()
            bound = {**variables, "states": scope, "clock": int(account.now * 1000)}
            for key, inner in bound.items():
                frame.bind(key, inner)
            result = expression.evaluate({}, frame)
            if result is None:
                raise AssertionError(f"{name}: {value} is undefined")
            return list(result) if isinstance(result, list) else result

        for _ in range(100_000):
            state = self.states[name]
            self.events += self.EVENTS.get(state["Type"], 2)
            scope = {"context": {"Execution": {"Name": execution}, "StateMachine": {"Id": "machine"}}, "input": given or {}}
            source = state
            following = state.get("Next")
            if state["Type"] in ("Succeed", "Fail"):
                return name, evaluate(state.get("Output", state.get("Cause", "")), scope)
            if state["Type"] == "Wait":
                account.now += evaluate(state["Seconds"], scope)
            elif state["Type"] == "Pass":
                source = state
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

    def run_machine(self, account, **given):
        StateMachineTest.runs += 1
        return self.machine.run(account, f"run-{self.runs}", given)

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
            # What came while it ended is looked for without a delay.
            self.assertEqual(account.started[-1], {"dropped": True})
        self.assertEqual(account.kept, ["snap-2", "snap-3"], "the last two are kept")
        self.assertEqual(len(account.started), 4)

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

    def test_after_an_event_the_count_is_given_a_minute(self):
        account = Account()
        account.messages = 0
        began = account.now
        account.getQueueAttributes = lambda _: {"Attributes": {"ApproximateNumberOfMessages": str(int(account.now > began + 45))}}
        self.assertEqual(self.run_machine(account, dropped=True)[0], "Done")
        account.getQueueAttributes = lambda _: {"Attributes": {"ApproximateNumberOfMessages": "0"}}
        began = account.now
        self.assertEqual(self.run_machine(account, dropped=True)[0], "NothingToDo")
        self.assertEqual(account.now - began, 60)

    def test_an_execution_that_a_rule_has_named(self):
        account = Account()
        name = "11111111-2222-3333-4444-555555555555_66666666-7777-8888-9999-000000000000"
        self.assertEqual(self.machine.run(account, name)[0], "Done")
        self.assertLessEqual(len(account.tokens[0]), 64)
        self.machine.run(account, name[:-1] + "1")
        self.assertEqual(len(set(account.tokens)), 2)

    def failed_then_whole(self, account, word):
        """Whatever fails after the lock: nothing is left, the snapshot stays, the next run loads the whole bucket."""
        self.assertEqual(self.run_machine(account)[0], "Done")
        kept = account.item["snapshot"]
        yield account
        end, cause = self.run_machine(account)
        self.assertEqual(end, "Failed")
        self.assertIn(word, cause)
        self.assert_clean(account)
        self.assertEqual(account.item["snapshot"], kept)
        account.broken, account.exit_code, account.database_code, account.messages = {}, 0, 143, 0
        self.assertEqual(self.run_machine(account)[0], "BackingOff")
        account.now += 15 * 60
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.commands[-1][:2], ["ingest", "s3://bucket/"])
        self.assertEqual(list(account.volumes.values())[-1]["from"], kept["S"])
        self.assert_clean(account)
        self.assertEqual(account.kept, [kept["S"], account.item["snapshot"]["S"]], "no other snapshot is left")

    def test_failures(self):
        for action, word in (("runTask", "not started"), ("describeTasks", "looked at"), ("createSnapshot", "no snapshot"),
                             ("describeSnapshots", "looked at")):
            for account in self.failed_then_whole(Account(), word):
                account.broken = {action: "Made.Up"}

    def test_the_loader_and_neo4j_fail(self):
        for code, database in ((3, 1), (3, 137), (-1, -1)):
            for account in self.failed_then_whole(Account(), f"the loader ended with {code}, Neo4j with {database}"):
                account.exit_code, account.database_code = code, database

    def test_what_a_failed_loader_had_loaded_is_kept(self):
        for code in (2, 3, 5, 137):
            account = Account()
            self.assertEqual(self.run_machine(account)[0], "Done")
            account.exit_code = code
            end, cause = self.run_machine(account)
            self.assertEqual(end, "Failed")
            self.assertIn(f"the loader ended with {code}, and what it had loaded is kept", cause)
            self.assert_clean(account)
            self.assertEqual(account.item["snapshot"], {"S": "snap-1"})
            # What it did not load is in the queue still.
            self.assertNotIn("reload", account.item)
            account.exit_code = 0
            account.now += 15 * 60
            self.assertEqual(self.run_machine(account)[0], "Done")
            self.assertEqual(account.commands[-1][:2], ["ingest", "sqs:queue"])
            self.assertEqual(list(account.volumes.values())[-1]["from"], "snap-1")

    def test_a_reload_that_failed_is_kept_and_goes_on(self):
        account = Account()
        account.item = {"reload": {"BOOL": True}}
        account.exit_code = 3
        self.assertEqual(self.run_machine(account)[0], "Failed")
        self.assertEqual(account.item["snapshot"], {"S": "snap-0"})
        self.assertIn("reload", account.item)

    def test_after_three_failed_runs_it_gives_up_with_an_alarm(self):
        account = Account()
        account.exit_code = 3
        for pause in (15 * 60, 60 * 60):
            self.assertEqual(self.run_machine(account)[0], "Failed")
            self.assertEqual(account.metrics, [])
            account.now += pause - 60
            self.assertEqual(self.run_machine(account, dropped=True)[0], "BackingOff")
            account.now += 60
        self.assertEqual(self.run_machine(account)[0], "Failed")
        alarm = template("reg2graph-ebs.yaml")["Resources"]["GivenUpAlarm"]["Properties"]
        self.assertEqual(account.metrics, [alarm["MetricName"]])
        self.assert_clean(account)
        account.now += 10 * 24 * 3600
        runs = len(account.commands)
        self.assertEqual(self.run_machine(account, dropped=True)[0], "GivenUp")
        self.assertEqual(len(account.commands), runs)
        # As deploy/README.md says.
        del account.item["failures"], account.item["notBefore"]
        account.exit_code = 0
        self.assertEqual(self.run_machine(account)[0], "Done")

    def test_a_key_of_ones_own(self):
        for key in ("", "arn:aws:kms:eu-west-1:1:key/k"):
            account, asked = Account(), []
            run_task = account.runTask
            account.runTask = lambda arguments, asked=asked, run_task=run_task: (asked.append(arguments), run_task(arguments))[1]
            self.assertEqual(Machine("reg2graph-ebs.yaml", Key=key).run(account, "run")[0], "Done")
            self.assertEqual(asked[0]["VolumeConfigurations"][0]["ManagedEBSVolume"].get("KmsKeyId", ""), key)

    def test_a_success_forgets_the_failures(self):
        account = Account()
        for code in (3, 0, 3, 3):
            account.exit_code = code
            self.run_machine(account)
            account.now += 3600
        self.assertEqual(account.item["failures"], {"N": "2"})
        self.assertEqual(account.metrics, [])

    def test_what_nobody_remembers_is_swept(self):
        account = Account()
        ours, others = {"reg2graph:stack": "law", "reg2graph:run": "aborted"}, {"reg2graph:stack": "another"}
        account.volumes = {"vol-old": {"tags": ours}, "vol-other": {"tags": others}}
        account.snapshots = {f"old-{number}": {"state": "completed", "tags": ours} for number in range(12)}
        account.snapshots["other"] = {"state": "completed", "tags": others}
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.left, ["vol-other"])
        self.assertEqual(len(account.kept), 4, "ten a run")
        self.assertEqual(self.run_machine(account)[0], "Done")
        self.assertEqual(account.kept, ["other", "snap-13", "snap-14"])

    def test_nothing_is_swept_without_the_lock_or_the_memory(self):
        for fault in ("taken", "unknown"):
            account = Account()
            account.snapshots = {"old": {"state": "completed", "tags": {"reg2graph:stack": "law"}}}
            forget = account.describeVolumes

            def strike(arguments, account=account, fault=fault, forget=forget):
                if fault == "taken":
                    account.item = {**account.item, "owner": {"S": "another"}}
                else:
                    account.broken = {"getItem": "Made.Up"}
                return forget(arguments)

            account.describeVolumes = strike
            self.run_machine(account)
            self.assertIn("old", account.kept, fault)

    def test_the_longest_run_fits_into_the_history_of_an_execution(self):
        longest = template("reg2graph-ebs.yaml")["Parameters"]["MaxHours"]["MaxValue"]
        machine = Machine("reg2graph-ebs.yaml", Hours=str(longest))
        account = Account()
        account.runs_for, account.exit_code = 10**9, 4
        account.stopTask = lambda _: {}  # which is not heeded
        account.deleteVolume = lambda _: {}
        end, _ = machine.run(account, "long")
        self.assertEqual(end, "Failed")
        running = machine.events
        account = Account()
        account.describeSnapshots = lambda _: {"Snapshots": [{"State": "pending"}]}
        self.assertEqual(machine.run(account, "slow")[0], "Failed")
        print(f"\n{running} events of a run of {longest} hours, {machine.events} of a snapshot that takes 6")
        self.assertLess(running + machine.events, 25_000)

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


class WakeTest(unittest.TestCase):
    """What an event starts at once, beside the message that it puts into the queue."""

    def test_a_worker_is_started_unless_one_runs(self):
        machine, account = Machine("reg2graph.yaml", "Wake"), Account()
        self.assertEqual(machine.run(account, "first")[0], "Started")
        self.assertEqual(account.commands, [["ingest", "sqs:queue", "--idle-exit", "300", "--log", "emf", "--stop-timeout", "100"]])
        account.now += 61
        self.assertEqual(machine.run(account, "second")[0], "Awake")
        account.tasks["task-0"]["stopped"] = True
        account.now += 61
        self.assertEqual(machine.run(account, "third")[0], "Started")
        self.assertEqual(len(set(account.tokens)), 2)

    def test_of_many_events_one_wakes(self):
        for name, end in (("reg2graph.yaml", "Started"), ("reg2graph-ebs.yaml", "Started")):
            machine, account = Machine(name, "Wake"), Account()
            ends = [machine.run(account, f"event-{number}")[0] for number in range(200)]
            self.assertEqual(ends, [end] + ["AnotherOneWakes"] * 199, name)
            self.assertEqual(len(account.commands) + len(account.started), 1, name)

    def test_a_turn_is_shorter_than_the_patience_of_the_run_that_it_started(self):
        """Or an event could be dropped without a run that looks for its message."""
        machine, account = Machine("reg2graph-ebs.yaml", "Wake"), Account()
        machine.run(account, "first")
        turn = int(account.item["until"]["N"]) / 1000 - account.now
        account = Account()
        account.messages, began = 0, account.now
        StateMachineTest.machine.run(account, "run", {"dropped": True})
        self.assertLess(turn, account.now - began)

    def test_a_worker_that_was_refused_is_reported(self):
        account = Account()
        account.runTask = lambda _: {"Tasks": [], "Failures": [{"Reason": "Capacity is unavailable at this time"}]}
        end, cause = Machine("reg2graph.yaml", "Wake").run(account, "event")
        self.assertEqual(end, "NotStarted")
        self.assertIn("Capacity is unavailable", cause)


if __name__ == "__main__":
    unittest.main(verbosity=2)
