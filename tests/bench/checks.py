"""Whether a proxy does what it is measured at: nobody is timed for wrong answers."""

import http.client
import http.server
import json
import threading
import time
from dataclasses import dataclass

import messages

OPEN, STALE, NEVER = 1, 10, 20  # Contacts by what is known of them.


@dataclass(frozen=True)
class Received:
    """A request as the upstream got it, and what Redis knew of contact OPEN or NEVER at that moment."""

    path: str
    headers: dict
    body: bytes
    recorded: dict


class Witness:
    """An upstream that remembers what reaches it, and looks into Redis before it answers."""

    def __init__(self, redis):
        self.received = received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorded = {index: redis.get(messages.key(index)) for index in (OPEN, NEVER)}
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
    found = []

    def post(path, body, headers):
        witness.take()
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=15)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return response.status, response.read(), witness.take()
        finally:
            connection.close()

    def expect(what, is_so):
        if not is_so:
            found.append(what)

    def is_forwarded(status, received, path, body, headers):
        return status == 200 and [(one.path, one.body) for one in received] == [(path, body)] and all(
            received[0].headers.get(name.lower()) == value for name, value in headers.items())

    now = int(time.time())
    body = messages.send(OPEN)
    status, _, received = post(messages.SEND_PATH, body, messages.TOKEN)
    expect(f"an open send is not forwarded as it is ({status})", is_forwarded(status, received, messages.SEND_PATH, body, messages.TOKEN))

    body = messages.webhook(OPEN, now)
    signature = messages.signed(body)
    status, _, received = post(messages.WEBHOOK_PATH, body, signature)
    expect(f"a webhook is not forwarded as it is ({status})", is_forwarded(status, received, messages.WEBHOOK_PATH, body, signature))
    if not running.peer.has_policy:
        return found

    expect("a webhook is not recorded before it is forwarded", received and received[0].recorded[OPEN] == str(now * 1000))

    older = messages.webhook(OPEN, now - 500)
    status, _, received = post(messages.WEBHOOK_PATH, older, messages.signed(older))
    expect(f"an older webhook is not forwarded, or moves the last contact back ({status})",
           status == 200 and len(received) == 1 and redis.get(messages.key(OPEN)) == str(now * 1000))

    for what, index in (("a stale contact", STALE), ("a contact who never wrote", NEVER)):
        status, answer, received = post(messages.SEND_PATH, messages.send(index), messages.TOKEN)
        expect(f"a send to {what} is not refused as the platform does ({status} {answer[:120]})",
               status == 400 and json.loads(answer)["error"]["code"] == 131047 and not received)

    news = messages.webhook(NEVER, now)
    for what, headers in (("forged", messages.signed(news + b" ")), ("unsigned", {})):
        status, _, received = post(messages.WEBHOOK_PATH, news, headers)
        expect(f"a {what} webhook is not refused ({status})", status == 401 and not received and redis.get(messages.key(NEVER)) is None)

    status, _, received = post(messages.WEBHOOK_PATH, news, messages.signed(news))
    expect("a first webhook is not recorded before it is forwarded", received and received[0].recorded[NEVER] == str(now * 1000))
    status, _, received = post(messages.SEND_PATH, messages.send(NEVER), messages.TOKEN)
    expect(f"a window does not open with a webhook ({status})", status == 200 and len(received) == 1)
    redis.delete(messages.key(NEVER))
    return found
