"""Whether a proxy does what it is measured at: nobody is timed for wrong answers."""

import http.client
import http.server
import json
import threading
import time
from dataclasses import dataclass

import messages
from processes import PATIENCE

OPEN, STALE, NEVER = 1, 10, 20  # Contacts by what is known of them.


@dataclass(frozen=True)
class Received:
    """A request as the upstream got it, and what Redis knew of contact NEVER at that moment."""

    path: str
    headers: dict
    body: bytes
    recorded: str | None


class Witness:
    """An upstream that remembers what reaches it, and looks into Redis before it answers."""

    def __init__(self, redis):
        self.received = received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorded = redis.get(messages.key(NEVER))
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append(Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body, recorded))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self):
        taken = list(self.received)
        self.received.clear()
        return taken

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


def deviations(running, witness, redis):
    """What a proxy does not do as it must, in words."""
    examination = Examination(running, witness, redis)
    if running.peer.has_policy:
        examination.refuses_closed_sends()
    examination.forwards()
    if running.peer.has_policy:
        examination.records_the_latest()
        examination.refuses_forgeries()
        examination.opens_a_window()
    return examination.found


class Examination:
    """The questions to one proxy."""

    def __init__(self, running, witness, redis):
        self._port, self._witness, self._redis = running.port, witness, redis
        self._now = int(time.time())
        self.found = []

    def refuses_closed_sends(self):
        for what, index in (("a stale contact", STALE), ("a contact who never wrote", NEVER)):
            status, answer, received = self._post(messages.SEND_PATH, messages.send(index), messages.TOKEN)
            is_refused = status == 400 and json.loads(answer)["error"]["code"] == 131047 and not received
            self._expect(is_refused, f"a send to {what} is not refused as the platform does ({status} {answer[:120]})")

    def forwards(self):
        webhook = messages.webhook([OPEN], self._now)
        for what, path, body, headers in (
                ("an open send", messages.SEND_PATH, messages.send(OPEN), messages.TOKEN),
                ("a webhook", messages.WEBHOOK_PATH, webhook, messages.signed(webhook))):
            status, _, received = self._post(path, body, headers)
            is_same = [(one.path, one.body) for one in received] == [(path, body)] and all(
                received[0].headers.get(name.lower()) == value for name, value in headers.items())
            self._expect(status == 200 and is_same, f"{what} is not forwarded as it is ({status})")

    def records_the_latest(self):
        older = messages.webhook([OPEN], self._now - 500)
        status, _, received = self._post(messages.WEBHOOK_PATH, older, messages.signed(older))
        self._expect(status == 200 and len(received) == 1, f"an older webhook is not forwarded ({status})")
        recorded = self._redis.get(messages.key(OPEN))
        self._expect(recorded == str(self._now * 1000), f"the last contact is {recorded} instead of the latest")

    def refuses_forgeries(self):
        body = messages.webhook([NEVER], self._now)
        for what, headers in (("forged", messages.signed(body + b" ")), ("unsigned", {})):
            status, _, received = self._post(messages.WEBHOOK_PATH, body, headers)
            is_recorded = self._redis.get(messages.key(NEVER)) is not None
            self._expect(status == 401 and not received and not is_recorded, f"a {what} webhook is not refused ({status})")

    def opens_a_window(self):
        body = messages.webhook([NEVER], self._now)
        _, _, received = self._post(messages.WEBHOOK_PATH, body, messages.signed(body))
        is_recorded = [one.recorded for one in received] == [str(self._now * 1000)]
        self._expect(is_recorded, "a webhook is not recorded before it is forwarded")
        status, _, received = self._post(messages.SEND_PATH, messages.send(NEVER), messages.TOKEN)
        self._expect(status == 200 and len(received) == 1, f"a window does not open with a webhook ({status})")
        self._redis.delete(messages.key(NEVER))  # For the next proxy.

    def _expect(self, is_so, otherwise):
        if not is_so:
            self.found.append(otherwise)

    def _post(self, path, body, headers):
        # A proxy that has only just started, or has had no processor for a while, may say that its store does not answer yet.
        until = time.monotonic() + PATIENCE
        while (answer := self._ask(path, body, headers))[0] == 503 and time.monotonic() < until:
            time.sleep(0.2)
        return answer

    def _ask(self, path, body, headers):
        self._witness.take()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return response.status, response.read(), self._witness.take()
        finally:
            connection.close()
