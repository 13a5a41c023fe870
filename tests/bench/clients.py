"""Clients who write: so many of them, each once, many in a webhook."""

import http.client
import time

import messages

EVENTS = 100  # In a webhook.


def write(port, first, count):
    """Posts the webhooks one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        for start in range(first, first + count, EVENTS):
            body = messages.webhook(range(start, start + EVENTS), int(time.time()))
            headers = {"Content-Type": "application/json", **messages.signed(body)}
            connection.request("POST", messages.WEBHOOK_PATH, body, headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"a webhook was answered {response.status}")
    finally:
        connection.close()
