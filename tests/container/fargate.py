#!/usr/bin/env python3
"""MiniStack with the part of Fargate and EBS that it lacks, so that what deploy/ describes runs: the image's containers
under podman (or a program, if an image is named by an absolute path), Neo4j by scripts/neo4j, volumes at the launch of a
task, snapshots that hold what was on them, network interfaces. Started by emulator.py.

  fargate.py FOLDER      MiniStack's own variables say where it listens; what the volumes hold is below FOLDER
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import uuid

from engine import ROOT, Podman

from ministack.services import ec2, ecs

FOLDER = pathlib.Path(sys.argv.pop(1))  # the rest is MiniStack's
# A container that is stopped gets its definition's stopTimeout, which MiniStack does not pass on.
STOP_SECONDS = 120
NEO4J = ROOT / "scripts" / "neo4j"
STOPPED_BY_A_SIGNAL = 128 + signal.SIGTERM


class Volumes:
    """What ECS makes for a task: {task's ARN: id of its volume, or None}."""

    def __init__(self):
        self.of_task, self.terminate = {}, {}
        self.changed = threading.Condition()

    def attach(self, task, volume, terminate=False):
        with self.changed:
            self.of_task[task] = volume
            self.terminate[task] = terminate
            self.changed.notify_all()

    def await_volume(self, task):
        with self.changed:
            self.changed.wait_for(lambda: task in self.of_task, 60)
            return self.of_task[task]

    def detach(self, task):
        volume = self.of_task.get(task)
        if volume in ec2._volumes:
            ec2._volumes[volume].update(State="available", Attachments=[])
            if self.terminate[task]:
                ec2._delete_volume({"VolumeId": [volume]})


VOLUMES = Volumes()


def folder_of(identifier):
    return FOLDER / identifier


class Process:
    """What MiniStack wants of a container of docker's: a program of this machine."""

    def __init__(self, command, environment):
        self.id = uuid.uuid4().hex
        self.attrs = {"NetworkSettings": {"Networks": {}}}
        self.log = FOLDER / f"{self.id}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, env=environment, cwd=FOLDER, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)

    @property
    def status(self):
        return "running" if self.process.poll() is None else "exited"

    def reload(self):
        pass

    def wait(self):
        return {"StatusCode": self.process.wait()}

    def logs(self, stream=False, follow=False, **_):
        if not stream:
            return self.log.read_bytes()
        if follow:
            self.process.wait()
        return iter([self.log.read_bytes()])

    def stop(self, **_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def remove(self, **_):
        self.process.kill()
        self.process.wait()


class Database:
    """A Neo4j whose /data is the volume of its task."""

    def __init__(self, volume, command, environment):
        self.id = uuid.uuid4().hex
        self.attrs = {"NetworkSettings": {"Networks": {}}}
        self.home = folder_of(volume)
        self.code = None
        auth = environment.get("NEO4J_AUTH", "none")
        options = ["--heap", "512m", "--timeout", "600"]
        if command:  # of a shell, as deploy/open-graph gives it
            (script,) = command
            script = script.replace("/data/", f"{self.home}/data/").replace("exec /startup/docker-entrypoint.sh neo4j", "true")
            subprocess.run(["bash", "-c", script], check=True)
        if auth != "none":
            password = auth.partition("/")[2]
            subprocess.run([NEO4J, "admin", "--home", self.home, "--", "dbms", "set-initial-password", password], check=True)
            options += ["--password", password]
        if listen := environment.get("NEO4J_server_http_listen__address"):
            options += ["--http-port", listen.rpartition(":")[2]]
        if environment.get("NEO4J_server_databases_default__to__read__only") == "true":
            options += ["--conf", "server.databases.default_to_read_only=true"]
        self.url = subprocess.run([NEO4J, "start", "--home", self.home, *options], check=True, stdout=subprocess.PIPE,
                                  text=True).stdout.strip()

    @property
    def status(self):
        return "running" if self.code is None else "exited"

    def reload(self):
        pass

    def wait(self):
        return {"StatusCode": self.code or 0}

    def logs(self, stream=False, **_):
        return iter([]) if stream else b""

    def stop(self, **_):
        if self.code is None:
            subprocess.run([NEO4J, "stop", "--home", self.home], check=True)
            self.code = STOPPED_BY_A_SIGNAL

    def remove(self, **_):
        self.stop()


class Containers:
    """The part of docker's client that MiniStack uses."""

    def __init__(self):
        self.by_id, self.url_of_task = {}, {}
        self.podman = Podman()
        self.containers = self
        self.images = self

    def pull(self, *_, **__):
        raise RuntimeError("images are on this machine")

    def run(self, image, command=None, environment=None, labels=None, **_):
        task = labels["com.amazonaws.ecs.task-arn"]
        volume = VOLUMES.await_volume(task)
        environment = {name: value.replace("//host.docker.internal:", "//127.0.0.1:") for name, value in environment.items()}
        if "/neo4j" in image:
            container = Database(volume, command, environment)
            self.url_of_task[task] = container.url
        else:
            # In a task all containers share one loopback interface and the usual ports are free; here they may not be.
            if task in self.url_of_task:
                environment["NEO4J_URI"] = self.url_of_task[task]
            environment.setdefault("AWS_REGION", "us-east-1")
            container = self.start(image, command, environment)
        self.by_id[container.id] = container
        return container

    def start(self, image, command, environment):
        if image.startswith("/"):
            return Process([image, *command], {"PATH": os.environ["PATH"], **environment})
        return Process(self.podman.run_command(image, *command, env=environment), dict(os.environ))

    def get(self, identifier):
        return self.by_id[identifier]


CLIENT = Containers()


def member(mapping, name):
    """Calls of the state machine and of the command line write names differently."""
    return mapping.get(name, mapping.get(name[0].upper() + name[1:], mapping.get(name[0].lower() + name[1:])))


def snapshot_of(data):
    configurations = member(data, "volumeConfigurations")
    return member(member(configurations[0], "managedEBSVolume"), "snapshotId") if configurations else None


def launch(data, task):
    """Makes the volume of a task that was registered."""
    configurations = member(data, "volumeConfigurations") or []
    if not configurations:
        return VOLUMES.attach(task, None)
    managed = member(configurations[0], "managedEBSVolume")
    parameters = {"Size": [str(member(managed, "sizeInGiB") or 50)], "VolumeType": ["gp3"], "Encrypted": ["true"]}
    snapshot = snapshot_of(data)
    if snapshot:
        parameters["SnapshotId"] = [snapshot]
    for number, tag in enumerate(member(member(managed, "tagSpecifications")[0], "tags"), 1):
        parameters["TagSpecification.1.ResourceType"] = ["volume"]
        parameters[f"TagSpecification.1.Tag.{number}.Key"] = [member(tag, "key")]
        parameters[f"TagSpecification.1.Tag.{number}.Value"] = [member(tag, "value")]
    body = ec2._create_volume(parameters)[2]
    volume = re.search(r"vol-\w+", body if isinstance(body, str) else body.decode())[0]
    ec2._volumes[volume].update(State="in-use", Attachments=[{"VolumeId": volume, "InstanceId": "ecs", "Device": "data",
                                                              "State": "attached"}])
    if snapshot:
        shutil.copytree(folder_of(snapshot), folder_of(volume))
    else:
        folder_of(volume).mkdir()
    policy = member(managed, "terminationPolicy") or {}
    VOLUMES.attach(task, volume, bool(member(policy, "deleteOnTermination")))


def attach_interface(task):
    body = ec2._create_network_interface({})[2]
    interface = re.search(r"eni-\w+", body if isinstance(body, str) else body.decode())[0]
    ec2._network_interfaces[interface]["PrivateIpAddress"] = "127.0.0.1"
    task["attachments"] = [{"type": "ElasticNetworkInterface", "status": "ATTACHED",
                            "details": [{"name": "networkInterfaceId", "value": interface}]}]


def extend():
    run_task, mark_stopped = ecs._run_task, ecs._mark_task_stopped
    create_snapshot, delete_volume, delete_snapshot = ec2._create_snapshot, ec2._delete_volume, ec2._delete_snapshot

    def run(data):
        snapshot = snapshot_of(data)
        if snapshot and not folder_of(snapshot).is_dir():
            return ecs.error_response_json("InvalidParameterException", f"The snapshot {snapshot} does not exist", 400)
        before = set(ecs._tasks)
        answer = run_task(data)
        for arn in set(ecs._tasks) - before:
            launch(data, arn)
            attach_interface(ecs._tasks[arn])
        return answer

    def stopped(arn, task, *arguments, **options):
        # Essential containers end together, each with a code of its own.
        for index, identifier in enumerate(task.get("_docker_ids") or []):
            container = CLIENT.by_id[identifier]
            container.stop()
            task["containers"][index]["exitCode"] = container.wait()["StatusCode"]
        VOLUMES.detach(arn)
        return mark_stopped(arn, task, *arguments, **options)

    def snapshot(parameters):
        answer = create_snapshot(parameters)
        body = answer[2] if isinstance(answer[2], str) else answer[2].decode()
        shutil.copytree(folder_of(ec2._p(parameters, "VolumeId")), folder_of(re.search(r"snap-\w+", body)[0]))
        return answer

    def deleting(original, name):
        def delete(parameters):
            answer = original(parameters)
            if answer[0] == 200:
                shutil.rmtree(folder_of(ec2._p(parameters, name)), ignore_errors=True)
            return answer
        return delete

    ecs._get_docker = lambda: CLIENT
    ecs._run_task = ecs._ACTION_MAP["RunTask"] = run
    ecs._mark_task_stopped = stopped
    ec2._create_snapshot, ec2._delete_volume = snapshot, deleting(delete_volume, "VolumeId")
    (actions,) = [value for value in vars(ec2).values() if isinstance(value, dict) and "CreateSnapshot" in value]
    actions.update(CreateSnapshot=snapshot, DeleteVolume=ec2._delete_volume, DeleteSnapshot=deleting(delete_snapshot, "SnapshotId"))


if __name__ == "__main__":
    extend()
    from ministack.app import main
    main()
