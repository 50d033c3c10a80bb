#!/usr/bin/env python3
"""Drives a running stand-in with the official OpenAI Python SDK and checks every event against the SDK's own models.

    realtime_sdk.py http://127.0.0.1:8899/v1

The stand-in must play its example script (`AgentScript.example`): the second turn of the caller makes it call
`lookup_order`. Needs the packages `openai` and `websockets`. The last line printed is "N passed, N failed".
"""

import asyncio
import base64
import json
import math
import struct
import sys
import traceback

import websockets
from openai import AsyncOpenAI

from checks import Failure, check
from realtime_models import server_event

MODEL = "gpt-realtime-2.1-mini"
SERVER_VAD = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 300,
    "create_response": True,
    "interrupt_response": True,
}
PCMU = {"type": "audio/pcmu"}
PCM = {"type": "audio/pcm", "rate": 24000}
LOOKUP = {
    "type": "function",
    "name": "lookup_order",
    "description": "Find an order by number.",
    "parameters": {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"]},
}


# What the caller says


def mulaw(sample):
    sample = max(-32635, min(32635, sample))
    sign = 0x80 if sample < 0 else 0
    magnitude = abs(sample) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) & 0xFF


def audio(audio_format, milliseconds, amplitude=0):
    """A buzz with the harmonics and the swell of a vowel, or silence."""
    rate = 24000 if audio_format == PCM else 8000
    samples = [
        int(
            amplitude
            * (0.6 + 0.4 * math.sin(2 * math.pi * 4 * n / rate))
            * sum(math.sin(2 * math.pi * 140 * harmonic * n / rate) / harmonic for harmonic in (1, 2, 3, 5))
            / 2
        )
        for n in range(milliseconds * rate // 1000)
    ]
    if audio_format == PCM:
        return struct.pack(f"<{len(samples)}h", *samples)
    return bytes(map(mulaw, samples))


def frames(audio_format, data, milliseconds=20):
    size = (48 if audio_format == PCM else 8) * milliseconds
    return [base64.b64encode(data[start : start + size]).decode() for start in range(0, len(data), size)]


# A session


class Session:
    """A connection whose every event has passed the SDK's models, strictly."""

    def __init__(self, connection):
        self.connection = connection
        self.events = []

    async def next(self):
        raw = await asyncio.wait_for(self.connection.recv_bytes(), 10)
        event = server_event(raw)
        lenient = self.connection.parse_event(raw)
        check(type(lenient).__name__ == type(event).__name__, f"{event.type}: the SDK itself takes it for {lenient!r}")
        self.events.append(event)
        return event

    async def until(self, *types):
        """The events up to and including the first of one of these types."""
        seen = []
        while True:
            event = await self.next()
            seen.append(event)
            if event.type in types:
                return seen
            check(event.type != "error" or "error" in types, f"unexpected error: {event}")

    async def error(self):
        return (await self.until("error"))[-1].error

    async def configure(self, audio_format=PCMU, **session):
        settings = {
            "type": "realtime",
            "output_modalities": ["audio"],
            "instructions": "You answer the phone for Acme.",
            "audio": {
                "input": {
                    "format": audio_format,
                    "transcription": {"model": "gpt-4o-mini-transcribe", "language": "en"},
                    "turn_detection": SERVER_VAD,
                },
                "output": {"format": audio_format, "voice": "marin"},
            },
            "tools": [LOOKUP],
            "tool_choice": "auto",
        }
        await self.connection.session.update(session={**settings, **session}, event_id="cfg")
        event = (await self.until("session.updated"))[-1]
        return event.session

    async def append(self, audio_format, data):
        for frame in frames(audio_format, data):
            await self.connection.input_audio_buffer.append(audio=frame)

    async def speak(self, audio_format=PCMU, milliseconds=600, silence=500):
        await self.append(audio_format, audio(audio_format, milliseconds, 9000) + audio(audio_format, silence))


def types(events, leave_out=()):
    """The types in order; deltas of a kind that follow each other count once."""
    result = []
    for event in events:
        if event.type.startswith(tuple(leave_out)) if leave_out else False:
            continue
        if not (event.type.endswith(".delta") and event.type in result[-2:]):
            result.append(event.type)
    return result


FLOATING = ("rate_limits.", "conversation.item.input_audio_transcription.")
SPOKEN = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
]
COMMITTED = ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done"]
HEARD = ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", *COMMITTED]


def expect_types(events, expected, leave_out=FLOATING):
    found = types(events, leave_out)
    check(found == expected, f"events in another order:\n  found    {found}\n  expected {expected}")


# The cases

CASES = []


def case(function):
    CASES.append(function)
    return function


@case
async def session_is_created_and_updated(session):
    """session.created comes at once, session.update is merged and answered in full"""
    updated = await session.configure()
    check(updated.audio.input.turn_detection.silence_duration_ms == 300, "silence_duration_ms")
    check(updated.audio.output.voice == "marin", "voice")
    check(updated.tools[0].name == "lookup_order", "tools")
    check(updated.max_output_tokens == "inf", "a field that was left out keeps its value")
    await session.connection.session.update(session={"type": "realtime", "instructions": "Be brief."})
    merged = (await session.until("session.updated"))[-1].session
    check(merged.instructions == "Be brief." and merged.tools, "merge")


async def voice_turn(session, audio_format):
    await session.configure(audio_format)
    await session.speak(audio_format)
    events = await session.until("response.done")
    expect_types(events, HEARD + SPOKEN)
    started, stopped, committed = events[0], events[1], events[2]
    check(started.audio_start_ms == 0, f"audio_start_ms {started.audio_start_ms}")
    check(850 <= stopped.audio_end_ms <= 950, f"audio_end_ms {stopped.audio_end_ms}")
    check(started.item_id == stopped.item_id == committed.item_id, "one item id")
    deltas = [event for event in events if event.type == "response.output_audio.delta"]
    sent = b"".join(base64.b64decode(event.delta) for event in deltas)
    milliseconds = len(sent) // (48 if audio_format == PCM else 8)
    check(milliseconds > 1000, f"only {milliseconds} ms of audio")
    words = "".join(event.delta for event in events if event.type == "response.output_audio_transcript.delta")
    response = events[-1].response
    check(response.status == "completed", response.status)
    check(response.output[0].content[0].transcript == words, "the transcript is that of the deltas")
    details = response.usage.output_token_details
    check(details.audio_tokens == -(-milliseconds // 50), f"{details.audio_tokens} tokens for {milliseconds} ms")
    check(response.usage.input_token_details.audio_tokens >= 6, "the caller's audio counts")
    wanted = {"rate_limits.updated", "conversation.item.input_audio_transcription.completed"}
    while wanted:
        wanted.discard((await session.next()).type)
    completed = session.events[-1]
    check(completed.item_id == committed.item_id and completed.transcript, "transcription of the turn")


@case
async def voice_turn_in_mulaw(session):
    """a voice turn in audio/pcmu, in the order of the API"""
    await voice_turn(session, PCMU)


@case
async def voice_turn_in_pcm(session):
    """a voice turn in audio/pcm at 24 kHz"""
    await voice_turn(session, PCM)


@case
async def voice_turn_in_alaw(session):
    """audio/pcma is accepted, and its silence is silence"""
    await session.configure({"type": "audio/pcma"})
    await session.connection.input_audio_buffer.append(audio=base64.b64encode(b"\xd5" * 8000).decode())
    await session.connection.input_audio_buffer.append(audio=base64.b64encode(b"\x2a" * 4000 + b"\xd5" * 4000).decode())
    events = await session.until("response.done")
    check(events[0].type == "input_audio_buffer.speech_started", events[0].type)
    check(events[0].audio_start_ms == 700, f"1000 ms of silence less the padding: {events[0].audio_start_ms}")


@case
async def interruption(session):
    """speech during an answer cancels it, and truncate cuts what was not heard"""
    await session.configure()
    await session.speak()
    events = await session.until("response.output_audio.delta")
    item = events[-1].item_id
    await session.append(PCMU, audio(PCMU, 300, 9000))
    events += await session.until("response.done")
    at = [event.type for event in events].index("input_audio_buffer.speech_started", 1)
    closing = SPOKEN[SPOKEN.index("response.output_audio.done") :]
    expect_types(events[at:], ["input_audio_buffer.speech_started", *closing])
    done = events[-1].response
    check(done.status == "cancelled" and done.status_details.reason == "turn_detected", str(done.status_details))
    check(done.output[0].status == "incomplete", done.output[0].status)
    await session.connection.conversation.item.truncate(item_id=item, content_index=0, audio_end_ms=120)
    truncated = (await session.until("conversation.item.truncated"))[-1]
    check(truncated.item_id == item and truncated.audio_end_ms == 120, str(truncated))
    await session.connection.conversation.item.truncate(
        item_id=item, content_index=0, audio_end_ms=121, event_id="late"
    )
    error = await session.error()
    check(error.message == "Audio content of 120ms is already shorter than 121ms", error.message)
    check(error.event_id == "late" and error.code == "invalid_value", str(error))
    await session.append(PCMU, audio(PCMU, 500))
    events = await session.until("response.done")
    check(events[-1].response.status == "completed", "the interrupting turn is answered")


@case
async def tool_call(session):
    """a tool call, its output, and the answer"""
    await session.configure()
    await session.speak()
    await session.until("response.done")
    await session.speak()
    events = await session.until("response.done")
    expected = HEARD + SPOKEN[:-1] + [
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    expect_types(events, expected)
    message, call = events[-1].response.output
    check(call.type == "function_call" and call.name == "lookup_order", str(call))
    check(json.loads(call.arguments) == {"order": "A17"}, call.arguments)
    pieces = [event.delta for event in events if event.type == "response.function_call_arguments.delta"]
    check("".join(pieces) == call.arguments, "the deltas are the arguments")
    await session.connection.conversation.item.create(
        item={"type": "function_call_output", "call_id": call.call_id, "output": '{"status":"shipped"}'}
    )
    await session.until("conversation.item.done")
    await session.connection.response.create()
    events = await session.until("response.done")
    expect_types(events, SPOKEN)
    check(events[-1].response.output[0].content[0].transcript, "the answer is spoken")


@case
async def greeting(session):
    """a response from instructions alone says the quoted sentence"""
    await session.configure()
    await session.connection.response.create(response={"instructions": 'Say exactly: "Hi, you\'ve reached Ray."'})
    events = await session.until("response.done")
    expect_types(events, SPOKEN)
    transcript = events[-1].response.output[0].content[0].transcript
    check(transcript == "Hi, you've reached Ray.", transcript)


@case
async def text_response(session):
    """a text response to a text item"""
    await session.configure()
    await session.connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Digits: 1 2 3"}]}
    )
    await session.until("conversation.item.done")
    await session.connection.response.create(response={"output_modalities": ["text"]})
    events = await session.until("response.done")
    replace = {"response.output_audio_transcript.delta": "response.output_text.delta"}
    expected = [replace.get(name, name) for name in SPOKEN if not name.startswith("response.output_audio.")]
    expected = [
        "response.output_text.done" if name == "response.output_audio_transcript.done" else name for name in expected
    ]
    expect_types(events, expected)
    check(events[-1].response.output_modalities == ["text"], "modalities")
    check(events[-1].response.output[0].content[0].type == "output_text", "content")


@case
async def out_of_band(session):
    """out-of-band responses run beside the conversation and leave no item in it"""
    await session.configure()
    await session.connection.response.create(response={"instructions": 'Say "One two three four five six."'})
    await session.until("response.created")
    await session.connection.response.create(
        response={
            "conversation": "none",
            "output_modalities": ["text"],
            "metadata": {"topic": "intent"},
            "instructions": 'Say "billing".',
            "input": [],
        }
    )
    done = {}
    events = []
    while len(done) < 2:
        events += await session.until("response.done")
        done[events[-1].response.conversation_id is None] = events[-1].response
    check(done[True].metadata == {"topic": "intent"}, str(done[True].metadata))
    check(done[True].output[0].content[0].text == "billing", "text")
    ids = {event.item.id for event in events if event.type == "conversation.item.added"}
    check(done[True].output[0].id not in ids and done[False].output[0].id in ids, "items of the conversation")


@case
async def items(session):
    """items are created in place, retrieved with their audio, and deleted"""
    connection = session.connection
    await session.configure()
    text = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "b"}]}
    await connection.conversation.item.create(item={**text, "id": "item_b"})
    await connection.conversation.item.create(item={**text, "id": "item_a"}, previous_item_id="root")
    await connection.conversation.item.create(
        item={"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "c"}], "id": "item_c"}
    )
    added = []
    while len(added) < 3:
        added += [event for event in await session.until("conversation.item.added") if event.type.endswith("added")]
    check([event.previous_item_id for event in added] == [None, None, "item_b"], str(added))
    await connection.conversation.item.delete(item_id="item_a")
    check((await session.until("conversation.item.deleted"))[-1].item_id == "item_a", "deleted")
    await session.speak()
    committed = next(event for event in await session.until("response.done") if event.type.endswith("committed"))
    await connection.conversation.item.retrieve(item_id=committed.item_id)
    item = (await session.until("conversation.item.retrieved"))[-1].item
    check(len(base64.b64decode(item.content[0].audio)) > 6000, "audio of the caller")


@case
async def push_to_talk(session):
    """without turn detection the client clears, commits and asks"""
    updated = await session.configure(
        audio={
            "input": {"format": PCMU, "turn_detection": None},
            "output": {"format": PCMU},
        }
    )
    check(updated.audio.input.turn_detection is None, "turn_detection")
    await session.connection.input_audio_buffer.clear()
    await session.until("input_audio_buffer.cleared")
    await session.connection.input_audio_buffer.commit(event_id="empty")
    error = await session.error()
    check(error.code == "input_audio_buffer_commit_empty" and "0.00ms" in error.message, str(error))
    await session.append(PCMU, audio(PCMU, 400, 9000))
    await session.connection.input_audio_buffer.commit()
    expect_types(await session.until("conversation.item.done"), COMMITTED)
    await session.connection.response.create()
    expect_types(await session.until("response.done"), SPOKEN)


@case
async def client_cancel(session):
    """response.cancel closes the response; a second one is refused"""
    await session.configure()
    await session.connection.response.create(response={"instructions": 'Say "One two three four five six."'})
    await session.until("response.output_audio.delta")
    await session.connection.response.create(event_id="twice")
    error = await session.error()
    check(error.code == "conversation_already_has_active_response" and error.event_id == "twice", str(error))
    await session.connection.response.cancel()
    done = (await session.until("response.done"))[-1].response
    check(done.status == "cancelled" and done.status_details.reason == "client_cancelled", str(done))
    await session.connection.response.cancel()
    error = await session.error()
    check(error.code == "response_cancel_not_active", str(error))
    check(error.message == "Cancellation failed: no active response found", error.message)


@case
async def error_table(session):
    """each error of the table, and the session outlives them all"""
    await session.configure()
    update = {"type": "session.update", "event_id": "e"}
    table = [
        ("{not json", "invalid_json", None),
        (b"\x00\x01", "invalid_event", None),
        ({"event_id": "e"}, "invalid_event", None),
        ({"type": "session.begin"}, "invalid_value", "type"),
        ({"type": "response.create", "colour": 1}, "unknown_parameter", "colour"),
        ({**update, "session": {"type": "realtime", "temperature": 0.8}}, "unknown_parameter", "session.temperature"),
        ({**update, "session": {"instructions": "x"}}, "missing_required_parameter", "session.type"),
        (
            {**update, "session": {"type": "realtime", "audio": {"output": {"format": {"type": "audio/pcm"}}}}},
            "missing_required_parameter",
            "session.audio.output.format.rate",
        ),
        (
            {**update, "session": {"type": "realtime", "audio": {"input": {"format": {**PCM, "rate": 16000}}}}},
            "integer_below_min_value",
            "session.audio.input.format.rate",
        ),
        (
            {**update, "session": {"type": "realtime", "audio": {"output": {"voice": "nobody"}}}},
            "invalid_value",
            "session.audio.output.voice",
        ),
        ({**update, "session": {"type": "realtime", "max_output_tokens": 5000}}, "integer_above_max_value", None),
        ({"type": "input_audio_buffer.append", "audio": "?"}, "invalid_value", "audio"),
        ({"type": "input_audio_buffer.append"}, "missing_required_parameter", "audio"),
        ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty", None),
        ({"type": "response.cancel"}, "response_cancel_not_active", None),
        ({"type": "conversation.item.delete", "item_id": "item_x"}, "item_delete_invalid_item_id", "item_id"),
        ({"type": "conversation.item.retrieve", "item_id": "item_x"}, "item_retrieve_invalid_item_id", "item_id"),
        (
            {"type": "conversation.item.truncate", "item_id": "item_x", "content_index": 0, "audio_end_ms": 0},
            "item_truncate_invalid_item_id",
            "item_id",
        ),
        (
            {
                "type": "conversation.item.create",
                "item": {"type": "function_call_output", "call_id": "call_x", "output": ""},
            },
            "invalid_tool_call_id",
            "item.call_id",
        ),
    ]
    for message, code, parameter in table:
        if isinstance(message, dict):
            message = json.dumps({"event_id": "e", **message})
        await session.connection._connection.send(message)
        error = await session.error()
        check(error.code == code, f"{message}: {error}")
        check(parameter is None or error.param == parameter, f"{message}: {error}")
        if isinstance(message, str) and message.startswith("{\""):
            check(error.event_id == "e", f"{message}: {error}")
    await session.speak()
    events = await session.until("response.done")
    item = next(event.item for event in events if event.type == "conversation.item.added")
    await session.connection.conversation.item.truncate(item_id=item.id, content_index=0, audio_end_ms=0)
    check((await session.error()).code == "unsupported_content_type", "truncate of the caller's own audio")
    await session.connection.session.update(
        session={"type": "realtime", "instructions": "changed", "audio": {"output": {"voice": "cedar"}}}
    )
    check((await session.error()).code == "cannot_update_voice", "voice after audio")
    await session.connection.session.update(session={"type": "realtime"})
    updated = (await session.until("session.updated"))[-1].session
    check(updated.instructions != "changed" and updated.audio.output.voice == "marin", "a refused update changes nothing")


# Refusals: the error, then the close


def refusal(name, code, close_code, reason, key="sk-test", model=MODEL, headers=None):
    async def run(base_url):
        client = AsyncOpenAI(base_url=base_url, api_key=key)
        async with client.realtime.connect(model=model, extra_headers=headers or {}) as connection:
            session = Session(connection)
            error = (await session.next()).error
            check(error.code == code, str(error))
            try:
                await connection.recv_bytes()
                raise Failure("the connection stays open")
            except websockets.exceptions.ConnectionClosed as closed:
                check(closed.rcvd.code == close_code, f"close code {closed.rcvd.code}")
                check(closed.rcvd.reason == reason, f"close reason {closed.rcvd.reason}")

    run.__doc__ = name
    return run


REFUSALS = [
    refusal(
        "a wrong key is refused after the 101",
        "invalid_api_key",
        3000,
        "invalid_request_error.invalid_api_key",
        key="sk-wrong-1",
    ),
    refusal(
        "the beta header is refused",
        "beta_api_shape_disabled",
        4000,
        "invalid_request_error.beta_api_shape_disabled",
        headers={"OpenAI-Beta": "realtime=v1"},
    ),
    refusal(
        "an unknown model is refused", "invalid_model", 4000, "invalid_request_error.invalid_model", model="gpt-9-text"
    ),
    refusal("no model is refused", "missing_model", 4000, "invalid_request_error.missing_model", model=""),
]


async def browser_subprotocol(base_url):
    """a browser's key comes in a subprotocol, and `realtime` is echoed"""
    url = base_url.replace("http", "ws", 1) + f"/realtime?model={MODEL}"
    subprotocols = ["realtime", "openai-insecure-api-key.ek_test"]
    async with websockets.connect(url, subprotocols=subprotocols) as connection:
        check(connection.subprotocol == "realtime", str(connection.subprotocol))
        check(json.loads(await connection.recv())["type"] == "session.created", "session.created")


async def unknown_call(base_url):
    """an unknown call_id is a 404 on the handshake"""
    url = base_url.replace("http", "ws", 1) + "/realtime?call_id=rtc_unknown1"
    try:
        await websockets.connect(url, additional_headers={"Authorization": "Bearer sk-test"})
        raise Failure("accepted")
    except websockets.exceptions.InvalidStatus as error:
        check(error.response.status_code == 404, str(error.response.status_code))


def in_session(function):
    async def run(base_url):
        client = AsyncOpenAI(base_url=base_url, api_key="sk-test")
        async with client.realtime.connect(model=MODEL) as connection:
            session = Session(connection)
            created = await session.next()
            check(created.type == "session.created", created.type)
            check(created.session.model == MODEL, created.session.model)
            await function(session)

    run.__doc__ = function.__doc__
    return run


async def main(base_url):
    passed = failed = 0
    for run in [in_session(function) for function in CASES] + REFUSALS + [browser_subprotocol, unknown_call]:
        try:
            await asyncio.wait_for(run(base_url), 30)
            passed += 1
            print(f"ok      {run.__doc__}")
        except Exception as error:
            failed += 1
            print(f"FAILED  {run.__doc__}\n{traceback.format_exc() if not isinstance(error, Failure) else error}")
    print(f"{passed} passed, {failed} failed")
    return failed == 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(0 if asyncio.run(main(sys.argv[1].rstrip("/"))) else 1)
