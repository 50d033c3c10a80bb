#!/usr/bin/env python3
"""Checks what CORA and the stand-in said to each other, as `cora standin --record` kept it, against the OpenAI SDK.

    recorded_events.py CALL.jsonl …

Every event of either side has to be one of the SDK's models in every field; the model refuses nothing; and every kind
of event that CORA can send was sent in one of these calls. The last line printed is "N passed, N failed".
"""

import base64
import collections
import json
import pathlib
import sys

from checks import Checks, Failure, check
from realtime_models import client_event, server_event

# Every kind of event CORA can send. One that is missing was not checked; one that is not here is new.
KINDS = {
    "session.update audio/pcmu",
    "session.update audio/pcm",
    "input_audio_buffer.append audio/pcmu",
    "input_audio_buffer.append audio/pcm",
    "conversation.item.create system",
    "conversation.item.create user",
    "conversation.item.create assistant",
    "conversation.item.create function_call_output",
    "conversation.item.truncate",
    "conversation.item.delete",
    "response.create",
}

# Sent only where the caller speaks between a request and its response: a race no scenario can be sure to run.
RARE = {"response.cancel"}


class Recording:
    def __init__(self, path):
        self.name = path.stem
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        # What was asked over HTTP is looked at by responses_sdk.py.
        self.lines = [line for line in lines if line["session"] != "http"]
        self.kinds = collections.Counter()
        self.formats = {}

    def of(self, side):
        return [line for line in self.lines if line["from"] == side]

    def raw(self, line):
        check("event" in line, f"not JSON: {line.get('text', '')[:200]!r}")
        return json.dumps(line["event"])

    def client_events(self):
        for line in self.of("client"):
            event = client_event(self.raw(line))
            self.kinds[self.kind(event, line["session"])] += 1
        check(self.kinds, "there are none")
        return f"{self.kinds.total()} events"

    def kind(self, event, session):
        if event.type == "session.update":
            audio = event.session.audio
            check(audio.input.format.type == audio.output.format.type, "two audio formats in a session")
            self.formats[session] = audio.input.format.type
            return f"{event.type} {self.formats[session]}"
        if event.type == "input_audio_buffer.append":
            check(session in self.formats, "audio before session.update")
            check(event.event_id is None, "an append with an id")
            size = len(base64.b64decode(event.audio, validate=True))
            check(size and (self.formats[session] == "audio/pcmu" or size % 2 == 0), f"{size} bytes of audio")
            return f"{event.type} {self.formats[session]}"
        check(event.event_id, f"{event.type} without an id: its errors could not be told apart")
        if event.type == "conversation.item.create":
            return f"{event.type} {getattr(event.item, 'role', event.item.type)}"
        return event.type

    def server_events(self):
        events = [server_event(self.raw(line)) for line in self.of("server")]
        check(events, "there are none")
        return f"{len(events)} events, {len({event.type for event in events})} types"

    def is_error(self, line):
        return line.get("event", {}).get("type") == "error"

    def refuses_nothing(self):
        errors = [line["event"]["error"] for line in self.of("server") if self.is_error(line)]
        check(not errors, f"the model refused: {errors}")


def every_kind(recordings):
    seen = sum((recording.kinds for recording in recordings), collections.Counter())
    missing, new = sorted(KINDS - set(seen)), sorted(set(seen) - KINDS - RARE)
    if missing or new:
        raise Failure(f"never sent: {missing}; not in the list of this check: {new}")
    return ", ".join(f"{count} {kind}" for kind, count in sorted(seen.items()))


def main(paths):
    checks = Checks()
    recordings = [Recording(pathlib.Path(path)) for path in paths]
    for recording in recordings:
        checks.run(f"{recording.name}: client events are the SDK's", recording.client_events)
        checks.run(f"{recording.name}: server events are the SDK's", recording.server_events)
        checks.run(f"{recording.name}: the model refuses nothing", recording.refuses_nothing)
    checks.run("every kind of event that CORA can send was sent", every_kind, recordings)
    checks.finish()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
