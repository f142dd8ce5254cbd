"""The templates of deploy/ as data, and the tools that read them."""

import os
import pathlib
import re
import sys
import venv

from engine import ROOT, call

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = sorted((ROOT / "deploy" / "cloudformation").glob("*.yaml"))
POLICIES = sorted((ROOT / "deploy" / "iam").glob("*.json"))


def tools():
    """A Python with what requirements.txt names, made once."""
    base = os.environ.get("REG2GRAPH_CACHE") or pathlib.Path.home() / ".cache" / "reg2graph"
    wanted = (HERE / "requirements.txt").read_text()
    place = pathlib.Path(base) / "container-tests"
    marker = place / "requirements.txt"
    if not marker.is_file() or marker.read_text() != wanted:
        venv.create(place, clear=True, with_pip=True)
        call(place / "bin" / "pip", "install", "--quiet", "-r", HERE / "requirements.txt", timeout=600)
        marker.write_text(wanted)
    return place


TOOLS = tools()
# Before those of the machine, which may be older.
sys.path[:0] = map(str, TOOLS.glob("lib/python3*/site-packages"))

import yaml  # noqa: E402  (from the folder above)


class Template(yaml.SafeLoader):
    """CloudFormation's short forms become {tag: value}."""


Template.add_multi_constructor("!", lambda loader, tag, node: {tag: (
    loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else
    loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else
    loader.construct_mapping(node, deep=True))})


def template(name):
    path = ROOT / "deploy" / "cloudformation" / name
    return yaml.load(path.read_text(encoding="utf-8"), Template)


# What a resource's ARN looks like, for tools that compare it with the actions of a statement.
ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::documents",
    "AWS::SQS::Queue": "arn:aws:sqs:eu-west-1:123456789012:queue",
    "AWS::Logs::LogGroup": "arn:aws:logs:eu-west-1:123456789012:log-group:group:*",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:eu-west-1:123456789012:table/state",
    "AWS::ECS::Cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/graph",
    "AWS::ECS::TaskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/graph:1",
    "AWS::ECS::Service": "arn:aws:ecs:eu-west-1:123456789012:service/graph/loader",
    "AWS::IAM::Role": "arn:aws:iam::123456789012:role/role",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
    "AWS::SNS::Topic": "arn:aws:sns:eu-west-1:123456789012:topic",
    "AWS::Events::Rule": "arn:aws:events:eu-west-1:123456789012:rule/rule",
}
REFERRED_TO_BY_ARN = {"AWS::ECS::TaskDefinition", "AWS::ECS::Service", "AWS::StepFunctions::StateMachine", "AWS::SNS::Topic"}
PARAMETERS = {
    "RepositoryArn": "arn:aws:ecr:eu-west-1:123456789012:repository/reg2graph",
    "Neo4jRepositoryArn": "arn:aws:ecr:eu-west-1:123456789012:repository/neo4j",
    "Neo4jSecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:reg2graph/neo4j-x1y2z3",
    "KmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    "SubnetIds": ["subnet-1", "subnet-2"],
    "AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "123456789012", "AWS::StackName": "law",
    "AWS::URLSuffix": "amazonaws.com",
}
NOTHING = object()


def resolved(value, resources, chosen=1):
    """`value` with plausible strings for its references; of each Fn::If the part `chosen` (1: as if it held)."""
    def name_of(reference):
        reference, _, attribute = reference.partition(".")
        if reference not in resources:
            return PARAMETERS.get(reference, reference.lower())
        kind = resources[reference]["Type"]
        return ARNS[kind] if attribute == "Arn" or kind in REFERRED_TO_BY_ARN else reference.lower()

    def walk(inner):
        if isinstance(inner, list):
            return [part for part in map(walk, inner) if part is not NOTHING]
        if not isinstance(inner, dict):
            return inner
        if len(inner) == 1:
            (tag, argument), = inner.items()
            if tag in ("If", "Fn::If"):
                return walk(argument[chosen])
            if tag == "Ref" and argument == "AWS::NoValue":
                return NOTHING
            if tag in ("Ref", "GetAtt"):
                return name_of(argument)
            if tag == "Sub":
                return re.sub(r"\$\{([^}]+)\}", lambda match: name_of(match[1]), argument)
            if tag == "Join":
                return argument[0].join(map(walk, argument[1])) if isinstance(argument[1], list) else walk(argument[1])
        return {key: part for key, part in ((key, walk(part)) for key, part in inner.items()) if part is not NOTHING}

    return walk(value)
