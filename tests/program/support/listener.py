"""Ports of this machine: one before another, whose connections are served by a thread each, and one for an HTTP server."""

import http.server
import socket
import threading


class Listener:
    def __init__(self, target, port=0):
        """A port that is asked for may be held by others that let it be shared."""
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", port), reuse_port=port != 0)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        """New connections are refused from now on."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


class HttpService:
    """An HTTP server of a test; whoever starts it closes it."""

    def __init__(self, handler):
        self.server, self.url = serve_http(handler)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def serve_http(handler):
    """An HTTP server on a free port of this machine that answers as `handler` does; whoever asks for it shuts it down."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
