"""An authority of the test's own, and a TLS end before a plain server."""

import socket
import ssl
import subprocess
import threading

from support.listener import Listener


class Authority:
    """A certificate authority in `folder`, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.ca_file = folder / "authority.pem"
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=An authority of this test",
                     "-keyout", "authority.key", "-out", self.ca_file.name)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def certify(self, host):
        """Files of a certificate for this name and of its key."""
        (self.folder / "names").write_text(f"subjectAltName=DNS:{host}\n")
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", f"{host}.key", "-out", f"{host}.csr")
        self.openssl("x509", "-req", "-in", f"{host}.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
                     "-days", "2", "-extfile", "names", "-out", f"{host}.pem")
        return self.folder / f"{host}.pem", self.folder / f"{host}.key"


class TlsFront(Listener):
    """Listens with TLS and passes all on to a plain port of this machine."""

    def __init__(self, port, certificate, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        super().__init__(port)

    def serve(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as near, socket.create_connection(
                    ("127.0.0.1", self.target), timeout=60) as far:
                back = threading.Thread(target=self.pump, args=(far, near), daemon=True)
                back.start()
                self.pump(near, far)
                back.join(60)
        except OSError:
            """A client that does not trust this end hangs up; that is what the tests are about."""

    @staticmethod
    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            """The other direction ends as well."""
        finally:
            try:
                sink.shutdown(socket.SHUT_RDWR)
            except OSError:
                """It is closed already."""
