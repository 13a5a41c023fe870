"""The processes and servers that the story needs: two upstreams, the gateway, Redis."""

import http.server
import os
import re
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

PATIENCE = 20  # Seconds for anything to start or stop.


@dataclass
class Received:
    """A request as an upstream got it."""

    method: str
    target: str
    headers: dict
    body: bytes


class Upstream:
    """A tiny server on a free port that keeps what it receives and answers as `answer` says: (status, content type, bytes)."""

    def __init__(self, answer):
        self.received = []
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                if "chunked" in self.headers.get("Transfer-Encoding", ""):
                    body = b"".join(self.chunks())
                else:
                    body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Received(self.command, self.path, dict(self.headers.items()), body)
                upstream.received.append(request)
                status, content_type, content = answer(request)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def chunks(self):
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    yield self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self):
        """What arrived since the last call."""
        taken, self.received = self.received, []
        return taken

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class Gateway:
    """The built gateway as a process, on free ports of its own choosing, which it names in its log."""

    def __init__(self, binary, config, directory, environment):
        self._log_path = os.path.join(directory, "gateway.log")
        self._log = open(self._log_path, "ab")
        start = self._log.tell()
        self._process = subprocess.Popen(
            ["dotnet", binary, "run", "--config", config], cwd=directory, env=environment,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        try:
            line = self.wait_for_log(r"for the proxy on (http://\S+?), for the administrator on (http://\S+?);", start)
        except BaseException:
            self.kill()
            raise
        self.address, self.admin = line.group(1), line.group(2)

    @property
    def log(self):
        with open(self._log_path, encoding="utf-8") as file:
            return file.read()

    def wait_for_log(self, pattern, start=0):
        """Waits for a line in the log after the first `start` bytes."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with open(self._log_path, "rb") as file:
                file.seek(start)
                if found := re.search(pattern, file.read().decode()):
                    return found
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the gateway's log does not say {pattern!r}")

    def log_length(self):
        return os.path.getsize(self._log_path)

    def stop(self):
        """Asks it to end, as an init system does; its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._log.close()


class Redis:
    """A redis-server of our own, which keeps nothing on disk."""

    def __init__(self, directory):
        for _ in range(5):  # Another program can take the free port before Redis does.
            self.port = _free_port()
            self._process = subprocess.Popen(
                ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self._answers():
                return
            self.stop()
        raise RuntimeError("redis-server does not start.")

    def _answers(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(b"PING\r\n")
                    return connection.recv(64).startswith(b"+PONG") and self._process.poll() is None
            except OSError:
                time.sleep(0.05)
        return False

    def stop(self):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
