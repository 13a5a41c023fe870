"""The messages that go through the proxies, and the contacts they are of."""

import functools
import hashlib
import hmac
import pathlib

DIRECTORY = pathlib.Path(__file__).parent / "messages"
ACCOUNT = "106540352242922"
SECRET = "whatsapp-app-secret-5f1c"
SEND_PATH, WEBHOOK_PATH = f"/v23.0/{ACCOUNT}/messages", "/webhooks/whatsapp"
TOKEN = {"Authorization": "Bearer EAAJB-access-token-of-the-helpdesk"}


def contact(index):
    """Contact 0, 10, 20, ... is closed, contact 0, 20, 40, ... never wrote; the windows of all others are open."""
    return f"1631{index:07d}"


def key(index):
    return f"policyproxy:window:whatsapp:{ACCOUNT}:{contact(index)}"


def send(index):
    return _template("send").replace("@CONTACT@", contact(index)).encode()


def webhook(indices, seconds):
    """One with a message of each contact."""
    message = _template("message").replace("@SECONDS@", str(seconds))
    return _template("webhook").replace("@MESSAGES@", ",".join(message.replace("@CONTACT@", contact(index)) for index in indices)).encode()


def signed(body):
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def last_contacts(count, now):
    """(index, last contact in Unix milliseconds) of those who ever wrote: an hour ago, or, where closed, 30 hours ago."""
    for index in range(count):
        if index % 20:
            yield index, (now - (30 if index % 10 == 0 else 1) * 3600) * 1000


@functools.cache
def _template(name):
    return (DIRECTORY / f"{name}.json").read_text(encoding="utf-8").rstrip()
