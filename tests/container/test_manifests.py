#!/usr/bin/env python3
"""What deploy/ describes for Kubernetes, Terraform and GitHub, held to the schemas that the registries give."""

import json
import pathlib
import re
import subprocess
import unittest

from engine import ROOT
from templates import TOOLS, resolved, template

import hcl2
import jsonschema
import kubernetes_validate
import yaml

KUBERNETES = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"
KEDA = json.loads((pathlib.Path(__file__).parent / "data" / "keda_scaledobject.schema.json").read_text(encoding="utf-8"))


def documents(folder=KUBERNETES):
    """Of every manifest that a kustomization names."""
    for path in sorted(folder.rglob("kustomization.yaml")):
        for name in yaml.safe_load(path.read_text(encoding="utf-8"))["resources"]:
            yield from yaml.safe_load_all((path.parent / name).read_text(encoding="utf-8"))


def of_kind(kind):
    return next(document for document in documents() if document["kind"] == kind)


class KubernetesTest(unittest.TestCase):
    def test_every_manifest_is_named_and_valid(self):
        named = {path.parent / name for path in KUBERNETES.rglob("kustomization.yaml")
                 for name in yaml.safe_load(path.read_text(encoding="utf-8"))["resources"]}
        others = {KUBERNETES / "neo4j-values.yaml", *KUBERNETES.rglob("kustomization.yaml")}
        self.assertEqual(named | others, set(KUBERNETES.rglob("*.yaml")))
        kinds = []
        for document in documents():
            kinds.append(document["kind"])
            if document["apiVersion"].startswith("keda.sh/"):
                jsonschema.validate(document, KEDA)
            else:
                kubernetes_validate.validate(document, VERSION, strict=True)
        self.assertEqual(sorted(kinds), ["Deployment", "Job", "Namespace", "NetworkPolicy", "ScaledObject", "ServiceAccount",
                                         "TriggerAuthentication"])

    def test_it_can_fail(self):
        job = of_kind("Job")
        job["spec"]["completionsMode"] = job["spec"].pop("completionMode")
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(job, VERSION, strict=True)
        scaled = of_kind("ScaledObject")
        scaled["spec"]["triggers"][0]["metadata"]["queueUrl"] = "x"
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(scaled, KEDA)

    def test_the_containers_are_as_confined_as_those_that_are_tested(self):
        for kind in ("Deployment", "Job"):
            pod = of_kind(kind)["spec"]["template"]["spec"]
            (loader,) = pod["containers"]
            self.assertEqual((pod["securityContext"]["runAsUser"], pod["securityContext"]["runAsNonRoot"]), (10001, True))
            self.assertEqual(pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertEqual(loader["securityContext"], {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                                                         "capabilities": {"drop": ["ALL"]}})
            self.assertEqual([mount["mountPath"] for mount in loader["volumeMounts"]], ["/var/lib/reg2graph"])
            stop = int(loader["args"][loader["args"].index("--stop-timeout") + 1])
            self.assertLess(stop, pod["terminationGracePeriodSeconds"])

    def test_as_many_shards_as_indexes(self):
        job = of_kind("Job")["spec"]
        (loader,) = job["template"]["spec"]["containers"]
        self.assertEqual(job["completionMode"], "Indexed")
        self.assertEqual(loader["args"][loader["args"].index("--shards") + 1], str(job["completions"]))

    def test_every_variable_is_set(self):
        for path in KUBERNETES.rglob("kustomization.yaml"):
            (generator,) = yaml.safe_load(path.read_text(encoding="utf-8"))["configMapGenerator"]
            names = {literal.partition("=")[0] for literal in generator["literals"]}
            for file in path.parent.glob("*.yaml"):
                for name in re.findall(r"\$\((\w+)\)|queueURLFromEnv: (\w+)", file.read_text(encoding="utf-8")):
                    self.assertIn("".join(name), names, file)

    def test_neo4j_is_not_reached_from_outside(self):
        values = yaml.safe_load((KUBERNETES / "neo4j-values.yaml").read_text(encoding="utf-8"))
        self.assertEqual(values["services"]["neo4j"]["spec"]["type"], "ClusterIP")
        self.assertNotIn("password", values["neo4j"])
        task = template("reg2graph-ebs.yaml")["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0]
        environment = {variable["Name"]: variable["Value"] for variable in task["Environment"]}
        for name in ("server.memory.heap.max_size", "server.memory.pagecache.size", "db.tx_log.rotation.retention_policy"):
            self.assertEqual(values["config"][name], environment["NEO4J_" + name.replace("_", "__").replace(".", "_")], name)


class TerraformTest(unittest.TestCase):
    """The module is the stack of template A."""

    @classmethod
    def setUpClass(cls):
        cls.files = {}
        for path in (ROOT / "deploy" / "terraform").glob("*.tf"):
            text = re.sub(r'^((?:variable|output|resource) .*)$', r"\1", path.read_text(encoding="utf-8"), flags=re.M)
            cls.files[path.name] = hcl2.loads(text)
        cls.template = template("reg2graph.yaml")

    @staticmethod
    def bare(value):
        return value.strip('"') if isinstance(value, str) else value

    def test_every_parameter_is_a_variable_and_the_other_way_round(self):
        (resource,) = self.files["main.tf"]["resource"]
        ((_, stacks),) = resource.items()
        ((_, stack),) = stacks.items()
        given = {self.bare(name): value for name, value in stack["parameters"].items()}
        self.assertEqual(set(given), set(self.template["Parameters"]))
        used = set(re.findall(r"var\.(\w+)", json.dumps(stack)))
        variables = {self.bare(name): body for entry in self.files["variables.tf"]["variable"] for name, body in entry.items()}
        self.assertEqual(used, set(variables))
        for name, parameter in self.template["Parameters"].items():
            (variable,) = re.findall(r"var\.(\w+)", given[name])
            self.assertEqual("default" in variables[variable], "Default" in parameter, name)
            default = self.bare(variables[variable].get("default"))
            if not isinstance(default, bool) and "Default" in parameter:
                self.assertEqual(default, parameter["Default"], name)
            elif isinstance(default, bool):
                self.assertIn(parameter["Default"], ("no", "DISABLED"), name)
                self.assertFalse(default, name)

    def test_its_outputs_are_the_stacks(self):
        for name in re.findall(r'outputs\["(\w+)"\]', (ROOT / "deploy" / "terraform" / "outputs.tf").read_text(encoding="utf-8")):
            self.assertIn(name, self.template["Outputs"])


class GitHubTest(unittest.TestCase):
    WORKFLOW = ROOT / ".github" / "workflows" / "image.yml"
    ROLE = ROOT / "deploy" / "iam" / "github-push-role.yaml"

    def check(self, *arguments):
        return subprocess.run([TOOLS / "bin" / "check-jsonschema", *arguments], capture_output=True, text=True, check=False, timeout=120)

    def test_the_workflow(self):
        done = self.check("--builtin-schema", "vendor.github-workflows", self.WORKFLOW)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        workflow = yaml.safe_load(self.WORKFLOW.read_text(encoding="utf-8"))
        # What is not trusted gets no token of AWS.
        self.assertEqual(workflow["permissions"], {"contents": "read"})
        for name, job in workflow["jobs"].items():
            self.assertEqual("id-token" in job.get("permissions", {}), name == "publish", name)
        self.assertIn("refs/tags/v", workflow["jobs"]["publish"]["if"])
        steps = {step["uses"].partition("@")[0]: step.get("with", {}) for step in workflow["jobs"]["publish"]["steps"] if "uses" in step}
        push = steps["docker/build-push-action"]
        self.assertEqual((push["platforms"], push["sbom"], push["provenance"]), ("linux/amd64,linux/arm64", True, "mode=max"))

    def test_the_role(self):
        done = subprocess.run([TOOLS / "bin" / "cfn-lint", self.ROLE], capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = self.ROLE.read_text(encoding="utf-8")
        for action in json.loads((ROOT / "deploy" / "iam" / "ecr-private-push.json").read_text(encoding="utf-8"))["Statement"][1]["Action"]:
            self.assertIn(action, text)
        self.assertIn("refs/tags/v*", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
