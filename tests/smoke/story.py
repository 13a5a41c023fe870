"""A day between a helpdesk, the built gateway and three platforms, told line by line; any deviation ends it with exit code 1.

Usage: story.py GATEWAY_DLL [sqlite] [redis]
The samples are those of the platforms' documentation, with the contact and the time put in:
https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
https://developers.facebook.com/docs/instagram-platform/webhooks/examples
"""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timezone

from servers import Gateway, Redis, Upstream

SAMPLES = pathlib.Path(__file__).parent / "samples"
DAY = 24 * 3600
TOKEN = "EAAJB-access-token-of-the-helpdesk"
SECRETS = {"whatsapp": "whatsapp-app-secret-5f1c", "messenger": "messenger-app-secret-80ab", "instagram": "instagram-app-secret-c3d7"}
WHATSAPP, MESSENGER, INSTAGRAM = "WhatsApp", "Messenger", "Instagram"
PATHS = {WHATSAPP: "/v23.0/106540352242922/messages", MESSENGER: "/v23.0/682498302938465/messages", INSTAGRAM: "/v23.0/me/messages"}
CLOSED = {WHATSAPP: (131047, None), MESSENGER: (10, 2018278), INSTAGRAM: (10, 2534022)}


class Deviation(Exception):
    """Something is not as promised."""


def expect(what, actual, wanted):
    if actual != wanted:
        raise Deviation(f"{what}: {actual!r} instead of {wanted!r}")


def expect_in(what, part, whole):
    if part not in whole:
        raise Deviation(f"{what}: {part!r} is not in {whole!r}")


def tell(line):
    print(f"    {line}", flush=True)


def sample(name, contact="", at=0.0):
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    for mark, value in (("@CONTACT@", contact), ("@SECONDS@", str(int(at))), ("@MILLISECONDS@", str(int(at * 1000)))):
        text = text.replace(mark, value)
    return text.encode()


def clock(instant):
    return datetime.fromtimestamp(instant, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def header_time(text):
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.strptime(text, form).replace(tzinfo=timezone.utc).timestamp()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(address, method, target, body=None, headers=None):
    url = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=15)
    try:
        connection.request(method, target, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Story:
    """One store, one gateway (two on Redis), one platform, one helpdesk."""

    def __init__(self, binary, directory, store, ends):
        self.binary, self.directory, self.store, self.ends = binary, pathlib.Path(directory), store, ends
        self.platform = Upstream(lambda request: (200, "application/json; charset=UTF-8", b'{"messages":[{"id":"wamid.OUT1"}]}'))
        self.helpdesk = Upstream(self.helpdesk_answer)
        ends.callback(self.platform.stop)
        ends.callback(self.helpdesk.stop)
        self.config = self.directory / "policyproxy.json"
        self.told = set()
        self.write_config()

    @staticmethod
    def helpdesk_answer(request):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.target).query)
        return 200, "text/plain", query.get("hub.challenge", ["EVENT_RECEIVED"])[0].encode()

    def write_config(self, messenger_hours=24.0):
        """The three channels, each with its secret from another source; the last one in the environment."""
        (self.directory / "messenger-secret").write_text(SECRETS["messenger"] + "\n", encoding="utf-8")
        every_channel = "whatsapp,messenger,instagram"
        text = json.dumps({
            "Kestrel": {"Endpoints": {"Proxy": {"Url": "http://127.0.0.1:0"}}},
            "Admin": {"Url": "http://127.0.0.1:0"},
            "Messaging": {
                "Store": {**self.store, "OperationTimeoutMs": 5000},
                "Channels": {
                    "whatsapp": {"Platform": "WhatsApp"},
                    "messenger": {"Platform": "Messenger", "AppSecretFiles": ["messenger-secret"], "WindowHours": messenger_hours},
                    "instagram": {"Platform": "Instagram", "AppSecrets": [SECRETS["instagram"]]},
                },
            },
            "ReverseProxy": {
                "Routes": {
                    "webhooks": {
                        "ClusterId": "helpdesk", "Order": 0, "Match": {"Path": "/webhooks/{**rest}"},
                        "Metadata": {"Messaging.Webhook": every_channel},
                    },
                    "graph-api": {
                        "ClusterId": "graph", "Order": 1, "Match": {"Path": "/{**path}"},
                        "Metadata": {"Messaging.Send": every_channel},
                    },
                },
                "Clusters": {
                    "helpdesk": {"Destinations": {"1": {"Address": self.helpdesk.address}}},
                    "graph": {"Destinations": {"1": {"Address": self.platform.address}}},
                },
            },
        })
        whole = self.config.with_suffix(".new")
        whole.write_text(text, encoding="utf-8")
        whole.replace(self.config)

    @property
    def environment(self):
        # Nothing of the surroundings configures the gateway.
        inherited = {name: value for name, value in os.environ.items() if "__" not in name}
        return {**inherited, "Messaging__Channels__whatsapp__AppSecrets__0": SECRETS["whatsapp"]}

    def start(self):
        gateway = Gateway(self.binary, str(self.config), str(self.directory), self.environment)
        self.ends.callback(gateway.kill)
        return gateway

    def command(self, *arguments):
        return subprocess.run(
            ["dotnet", self.binary, *arguments], cwd=self.directory, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)

    # What clients do.

    def webhook(self, gateway, platform, contact, at, name=None, secret=None, wanted=200):
        body = sample(name or f"{platform.lower()}-webhook", contact, at)
        key = secret or SECRETS[platform.lower()]
        signature = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature, "User-Agent": "facebookexternalua"}
        answer = ask(gateway.address, "POST", "/webhooks/meta", body, headers)
        received = self.helpdesk.take()
        expect("status of the webhook", answer.status, wanted)
        expect("requests at the platform", len(self.platform.take()), 0)
        if wanted != 200:
            expect("webhooks at the helpdesk", len(received), 0)
            return
        expect("answer of the helpdesk", answer.body, b"EVENT_RECEIVED")
        expect("webhooks at the helpdesk", len(received), 1)
        expect("path at the helpdesk", received[0].target, "/webhooks/meta")
        expect("bytes at the helpdesk", received[0].body, body)
        expect("signature at the helpdesk", received[0].headers.get("X-Hub-Signature-256"), signature)

    def client_writes(self, gateway, name, platform, contact, at, when="", window=DAY):
        self.webhook(gateway, platform, contact, at)
        # WhatsApp's timestamps are whole seconds.
        closes = (int(at) if platform == WHATSAPP else int(at * 1000) / 1000) + window
        state = "window open until" if closes > time.time() else "the window closed at"
        tell(f"{name} writes on {platform}{when}: helpdesk has the same bytes; {state} {clock(closes)}")
        return closes

    # What agents do.

    def send(self, gateway, platform, contact, name=None):
        body = sample(name or f"{platform.lower()}-send", contact)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        return body, ask(gateway.address, "POST", PATHS[platform], body, headers)

    def delivered(self, gateway, who, platform, contact, closes=None, name=None, reason="window-open"):
        body, answer = self.send(gateway, platform, contact, name)
        received = self.platform.take()
        expect("status of the send", answer.status, 200)
        expect("answer of the platform", answer.body, b'{"messages":[{"id":"wamid.OUT1"}]}')
        expect("sends at the platform", len(received), 1)
        expect("path at the platform", (received[0].method, received[0].target), ("POST", PATHS[platform]))
        expect("bytes at the platform", received[0].body, body)
        expect("token at the platform", received[0].headers.get("Authorization"), f"Bearer {TOKEN}")
        expect("X-Forwarded-For at the platform", received[0].headers.get("X-Forwarded-For"), None)
        expect("X-Policy-Reason", answer.headers["X-Policy-Reason"], reason)
        if reason == "not-a-send":
            expect("X-Policy-Verdict", answer.headers["X-Policy-Verdict"], None)
            tell(f"{who}: passed on, it is no message ({reason})")
            return
        expect("X-Policy-Verdict", answer.headers["X-Policy-Verdict"], "allowed")
        self.expect_closes(answer, closes)
        tell(f"{who}: delivered, same bytes ({reason})")

    def refused(self, gateway, who, platform, contact, reason, closes=None, name=None, worded_by=None):
        code, subcode = CLOSED[worded_by or platform]
        _, answer = self.send(gateway, platform, contact, name)
        expect("sends at the platform", len(self.platform.take()), 0)
        expect("status of the refusal", answer.status, 400)
        expect("Content-Type", answer.headers["Content-Type"], "application/json; charset=UTF-8")
        error = json.loads(answer.body)["error"]
        expect("code", (error["code"], error.get("error_subcode"), error["type"]), (code, subcode, "OAuthException"))
        expect_in("message", "not delivered", error["message"])
        expect("error_user_title", error["error_user_title"], "Message not delivered")
        expect_in("error_user_msg", "not delivered", error["error_user_msg"])
        if platform == WHATSAPP:
            expect_in("details", "not delivered", error["error_data"]["details"])
        expect("X-Policy-Verdict", answer.headers["X-Policy-Verdict"], "refused")
        expect("X-Policy-Reason", answer.headers["X-Policy-Reason"], reason)
        self.expect_closes(answer, closes)
        number = f"#{code}" + (f"/{subcode}" if subcode else "")
        tell(f"{who}: not delivered ({number}, {reason}), nothing reached the platform")
        if reason not in self.told:
            tell(f"    the agent reads: {error['error_user_msg']}")
            self.told.add(reason)

    @staticmethod
    def expect_closes(answer, closes):
        told = answer.headers["X-Policy-Window-Closes"]
        expect("X-Policy-Window-Closes", told and round(header_time(told), 3), closes and round(closes, 3))

    # What happens.

    def run(self):
        check = self.command("check", "--config", str(self.config))
        expect("exit code of check", (check.returncode, check.stderr), (0, ""))
        expect_in("output of check", "is valid", check.stdout)
        gateway = self.start()
        health = self.command("healthcheck", "--url", gateway.admin)
        expect("exit code of healthcheck", health.returncode, 0)
        tell("the configuration is valid, the gateway is up and ready")

        self.handshake(gateway)
        self.before(gateway)
        kerry, mo = self.inside_and_after(gateway)
        gateway = self.restart(gateway, kerry, mo)
        if self.store["Provider"] == "Redis":
            self.second_gateway(kerry)
        self.shorter_window(gateway)
        self.end(gateway)

    def handshake(self, gateway):
        target = "/webhooks/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock"
        answer = ask(gateway.address, "GET", target)
        received = self.helpdesk.take()
        expect("handshake", (answer.status, answer.body), (200, b"1158201444"))
        expect("handshake at the helpdesk", [request.target for request in received], [target])
        tell("the platform asks to subscribe: the helpdesk answers, the challenge comes back")

    def before(self, gateway):
        self.refused(gateway, "agent writes to Kerry first on WhatsApp", WHATSAPP, "16315551181", "no-client-contact")
        self.refused(gateway, "agent writes to Jo first on Messenger", MESSENGER, "25381719828140932", "no-client-contact")
        # A recipient nobody knows can be either's; the first of the two channels answers.
        self.refused(gateway, "agent writes to Ira first on Instagram", INSTAGRAM, "836284028372911", "no-client-contact",
                     worded_by=MESSENGER)

        self.webhook(gateway, WHATSAPP, "16315551181", time.time(), secret="guessed", wanted=401)
        tell("somebody forges a webhook of Kerry's: 401, the helpdesk hears nothing")
        self.webhook(gateway, MESSENGER, "25381719828140932", time.time(), name="messenger-echo")
        tell("the Page writes to Jo by itself (an echo): forwarded")
        self.refused(gateway, "agent writes to Kerry", WHATSAPP, "16315551181", "no-client-contact")
        self.refused(gateway, "agent writes to Jo", MESSENGER, "25381719828140932", "no-client-contact")

    def inside_and_after(self, gateway):
        now = time.time()
        kerry = self.client_writes(gateway, "Kerry", WHATSAPP, "16315551181", now)
        self.delivered(gateway, "agent answers Kerry", WHATSAPP, "16315551181", kerry)
        jo = self.client_writes(gateway, "Jo", MESSENGER, "25381719828140932", now)
        self.delivered(gateway, "agent answers Jo", MESSENGER, "25381719828140932", jo)
        self.delivered(gateway, "agent answers Jo with a tag", MESSENGER, "25381719828140932", jo, name="messenger-tagged-send")
        ira = self.client_writes(gateway, "Ira", INSTAGRAM, "836284028372911", now)
        self.delivered(gateway, "agent answers Ira", INSTAGRAM, "836284028372911", ira)

        late = " 25 hours ago (told late)"
        old = now - 25 * 3600
        lee = self.client_writes(gateway, "Lee", WHATSAPP, "5511987654321", old, late)
        self.refused(gateway, "agent answers Lee, 25 hours later", WHATSAPP, "5511987654321", "window-closed", lee)
        self.delivered(gateway, "agent's helpdesk marks a message as read", WHATSAPP, "", name="whatsapp-read", reason="not-a-send")
        mo = self.client_writes(gateway, "Mo", MESSENGER, "7012345678901234", old, late)
        self.refused(gateway, "agent answers Mo, 25 hours later", MESSENGER, "7012345678901234", "window-closed", mo)
        self.refused(gateway, "agent tries a tag", MESSENGER, "7012345678901234", "tag-not-supported", mo, name="messenger-tagged-send")
        uma = self.client_writes(gateway, "Uma", INSTAGRAM, "1012345678901234", old, late)
        self.refused(gateway, "agent answers Uma, 25 hours later", INSTAGRAM, "1012345678901234", "window-closed", uma)

        lee = self.client_writes(gateway, "Lee", WHATSAPP, "5511987654321", now, " again")
        # Without Brazil's ninth digit it is the same person.
        self.delivered(gateway, "agent answers Lee at the shorter form of the number", WHATSAPP, "551187654321", lee)
        self.webhook(gateway, WHATSAPP, "16315551181", old)
        tell("the platform delivers a message of Kerry's of 25 hours ago once more: forwarded, her window stays as it was")
        self.delivered(gateway, "agent answers Kerry", WHATSAPP, "16315551181", kerry)
        return kerry, mo

    def restart(self, gateway, kerry, mo):
        expect("exit code of the gateway", gateway.stop(), 0)
        gateway = self.start()
        tell("the gateway is stopped (exit code 0) and started again")
        self.delivered(gateway, "agent answers Kerry", WHATSAPP, "16315551181", kerry)
        self.refused(gateway, "agent answers Mo", MESSENGER, "7012345678901234", "window-closed", mo)
        return gateway

    def second_gateway(self, kerry):
        directory = self.directory / "second"
        directory.mkdir()
        shutil.copy(self.directory / "messenger-secret", directory)
        second = Gateway(self.binary, str(self.config), str(directory), self.environment)
        self.ends.callback(second.kill)
        tell("a second gateway joins on the same Redis")
        self.delivered(second, "agent answers Kerry through the second one", WHATSAPP, "16315551181", kerry)
        expect("exit code of the second gateway", second.stop(), 0)

    def shorter_window(self, gateway):
        start = gateway.log_length()
        self.write_config(messenger_hours=0.001)
        gateway.wait_for_log("is in force", start)
        tell("the operator saves a window of 3.6 seconds for Messenger: in force without a restart")
        now = time.time()
        closes = self.client_writes(gateway, "Jo", MESSENGER, "25381719828140932", now, " again", window=3.6)
        self.delivered(gateway, "agent answers Jo at once", MESSENGER, "25381719828140932", closes)
        time.sleep(max(0.0, closes - time.time()) + 0.1)
        self.refused(gateway, "agent answers Jo four seconds later", MESSENGER, "25381719828140932", "window-closed", closes)

    def end(self, gateway):
        expect("exit code of the gateway", gateway.stop(), 0)
        log = gateway.log
        for secret in (*SECRETS.values(), TOKEN, "quest-3", "16315551181", "25381719828140932", "meatyhamhock"):
            if secret in log:
                raise Deviation(f"the gateway's log holds {secret!r}")
        tell("the gateway ends with exit code 0; its log holds no secret, token, text or whole contact")


def main(binary, stores):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for store in stores:
        print(f"  Windows kept in {'Redis' if store == 'redis' else 'SQLite'}:", flush=True)
        with contextlib.ExitStack() as ends:
            directory = ends.enter_context(tempfile.TemporaryDirectory(prefix="policyproxy-smoke-"))
            options = {"Provider": "Sqlite", "ConnectionString": "Data Source=windows.db"}
            if store == "redis":
                redis = Redis(directory)
                ends.callback(redis.stop)
                options = {"Provider": "Redis", "ConnectionString": f"127.0.0.1:{redis.port}"}
            try:
                Story(binary, directory, options, ends).run()
            except Exception as exception:  # Whatever it is, the story ends here and the log says more.
                print(f"  FAILED: {exception if isinstance(exception, Deviation) else repr(exception)}", file=sys.stderr)
                with contextlib.suppress(OSError):
                    log = (pathlib.Path(directory) / "gateway.log").read_text(encoding="utf-8").splitlines()
                    print("  The gateway's log ends with:", *log[-15:], sep="\n    ", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
