#!/usr/bin/env python3
"""Posts the request bodies of an earlier run, prepared beforehand: what the server can take from anyone.

recorder(URI)                    a proxy that keeps the bodies and when each was sent and answered
replay.py URI FILE CONNECTIONS   sends each body as soon as those are answered that were answered before it then;
                                 prints seconds and CPU seconds
"""

import http.client
import pickle
import resource
import sys
import threading
import time
import urllib.parse


def write(path, requests):
    with open(path, "wb") as out:
        pickle.dump(requests, out)


class Replay:
    def __init__(self, uri, requests):
        host = urllib.parse.urlsplit(uri)
        self.address = (host.hostname, host.port)
        self.requests = requests
        self.answered = [threading.Event() for _ in requests]
        self.next = 0
        self.lock = threading.Lock()
        self.errors = []

    def take(self):
        with self.lock:
            if self.next == len(self.requests):
                return None
            self.next += 1
            return self.next - 1

    def work(self):
        connection = http.client.HTTPConnection(*self.address, timeout=300)
        while (i := self.take()) is not None:
            path, headers, body, after = self.requests[i]
            for earlier in after:
                self.answered[earlier].wait()
            for _ in range(20):
                connection.request("POST", path, body, headers)
                answer = connection.getresponse().read()
                if b"DeadlockDetected" not in answer:
                    break
            if b'"errors":[]' not in answer.replace(b" ", b""):
                self.errors.append(answer[-500:])
            self.answered[i].set()
        connection.close()

    def run(self, connections):
        threads = [threading.Thread(target=self.work) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main():
    uri, path, connections = sys.argv[1:]
    with open(path, "rb") as file:
        requests = pickle.load(file)
    replay = Replay(uri, requests)
    begin = time.monotonic()
    replay.run(int(connections))
    seconds = time.monotonic() - begin
    if replay.errors:
        sys.exit(f"{len(replay.errors)} of {len(requests)} requests failed: {replay.errors[0]}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(seconds, used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    main()
