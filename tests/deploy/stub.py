"""A hotline that answers as it is told, and takes note of what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Stub:
    """`answers` says, for a path and how often it was asked before, the status and the body."""

    def __init__(self, answers):
        self.seen = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                before = sum(path == self.path for _, path, _ in stub.seen)
                stub.seen.append((self.command, self.path, list(self.headers.items())))
                status, body = answers(self.path, before)
                body = json.dumps(body, separators=(",", ":")).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # Who breaks off while it is answered is none of the stub's troubles.
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def headers(self, number):
        found = {}
        for name, value in self.seen[number][2]:
            found.setdefault(name.lower(), []).append(value)
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
