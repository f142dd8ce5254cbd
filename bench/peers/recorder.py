"""A proxy that passes requests on and keeps those that write."""

import http.client
import http.server
import itertools
import threading
import urllib.parse

def writes_rows(body):
    """A batch ends with its stamps; a statement without parameters is only to be planned."""
    return (b"UNWIND $p.stamps" in body or b"UNWIND $u AS u" in body) and b'"p":{}' not in body


HEADERS = ("accept", "content-type", "authorization")


class Recorder:
    """requests: (path, headers, body, numbers of those that had been answered before it was sent), in order."""

    def __init__(self, uri):
        target = urllib.parse.urlsplit(uri)
        recorder = self
        self.requests = []
        self.answered = set()
        lock = threading.Lock()
        local = threading.local()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {k: v for k, v in self.headers.items() if k.lower() in HEADERS}
                number = None
                if writes_rows(body):
                    with lock:
                        number = len(recorder.requests)
                        recorder.requests.append((self.path, headers, body, sorted(recorder.answered)))
                if not hasattr(local, "connection"):
                    local.connection = http.client.HTTPConnection(target.hostname, target.port, timeout=300)
                local.connection.request(self.command, self.path, body, headers)
                answer = local.connection.getresponse()
                content = answer.read()
                if number is not None:
                    with lock:
                        recorder.keep(number, content)
                self.send_response_only(answer.status)
                self.send_header("Content-Type", answer.getheader("Content-Type", "application/json"))
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = pass_on

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def keep(self, number, answer):
        """One that failed was sent again by the program, and is not to be sent twice here."""
        if b'"errors":[]' in answer:
            self.answered.add(number)
        else:
            self.requests[number] = None

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        numbers = {old: new for new, old in enumerate(i for i, r in enumerate(self.requests) if r is not None)}
        return [(path, headers, body, [numbers[i] for i in after])
                for path, headers, body, after in itertools.compress(self.requests, self.requests)]
