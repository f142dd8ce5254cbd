"""Stand-ins for AWS: real servers from scripts/stand-ins, and proxies in front of them."""

import glob
import pathlib
import re
import socket
import sys
import threading

from support.listener import Listener
from support.stand_in import KEY, SECRET, StandIn, stand_ins

__all__ = ["KEY", "Proxy", "REGION", "SECRET", "StandIn", "boto3", "client", "stand_ins"]

REGION = "us-east-1"


def boto3():
    """The SDK for Python, from the environment of the stand-ins: a client that is not ours."""
    home = pathlib.Path(stand_ins("python")).parent.parent
    site = glob.glob(str(home / "lib" / "python3*" / "site-packages"))[0]
    if site not in sys.path:
        sys.path.append(site)
    import boto3 as module
    return module


def client(service, url, key, secret, token=None):
    from_sdk = boto3()
    from botocore.config import Config
    return from_sdk.client(service, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret,
                           aws_session_token=token, region_name=REGION,
                           config=Config(signature_version="s3v4" if service == "s3" else None,
                                         s3={"addressing_style": "path"}, retries={"total_max_attempts": 1},
                                         max_pool_connections=32))


def content_length(head):
    match = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(match.group(1)) if match else 0


class Proxy(Listener):
    """Passes requests on, byte by byte as they are (they are signed). `fault(number, head)` is asked for each request,
    counted from 1: None lets its answer pass, a number cuts the connection after so many bytes of the answer's body,
    a pair of a number and a function calls that before it cuts. `heads` keeps what was asked."""

    def __init__(self, port, fault=lambda number, head: None):
        self.fault = fault
        self.heads = []
        self.lock = threading.Lock()
        super().__init__(port)
        self.url = f"http://127.0.0.1:{self.port}"

    def serve(self, connection):
        with connection:
            try:
                while self.exchange(connection):
                    pass
            except OSError:
                """Either side may hang up; that is what some tests are about."""

    @staticmethod
    def read_message(source):
        head = b""
        while b"\r\n\r\n" not in head:
            got = source.recv(65536)
            if not got:
                return None, b""
            head += got
        head, _, body = head.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n", body

    def exchange(self, connection):
        head, body = self.read_message(connection)
        if head is None:
            return False
        while len(body) < content_length(head):
            body += connection.recv(65536)
        with self.lock:
            self.heads.append(head.decode(errors="replace"))
            fault = self.fault(len(self.heads), self.heads[-1])
        after, then = fault if isinstance(fault, tuple) else (fault, None)
        with socket.create_connection(("127.0.0.1", self.target), timeout=60) as upstream:
            upstream.sendall(head + body)
            answer, part = self.read_message(upstream)
            if answer is None:
                return False
            connection.sendall(answer)
            left = content_length(answer) if b"HEAD" != head[:4] else 0
            sent = 0
            while True:
                if after is not None and sent + len(part) >= after:
                    connection.sendall(part[:after - sent])
                    if then:
                        then()
                    return False
                connection.sendall(part)
                sent += len(part)
                if sent >= left:
                    return True
                part = upstream.recv(min(65536, left - sent))
                if not part:
                    return False
