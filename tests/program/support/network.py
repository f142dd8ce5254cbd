"""Toxiproxy between the program and Neo4j: connections that are slow, cut off, or silent. What concerns one chosen
exchange is FaultyProxy's (support/proxy.py): toxiproxy knows bytes and connections, no requests."""

import http.client
import itertools
import json
import urllib.parse

from support.stand_in import StandIn


class Network(StandIn):
    """One toxiproxy; any number of ways through it."""

    def __init__(self):
        super().__init__("net")
        self.names = itertools.count(1)

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise AssertionError(f"toxiproxy: {method} {path} {body}: {answer.status} {text.decode(errors='replace')}")
        return json.loads(text) if text else None

    def way_to(self, uri):
        return Way(self, f"way{next(self.names)}", urllib.parse.urlsplit(uri).netloc)


class Way:
    """`uri` leads where it was made to lead, as long as nothing is wrong with it."""

    def __init__(self, network, name, upstream):
        self.network, self.path = network, f"/proxies/{name}"
        made = network.call("POST", "/proxies", {"name": name, "listen": "127.0.0.1:0", "upstream": upstream, "enabled": True})
        self.uri = f"http://{made['listen']}"
        self.toxics = []

    def spoil(self, kind, stream="downstream", toxicity=1.0, **attributes):
        """Downstream is from Neo4j to the program. `toxicity` is the share of connections that it befalls."""
        name = f"{kind}-{stream}-{len(self.toxics)}"
        self.network.call("POST", f"{self.path}/toxics", {"name": name, "type": kind, "stream": stream, "toxicity": toxicity,
                                                          "attributes": attributes})
        self.toxics.append(name)

    def heal(self):
        """Connections are cut first: toxiproxy can lock itself up when a toxic is taken from one that stands."""
        self.close()
        while self.toxics:
            self.network.call("DELETE", f"{self.path}/toxics/{self.toxics.pop()}")
        self.open()

    def close(self):
        """Connections are cut, new ones refused."""
        self.network.call("POST", self.path, {"enabled": False})

    def open(self):
        self.network.call("POST", self.path, {"enabled": True})

    def remove(self):
        self.network.call("DELETE", self.path)
