"""A real time stamp authority on loopback: OpenSSL behind a small HTTP server."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIG = """\
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Test root
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = us
[us]
serial = {folder}/serial
signer_cert = {folder}/stamper.pem
signer_key = {folder}/stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
ess_cert_id_alg = sha256
"""


class TimeStampAuthority:
    """Makes its certificates, and answers questions over HTTP."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.roots = folder / "root.pem"
        self.broken = False
        (folder / "openssl.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self._make_certificates()
        self.server = HTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/tsr"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, question: bytes) -> bytes:
        (self.folder / "question.tsq").write_bytes(question)
        self._openssl(
            *("ts", "-reply", "-queryfile", "question.tsq", "-out", "answer.tsr"),
            *("-config", "openssl.cnf", "-section", "us"),
        )
        return (self.folder / "answer.tsr").read_bytes()

    def _make_certificates(self) -> None:
        key = ("-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf")
        self._openssl(
            *("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem"),
            *("-days", "30", "-extensions", "root"),
        )
        self._openssl(
            *("req", *key, "-keyout", "stamper.key", "-out", "stamper.csr"),
            *("-subj", "/CN=Test stamper"),
        )
        self._openssl(
            *("x509", "-req", "-in", "stamper.csr", "-CA", "root.pem"),
            *("-CAkey", "root.key", "-CAcreateserial", "-out", "stamper.pem"),
            *("-days", "30", "-extfile", "openssl.cnf", "-extensions", "stamper"),
        )

    def _openssl(self, *words: str) -> None:
        command = ["openssl", *words]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


def _handler(authority: TimeStampAuthority) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            answer = b"out of order" if authority.broken else authority.answer(question)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    return Handler
