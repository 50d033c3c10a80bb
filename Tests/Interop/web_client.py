"""A client of CORA's web socket (Config/web-protocol.md): says a WAV file (16 bits, 24 kHz, mono), prints what is said and done.
Usage: web_client.py SERVER SPEECH.wav TOKEN [ANSWERS]    hangs up when the agent has said so many things (2)"""

import json
import sys
import threading
import time
import urllib.request
import wave

from websockets.sync.client import connect

server, speech, token = sys.argv[1:4]
answers = int(sys.argv[4]) if len(sys.argv) > 4 else 2
request = urllib.request.Request(server + "/session", headers={"Authorization": f"Bearer {token}"})
session = json.load(urllib.request.urlopen(request))
hello = ["cora.v1", "cora.session." + session["session"], "cora.token." + session["token"]]
socket = connect(server.replace("http", "ws", 1) + session["path"], subprotocols=hello, max_size=None)
received, until = 0, 0.0  # samples of the agent's that came, and when the last of them will have been played


def speak():
    """Sends a block every 20 ms, silence after the speech, and ten times a second how far playback has come."""
    began, blocks = time.monotonic(), 0
    with wave.open(speech) as audio:
        while socket.close_code is None:
            socket.send(audio.readframes(480).ljust(960, b"\0"))
            blocks += 1
            if blocks % 5 == 0 and received:
                waiting = max(0, round((until - time.monotonic()) * 24000))
                socket.send(json.dumps({"type": "played", "position": max(0, received - waiting)}))
            time.sleep(max(0, began + blocks * 0.02 - time.monotonic()))


threading.Thread(target=speak, daemon=True).start()
for frame in socket:
    message = {} if isinstance(frame, bytes) else json.loads(frame)
    if isinstance(frame, bytes):  # To be played: this client only keeps time.
        received, until = received + len(frame) // 2, max(until, time.monotonic()) + len(frame) / 48000
    elif message["type"] == "clear":
        received, until = message["position"], time.monotonic()
    elif message["type"] in ("ready", "turn", "tool", "goodbye"):
        print(json.dumps(message), flush=True)
    if message.get("type") == "turn" and message["speaker"] == "agent":
        answers -= 1
        if answers == 0:
            socket.send(json.dumps({"type": "bye"}))
