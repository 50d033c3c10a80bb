#!/usr/bin/env python3
"""Has a running stand-in misbehave, by its control port, and checks that what it sends are still events of the API.

    realtime_faults.py http://127.0.0.1:8899/v1 http://127.0.0.1:9191

Every event has to be one of the OpenAI SDK's models in every field, whatever is wrong with their order; only garbage
need not be. The last line printed is "N passed, N failed".
"""

import asyncio
import json
import sys
import traceback
import urllib.request

import websockets
from openai import AsyncOpenAI

from checks import Failure, check
from realtime_sdk import MODEL, Session

DONE = "response.done"
TRANSCRIBED = "conversation.item.input_audio_transcription."
BOOKING = {"name": "book_showing", "arguments": {"date": "2027-03-15"}}

# The fault of a response or a turn, and an event after which all of it has been seen; then what has to be true of it.
TURNS = [
    ({"scope": "response", "fault": "slow", "ms": 300}, DONE, "completed"),
    ({"scope": "response", "fault": "empty"}, DONE, "completed"),
    ({"scope": "response", "fault": "text_only"}, DONE, "completed"),
    ({"scope": "response", "fault": "failed", "code": "server_error"}, DONE, "failed"),
    ({"scope": "response", "fault": "failed", "code": "insufficient_quota"}, DONE, "failed"),
    (
        {"scope": "response", "fault": "failed", "code": "rate_limit_exceeded", "try_again_in_ms": 4200},
        DONE,
        "failed",
    ),
    ({"scope": "response", "fault": "incomplete", "reason": "max_output_tokens", "call": BOOKING}, DONE, "incomplete"),
    ({"scope": "response", "fault": "incomplete", "reason": "content_filter"}, DONE, "incomplete"),
    (
        {"scope": "response", "fault": "incomplete", "reason": "content_filter", "after_audio_ms": 400},
        DONE,
        "incomplete",
    ),
    ({"scope": "response", "fault": "mcp_call", "arguments": {"order": "A17"}, "output": "shipped"}, DONE, "completed"),
    ({"scope": "response", "fault": "mcp_call", "fails": True}, DONE, "completed"),
    (
        {"scope": "response", "fault": "mcp_call", "ends_after_done_ms": 100},
        "response.mcp_call.completed",
        None,
    ),
    (
        {"scope": "response", "fault": "mcp_call", "fails": True, "ends_after_done_ms": 100},
        "response.mcp_call.failed",
        None,
    ),
    ({"scope": "turn", "fault": "transcription", "outcomes": ["failed"]}, TRANSCRIBED + "failed", None),
    (
        {"scope": "turn", "fault": "transcription", "outcomes": ["failed", "completed"], "heard": "."},
        TRANSCRIBED + "completed",
        None,
    ),
    ({"scope": "turn", "fault": "unanswered"}, TRANSCRIBED + "completed", None),
    ({"scope": "response", "fault": "ignored"}, TRANSCRIBED + "completed", None),
    ({"scope": "session", "fault": "garbage", "kind": "foreign", "at_turn": 1}, DONE, None),
    ({"scope": "session", "fault": "flood", "events": 200, "at_turn": 1}, DONE, None),
    ({"scope": "session", "fault": "noise", "every_ms": 200}, TRANSCRIBED + "completed", None),
]

# The end of a session: a name, whether an error comes first, and the code of the close frame.
ENDS = [
    ({"reason": "invalid_api_key"}, True, 3000),
    ({"reason": "missing_bearer"}, True, 3000),
    ({"reason": "invalid_model"}, True, 4000),
    ({"reason": "missing_model"}, True, 4000),
    ({"reason": "beta_api_shape_disabled"}, True, 4000),
    ({"reason": "insufficient_quota"}, True, 4000),
    ({"reason": "session_expired"}, True, 1001),
    ({"reason": "server_error"}, True, 1011),
    ({"code": 1012}, False, 1012),
    ({"code": 1013}, False, 1013),
]


class Control:
    def __init__(self, url):
        self.url = url

    async def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        reply = await asyncio.to_thread(urllib.request.urlopen, request, timeout=10)
        return json.load(reply)

    async def plan(self, *faults):
        await self.ask("DELETE", "/faults")
        await self.ask("POST", "/faults", list(faults))


def connect(base_url):
    return AsyncOpenAI(base_url=base_url, api_key="sk-test").realtime.connect(model=MODEL)


async def turn(base_url, control, fault, last, status):
    await control.plan(fault)
    async with connect(base_url) as connection:
        session = Session(connection)
        await session.until("session.created")
        await session.configure()
        await session.speak()
        events = await session.until(last)
        if status:
            check(events[-1].response.status == status, events[-1].response.status)


async def end(base_url, control, members, has_error, code, is_dial):
    fault = {"scope": "dial" if is_dial else "session", "fault": "close", **members}
    await control.plan(fault)
    async with connect(base_url) as connection:
        session = Session(connection)
        if not is_dial:
            await session.until("session.created")
        if has_error:
            await session.error()
        try:
            await session.next()
            raise Failure("not closed")
        except websockets.exceptions.ConnectionClosed as closed:
            check(closed.rcvd is not None and closed.rcvd.code == code, str(closed.rcvd))


async def call_again(base_url, control, as_new_item):
    await control.plan({"scope": "response", "fault": "call_again", "new_item": as_new_item, "skip": 1})
    async with connect(base_url) as connection:
        session = Session(connection)
        await session.until("session.created")
        await session.configure()
        for _ in range(2):
            await session.speak()
            events = await session.until(DONE)
        call = next(item for item in events[-1].response.output if item.type == "function_call")
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": "{}"}
        )
        again = (await session.until("response.output_item.done"))[-1].item
        check(again.call_id == call.call_id, "call_id")
        check((again.id != call.id) == as_new_item, "item")


async def call_after_speech(base_url, control):
    await control.plan({"scope": "response", "fault": "call_after_speech"})
    async with connect(base_url) as connection:
        session = Session(connection)
        await session.until("session.created")
        await session.configure()
        await session.speak()
        await session.until("response.output_audio.delta")
        await session.speak()
        events = await session.until(DONE)
        check(events[-1].response.status == "cancelled", events[-1].response.status)
        check(events[-1].response.output[-1].name == "end_call", "the call")


async def refused_update(base_url, control):
    await control.plan({"scope": "session", "fault": "refuse_session_update"})
    async with connect(base_url) as connection:
        session = Session(connection)
        await session.until("session.created")
        await connection.session.update(session={"type": "realtime"}, event_id="cfg")
        check((await session.error()).event_id == "cfg", "the error names the event")


async def record(base_url, control):
    await control.plan()
    async with connect(base_url) as connection:
        session = Session(connection)
        await session.until("session.created")
        await session.configure()
        await session.speak()
        said = (await session.until(DONE))[-1].response.output[0].content[0].transcript
        live = (await control.ask("GET", "/sessions"))["sessions"]
        check(len(live) == 1 and live[0]["turns"] == 1, str(live))
        records = (await control.ask("GET", "/record"))["sessions"]
        own = next(one for one in records if one["id"] == live[0]["id"])
        check([one["said"] for one in own["responses"]] == [said], str(own))


def cases():
    for fault, last, status in TURNS:
        yield json.dumps(fault), turn, (fault, last, status)
    for is_dial in (True, False):
        for members, has_error, code in ENDS:
            name = f"{'a dial' if is_dial else 'a session'} closed: {json.dumps(members)}"
            yield name, end, (members, has_error, code, is_dial)
    yield "a call again, under its item", call_again, (False,)
    yield "a call again, under another item", call_again, (True,)
    yield "a call after the speech that cuts its response", call_after_speech, ()
    yield "session.update refused", refused_update, ()
    yield "the record has what was said", record, ()


async def main(base_url, control_url):
    passed = failed = 0
    control = Control(control_url)
    for name, function, arguments in cases():
        try:
            await asyncio.wait_for(function(base_url, control, *arguments), 30)
            passed += 1
            print(f"ok      {name}")
        except Exception as error:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc() if not isinstance(error, Failure) else error}")
    print(f"{passed} passed, {failed} failed")
    return failed == 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if asyncio.run(main(sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/"))) else 1)
