"""A bad network between the browser and the server, at an address of its own."""

import http.client
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANG_S = 12


class BadNetwork(ThreadingHTTPServer):
    """Passes requests on to a port of this machine, as badly as its attributes say.

    `delay` seconds before each request; the next `hang` POSTs are neither passed on nor answered
    for `HANG_S`; `status` answered instead of passing a POST on; every
    `drop`-th POST's reply is thrown away and the connection cut, once the server has done its part.
    """

    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = port
        self.delay, self.status, self.drop = 0.0, 0, 0
        self.hang = 0
        self.n_posts = self.n_dropped = 0
        self.counting = threading.Lock()

    @property
    def url(self):
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.server_port}"

    def hangs_this(self):
        """Whether this POST gets no answer at all."""
        with self.counting:
            is_hanging = self.hang > 0
            self.hang -= is_hanging
            return is_hanging

    def drops_this(self):
        """Whether this POST's reply is lost."""
        with self.counting:
            self.n_posts += 1
            is_lost = bool(self.drop) and self.n_posts % self.drop == 0
            self.n_dropped += is_lost
            return is_lost

    def handle_error(self, request, client_ip):
        """A browser that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.hangs_this():
            time.sleep(HANG_S)
            self.close_connection = True
        elif self.server.status:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.pass_on(body)

    def pass_on(self, body):
        time.sleep(self.server.delay)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=20)
        headers = dict(self.headers.items()) | {"Connection": "close"}
        connection.request(self.command, self.path, body=body, headers=headers)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        if body is not None and self.server.drops_this():
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Quietly."""
