"""The page of /client/ as the checks by WebRTC use it: its calls, the server's word on them, and the stand-in's faults."""

import argparse
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

from browser import STATE, until
from browser import opened as opened_at
from checks import Failure, check

options = argparse.ArgumentParser()
options.add_argument("server")
options.add_argument("speech")
for name in ("token", "control", "peers", "cora", "folder"):
    options.add_argument(f"--{name}", required=True)
options.add_argument("--pictures")
options.add_argument("--only", nargs="*")
options = options.parse_args()

TROUBLE = "!document.querySelector('#trouble').hidden"
LOUD = "parseFloat(document.querySelector('#agent-level').style.transform.slice(7)) > 0.2"
ASKED = re.compile(r"/session(\?|$)")
# What browsers say of an answer that is no 2xx, and of a socket that is closed.
REFUSED = re.compile("status of|WebSocket|ERR_")


def asked(address, method="GET", data=None, headers=None):
    """The status and the JSON of an answer."""
    request = urllib.request.Request(address, data, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def known(path, method="GET"):
    """The same, of this server, by one who has its token."""
    return asked(options.server + path, method, headers={"Authorization": f"Bearer {options.token}"})


def fault(*faults):
    """Has the stand-in do something wrong; nothing: no more."""
    if faults:
        return asked(options.control + "/faults", "POST", json.dumps(faults).encode(), {"content-type": "application/json"})
    return asked(options.control + "/faults", "DELETE")


def opened(browser, script="", answer=None, **more):
    """The page. Its sessions are asked for with a token, which no rate limits, and are listed in `sessions`; `answer` is the
    session that it gets in place of one."""
    page = opened_at(browser, options.server + "/client/", script, **more)
    watched(page)
    if answer:
        page.route(ASKED, lambda route: route.fulfill(json=answer))
    else:
        page.route(ASKED, lambda route: route.continue_(
            headers={**route.request.headers, "authorization": f"Bearer {options.token}"}))
    return page


def watched(page):
    """Notes the sessions that a page gets, and what it says on its sockets."""
    page.sessions, page.sent = [], []
    page.on("response", lambda answer: page.sessions.append(answer.json()) if ASKED.search(answer.url) and answer.ok else None)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))


def called(page):
    """Presses the button; the call's id, once it is live."""
    page.click("#call")
    until(page, f"{STATE} === 'live'", 20_000)
    return page.sessions[-1]["session"]


def over(page, within=20_000):
    """Waits for the call to end in trouble: in which words."""
    until(page, f"{STATE} === 'idle' && {TROUBLE}", within)
    return page.inner_text("#trouble")


def freed(session, within=15):
    """Waits until a session holds no place: after how many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        status, table = known("/ops/calls")
        check(status == 200, table)
        if session not in json.dumps(table):
            return f"{time.monotonic() - began:.1f} s"
        time.sleep(0.1)
    raise Failure(f"the session is still there after {within} s")


def stored(session):
    """The call as the database has it, once it has ended."""
    for _ in range(100):
        found = subprocess.run(
            [options.cora, "calls", session, "--json"], cwd=options.folder, capture_output=True, text=True, check=False)
        call = json.loads(found.stdout) if found.returncode == 0 else {}
        if call.get("ended_at"):
            return call
        time.sleep(0.2)
    raise Failure(f"the call is not in the database: {found.stdout} {found.stderr}")
