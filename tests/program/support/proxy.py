"""A proxy between the program and Neo4j that makes chosen exchanges fail."""

import http.client
import http.server
import json
import threading
import urllib.parse


class FaultyProxy:
    """Passes requests on. `fault(number, path, body)` is asked for each POST to a database, counted from 1: None lets it
    pass, "before" closes the connection without passing it on, "after" passes it on and closes before the answer; the code
    of an error of Neo4j's is the answer."""

    def __init__(self, uri, fault):
        target = urllib.parse.urlsplit(uri)
        lock = threading.Lock()
        proxy = self
        self.posts = 0
        self.faults = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def exchange(self):
                body = self.body()
                what = None
                if self.command == "POST":
                    with lock:
                        proxy.posts += 1
                        what = fault(proxy.posts, self.path, body)
                        proxy.faults += what is not None
                if what == "before":
                    return self.drop()
                if what and what.startswith("Neo."):
                    error = {"code": what, "message": "as the test wants it"}
                    return self.answer(200, "application/json", json.dumps({"results": [], "errors": [error]}).encode())
                connection = http.client.HTTPConnection(target.hostname, target.port, timeout=120)
                try:
                    headers = {k: v for k, v in self.headers.items()
                               if k.lower() in ("accept", "content-type", "authorization")}
                    connection.request(self.command, self.path, body, headers)
                    answer = connection.getresponse()
                    content = answer.read()
                except (OSError, http.client.HTTPException):
                    return self.drop()
                finally:
                    connection.close()
                if what == "after":
                    return self.drop()
                self.answer(answer.status, answer.getheader("Content-Type", "application/json"), content)

            do_GET = do_POST = exchange

            def answer(self, status, kind, content):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def body(self):
                if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                    content = b""
                    while size := int(self.rfile.readline(), 16):
                        content += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                    return content
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def drop(self):
                self.close_connection = True

            def send_response(self, code, message=None):
                self.send_response_only(code, message)

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            # Its end waits for them: a request that came late would reach the graph of the next test.
            daemon_threads = False

            def handle_error(self, *_):
                """The program may hang up; that is what some tests are about."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Once the clients are gone."""
        self.server.shutdown()
        self.server.server_close()


def carries_rows(body):
    """Not what only makes the server plan a statement."""
    return b"CREATE (n" in body and b'"/us/cfr/' in body


class HoldingProxy(FaultyProxy):
    """Rows wait here until `release` is set; `reached` is set when the first have come."""

    def __init__(self, uri):
        self.reached, self.release = threading.Event(), threading.Event()
        super().__init__(uri, self.hold)

    def hold(self, _, __, body):
        if carries_rows(body):
            self.reached.set()
            self.release.wait(120)

    def close(self):
        self.release.set()
        super().close()
