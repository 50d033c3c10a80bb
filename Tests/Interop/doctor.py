"""`cora doctor` beside a server that runs. Usage: doctor.py CORA PUBLIC_URL MODEL_URL FOLDER"""

import base64
import http.server
import json
import os
import subprocess
import sys
import threading

from checks import Checks, check

cora, public, model, folder = sys.argv[1:]
ACCOUNT = "AC" + "0" * 32
TOKEN = os.environ["TWILIO_AUTH_TOKEN"]
checks = Checks()


class Account(http.server.BaseHTTPRequestHandler):
    """The account and its numbers, as Twilio's REST API tells of them."""

    status = "active"
    webhook = public + "/twilio/voice"

    def do_GET(self):
        pair = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        number = {"phone_number": "+14155550100", "voice_url": self.webhook, "voice_method": "POST",
                  "voice_application_sid": "", "trunk_sid": None}
        answers = {
            f"/2010-04-01/Accounts/{ACCOUNT}.json": {"sid": ACCOUNT, "status": self.status, "type": "Full"},
            f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json":
                {"incoming_phone_numbers": [number], "next_page_uri": None},
        }
        if self.headers.get("Authorization") != f"Basic {pair}":
            return self.answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        found = answers.get(self.path.split("?")[0])
        return self.answer(200, found) if found else self.answer(404, {"code": 20404, "status": 404})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Account)
threading.Thread(target=server.serve_forever, daemon=True).start()
api = f"http://127.0.0.1:{server.server_address[1]}"


def doctor(**changed):
    """What it finds, by what was looked at, and its exit status."""
    settings = {"PUBLIC_URL": public, "OPENAI_BASE_URL": model, "TWILIO_API_URL": api, "TWILIO_ACCOUNT_SID": ACCOUNT,
                "HOST": "127.0.0.1", **changed}
    ended = subprocess.run([cora, "doctor", "--json"], cwd=folder, env={**os.environ, **settings},
                           capture_output=True, text=True, timeout=60)
    found = json.loads(ended.stdout)
    secrets = [secret for secret in (TOKEN, os.environ["OPENAI_API_KEY"]) if secret in ended.stdout + ended.stderr]
    check(not secrets, "a secret is told")
    return {finding["check"]: finding for finding in found["findings"]}, ended.returncode


def all_is_well():
    found, status = doctor()
    wrong = [f"{f['check']}: {f['what']}" for f in found.values() if f["severity"] == "fail"]
    check(status == 0 and not wrong, f"exit {status}, {wrong}")
    for name in ("OpenAI key", "model socket", "Twilio account", "Twilio numbers", "signatures", "media socket", "clock"):
        check(name in found, f"nothing is said of {name}")
    for name in ("model socket", "Twilio account", "Twilio numbers", "signatures", "media socket"):
        check(found[name]["severity"] == "ok", f"{found[name]}")


def finds(name, words, severity="fail", **changed):
    found, status = doctor(**changed)
    check(found[name]["severity"] == severity and words in found[name]["what"], f"{found[name]}")
    check(bool(found[name]["fix"]), "there is no fix")
    check(status == (1 if severity == "fail" else 0), f"exit {status}")
    return found[name]["what"]


def suspended():
    Account.status = "suspended"
    try:
        return finds("Twilio account", "suspended")
    finally:
        Account.status = "active"


def elsewhere():
    Account.webhook = "https://demo.twilio.com/welcome/voice/"
    try:
        return finds("Twilio numbers", "+14155550100 asks https://demo.twilio.com", "warn")
    finally:
        Account.webhook = public + "/twilio/voice"


other = "0123456789abcdef0123456789abcdef"
nobody = "http://127.0.0.1:1"
checks.run("all is well", all_is_well)
checks.run("another auth token than the server's: signatures",
           lambda: finds("signatures", "signed rightly", TWILIO_AUTH_TOKEN=other))
checks.run("… the media socket", lambda: finds("media socket", "signed rightly", TWILIO_AUTH_TOKEN=other))
checks.run("… and the account", lambda: finds("Twilio account", "refuses TWILIO_ACCOUNT_SID", TWILIO_AUTH_TOKEN=other))
checks.run("an account that is suspended", suspended)
checks.run("a number that asks another server", elsewhere)
checks.run("Twilio out of reach", lambda: finds("Twilio account", "cannot be reached", TWILIO_API_URL=nobody))
checks.run("a model out of reach", lambda: finds("model socket", "does not open", OPENAI_BASE_URL=nobody + "/v1"))
checks.run("a public address that leads nowhere", lambda: finds("public address", "cannot be reached", PUBLIC_URL=nobody))
checks.run("a database that is away", lambda: finds(
    "database", "", DATABASE_URL="postgresql://u:very-secret-word@127.0.0.1:1/cora"))
checks.finish()
