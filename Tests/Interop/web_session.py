"""The example of the web socket's protocol, against a server. Usage: web_session.py SERVER SPEECH.wav TOKEN"""

import json
import pathlib
import subprocess
import sys

from checks import Checks, check

checks = Checks()
client = pathlib.Path(__file__).with_name("web_client.py")


def talk():
    done = subprocess.run(
        [sys.executable, client, *sys.argv[1:]], capture_output=True, text=True, timeout=60, check=False)
    check(done.returncode == 0, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def a_call():
    told = talk()
    check(told[0]["type"] == "ready" and told[0]["sample_rate"] == 24000, told[0])
    said = [(turn["speaker"], turn["text"]) for turn in told if turn["type"] == "turn"]
    check(said[0][0] == "agent" and said[0][1].startswith("Hello, you've reached"), said)
    check(("caller", "Do you have three bedroom homes in Austin?") in said, said)
    check(any(who == "agent" and "Maple Street" in text for who, text in said), said)
    check(told[-1]["type"] == "goodbye" and told[-1]["reason"] == "caller_hung_up", told[-1])
    return f"{len(said)} turns"


checks.run("the example says hello, is greeted, asks, is answered and hangs up", a_call)
checks.finish()
