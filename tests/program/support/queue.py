"""A bucket whose queue a worker listens to, on a stand-in for AWS."""

import json

import support
from support import aws
from support.graph import VARYING
from support.proxy import HoldingProxy

CLOUD = None
VISIBILITY = 5
IGNORED = VARYING | {"etag", "version_id", "sequencer"}


def start_cloud():
    """Call it in setUpModule; the stand-in is stopped with the module."""
    global CLOUD
    CLOUD = aws.StandIn("sqs")
    # The root key takes any secret; a user's does not.
    iam = aws.client("iam", CLOUD.url, "test", "test")
    iam.create_user(UserName="loader")
    iam.put_user_policy(UserName="loader", PolicyName="all", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    key = iam.create_access_key(UserName="loader")["AccessKey"]
    CLOUD.key, CLOUD.secret = key["AccessKeyId"], key["SecretAccessKey"]
    CLOUD.s3 = aws.client("s3", CLOUD.url, CLOUD.key, CLOUD.secret)
    CLOUD.sqs = aws.client("sqs", CLOUD.url, CLOUD.key, CLOUD.secret)
    return CLOUD


class QueueTest(support.ProgramTest):
    """Each test has a bucket, a queue that hears of it, and that queue's dead letters."""

    def setUp(self):
        super().setUp()
        self.name = self.id().rpartition(".")[2].replace("_", "-")[:50]
        self.dead = self.new_queue(f"{self.name}-dead")
        self.queue = self.new_queue(self.name, VisibilityTimeout=str(VISIBILITY), RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": self.arn(self.dead), "maxReceiveCount": "2"}))
        CLOUD.sqs.set_queue_attributes(QueueUrl=self.queue, Attributes={"Policy": json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                                                     "Action": "sqs:SendMessage", "Resource": self.arn(self.queue)}]})})
        CLOUD.s3.create_bucket(Bucket=self.name)
        CLOUD.s3.put_bucket_notification_configuration(Bucket=self.name, NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": self.arn(self.queue), "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]})

    @staticmethod
    def new_queue(name, **attributes):
        return CLOUD.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    @staticmethod
    def arn(queue):
        return CLOUD.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    @staticmethod
    def waiting(queue):
        """Messages that are visible, and those that somebody works on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = CLOUD.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return tuple(int(found[name]) for name in names)

    def put(self, key, path):
        CLOUD.s3.put_object(Bucket=self.name, Key=key, Body=path if isinstance(path, bytes) else path.read_bytes())

    def send(self, body):
        CLOUD.sqs.send_message(QueueUrl=self.queue, MessageBody=body if isinstance(body, str) else json.dumps(body))

    def record(self, key, event="ObjectCreated:Put", encoded=None):
        return {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": event, "s3": {
            "bucket": {"name": self.name}, "object": {"key": encoded or key, "size": 1, "sequencer": "0055AED6DCD90281E5"}}}]}

    def cloud(self, **changes):
        return {"AWS_ENDPOINT_URL": CLOUD.url, "AWS_ACCESS_KEY_ID": CLOUD.key, "AWS_SECRET_ACCESS_KEY": CLOUD.secret,
                "AWS_REGION": aws.REGION, "HOME": str(self.folder), **changes}

    def work(self, code=0, idle="1", env=None, queue=None, **options):
        done = self.ingest(f"sqs:{queue or self.queue}", "--idle-exit", idle, code=code, env=env or self.cloud(), **options)
        self.assertNotIn(CLOUD.secret, done.out + done.err)
        return done

    def start_work(self, *more, **env):
        return self.start_program("ingest", f"sqs:{self.queue}", "--log", "json", *more, env=self.cloud(**env))

    def assert_same(self, found, expected, what=""):
        self.assertEqual(support.differences(found, expected, IGNORED), [], what)

    def held(self):
        """A way to Neo4j on which rows wait."""
        proxy = HoldingProxy(self.server.uri)
        self.addCleanup(proxy.close)
        return proxy
