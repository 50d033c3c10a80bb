#!/usr/bin/env python3
"""A server at the sideband of a call, by the official OpenAI Python SDK's realtime session: what it is told, what it may do, which
keys are good for what. Every event is checked against the SDK's own models. (realtime_calls.py has real WebRTC at the other end.)

    realtime_sideband.py http://127.0.0.1:8899/v1 PORT

The stand-in must play its example script, and have been started with `--peers http://127.0.0.1:PORT`: this program is the peer
helper there, and the browser behind it. Needs the packages `openai`, `websockets` and `aiohttp`. The last line printed is
"N passed, N failed".
"""

import asyncio
import base64
import collections
import json
import sys
import time
import traceback

import openai
import websockets
from aiohttp import ClientSession, web

from checks import Failure, check
from realtime_sdk import FLOATING, HEARD, LOOKUP, MODEL, PCM, SERVER_VAD, SPOKEN, Session, audio, frames, types

KEY = "sk-test"
OFFER = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n"
ANSWER = OFFER.replace("o=- 1 2", "o=- 3 4")
CONFIGURATION = {
    "type": "realtime",
    "model": MODEL,
    "instructions": "You answer the phone for Acme.",
    "audio": {
        "input": {
            "transcription": {"model": "gpt-4o-mini-transcribe", "language": "en"},
            "turn_detection": SERVER_VAD,
        },
        "output": {"voice": "marin"},
    },
    "tools": [LOOKUP],
}
# What a sideband is told of a spoken answer: everything but its audio.
TOLD = [name for name in SPOKEN if name != "response.output_audio.delta"]
PLAYOUT = (*FLOATING, "output_audio_buffer.")


class Browser:
    """A browser and its peer helper: answers offers, joins the sessions as their media side, speaks, and reports what it plays."""

    def __init__(self):
        self.offer = self.media = self.reading = None
        self.events, self.played = [], collections.Counter()
        self.more = asyncio.Condition()

    async def listen(self, port):
        app = web.Application()
        app.router.add_post("/", self.answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", port).start()

    async def answer(self, request):
        wanted = await request.json()
        await self.leave()
        self.offer, self.events, self.played = wanted["offer"], [], collections.Counter()
        headers = {"Authorization": f"Bearer {wanted['token']}"}
        self.media = await websockets.connect(wanted["media"], additional_headers=headers, max_size=None)
        self.reading = asyncio.create_task(self.read())
        return web.json_response({"answer": ANSWER})

    async def read(self):
        async for message in self.media:
            event = json.loads(message)
            if event["type"] == "response.output_audio.delta":
                self.played[event["response_id"]] += len(base64.b64decode(event["delta"])) // 48
            async with self.more:
                self.events.append(event)
                self.more.notify_all()

    async def until(self, name):
        """The first event of that type."""

        def found():
            return next((event for event in self.events if event["type"] == name), None)

        async with self.more:
            return await asyncio.wait_for(self.more.wait_for(found), 10)

    async def speak(self, milliseconds=600, silence=500):
        sound = audio(PCM, milliseconds, 9000) + audio(PCM, silence)
        for frame in frames(PCM, sound):
            await self.media.send(json.dumps({"type": "input_audio_buffer.append", "audio": frame}))

    async def report(self, what, name, milliseconds):
        await self.media.send(json.dumps({what: name, "audio_ms": milliseconds}).encode())

    async def leave(self):
        if self.media:
            await self.media.close()
            await self.reading
            self.media = None


class Line:
    """The SDK's client, with a browser that calls."""

    def __init__(self, base_url, browser):
        self.base_url, self.browser = base_url, browser
        self.client = openai.AsyncOpenAI(base_url=base_url, api_key=KEY, max_retries=0)

    async def call(self):
        """A call that is up; gives its id."""
        answer = await self.client.realtime.calls.create(sdp=OFFER, session=CONFIGURATION)
        check(answer.response.status_code == 201, answer.response.status_code)
        check(answer.text == ANSWER, answer.text)
        check(self.browser.offer == OFFER, repr(self.browser.offer))
        location = answer.response.headers["location"]
        check(location.startswith("/v1/realtime/calls/rtc_"), location)
        return location.rsplit("/", 1)[1]

    def attend(self, call):
        """The call's sideband."""
        return self.client.realtime.connect(call_id=call)

    async def post(self, key, body=OFFER):
        """An offer as a browser posts it; gives the answer's status and its headers."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/sdp"}
        async with ClientSession() as http:
            async with http.post(f"{self.base_url}/realtime/calls", data=body, headers=headers) as answer:
                return answer.status, answer.headers, await answer.text()


async def attended(session):
    created = await session.next()
    check(created.type == "session.created", created.type)
    check(created.session.instructions == CONFIGURATION["instructions"], "the sideband sees another session")
    return created.session


async def refused(awaited, error):
    try:
        await awaited
    except error as found:
        return found
    raise Failure(f"it was not refused with {error.__name__}")


CASES = []


def case(function):
    CASES.append(function)
    return function


@case
async def a_secret(line):
    """a client secret holds the session that it starts, and expires when it was asked to"""
    secret = await line.client.realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 30}, session=CONFIGURATION)
    check(secret.value.startswith("ek_"), secret.value)
    check(25 <= secret.expires_at - time.time() <= 31, secret.expires_at)
    check(secret.session.model == MODEL and secret.session.instructions == CONFIGURATION["instructions"], secret.session)
    status, headers, text = await line.post(secret.value)
    check(status == 201 and text == ANSWER, f"{status} {text}")
    check(headers["Content-Type"].startswith("application/sdp"), headers["Content-Type"])
    async with line.attend(headers["Location"].rsplit("/", 1)[1]) as connection:
        await attended(Session(connection))


@case
async def wrong_keys(line):
    """a secret is no API key, and an API key or a made-up secret is no secret"""
    secret = (await line.client.realtime.client_secrets.create(session=CONFIGURATION)).value
    thief = openai.AsyncOpenAI(base_url=line.base_url, api_key=secret, max_retries=0)
    await refused(thief.realtime.client_secrets.create(session=CONFIGURATION), openai.AuthenticationError)
    await refused(thief.realtime.calls.create(sdp=OFFER, session=CONFIGURATION), openai.AuthenticationError)
    for key in (KEY, "ek_unknown"):
        status, _, text = await line.post(key)
        check(status == 401, f"{key}: {status} {text}")


@case
async def wrong_requests(line):
    """what is no offer, and what is no session, is refused with the API's errors"""
    error = await refused(line.client.realtime.calls.create(sdp="hello", session=CONFIGURATION), openai.BadRequestError)
    check(error.body["message"], error.body)
    wrong = {**CONFIGURATION, "colour": "red"}
    error = await refused(line.client.realtime.client_secrets.create(session=wrong), openai.BadRequestError)
    check("colour" in (error.param or ""), f"{error.param}: {error.body}")


@case
async def a_turn(line):
    """a sideband is told of a turn all but the audio, and of what the browser plays"""
    async with line.attend(await line.call()) as connection:
        session = Session(connection)
        await attended(session)
        await line.browser.speak()
        events = await session.until("response.done")
        found, expected = types(events, PLAYOUT), HEARD + TOLD
        check(found == expected, f"events in another order:\n  found    {found}\n  expected {expected}")
        response = events[-1].response
        check(response.output[0].content[0].transcript, "the answer is written down")
        await line.browser.until("response.done")
        length = line.browser.played[response.id]
        check(length > 1000, f"the browser got {length} ms of audio")
        await line.browser.report("played", response.id, 0)
        await line.browser.report("played", response.id, length)
        events += await session.until("output_audio_buffer.stopped")
        playout = [event for event in events if event.type.startswith("output_audio_buffer.")]
        check([event.type.rsplit(".")[-1] for event in playout] == ["started", "stopped"], playout)
        check({event.response_id for event in playout} == {response.id}, playout)


@case
async def settings_and_words(line):
    """a sideband changes the session, and has the agent say something, which the browser hears"""
    async with line.attend(await line.call()) as connection:
        session = Session(connection)
        await attended(session)
        await connection.session.update(session={"type": "realtime", "instructions": "Be brief."})
        updated = (await session.until("session.updated"))[-1].session
        check(updated.instructions == "Be brief." and updated.tools[0].name == "lookup_order", updated)
        check((await line.browser.until("session.updated"))["session"]["instructions"] == "Be brief.", "the browser is told")
        await connection.response.create(response={"instructions": 'Say exactly: "Hi, you\'ve reached Ray."'})
        response = (await session.until("response.done"))[-1].response
        check(response.output[0].content[0].transcript == "Hi, you've reached Ray.", response.output)
        await line.browser.until("response.done")
        check(line.browser.played[response.id] > 500, "the browser hears it")


@case
async def a_tool(line):
    """a tool call is told to both sides, and answered by the sideband"""
    async with line.attend(await line.call()) as connection:
        session = Session(connection)
        await attended(session)
        for _ in range(2):
            await line.browser.speak()
            done = (await session.until("response.done"))[-1].response
        call = done.output[-1]
        check(call.type == "function_call" and call.name == "lookup_order", call)
        await line.browser.until("response.function_call_arguments.done")
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": '{"status":"shipped"}'})
        await session.until("conversation.item.done")
        await connection.response.create()
        done = (await session.until("response.done"))[-1].response
        check("Thursday" in done.output[0].content[0].transcript, done.output)


@case
async def an_interruption(line):
    """where the browser speaks over the agent the server cuts, and the sideband is told how much was heard"""
    async with line.attend(await line.call()) as connection:
        session = Session(connection)
        await attended(session)
        await line.browser.speak()
        delta = await line.browser.until("response.output_audio.delta")
        await line.browser.report("played", delta["response_id"], 0)
        await session.until("output_audio_buffer.started")
        await line.browser.speak(300, silence=0)
        cleared = (await session.until("output_audio_buffer.cleared"))[-1]
        check(cleared.response_id == delta["response_id"], cleared)
        await line.browser.until("output_audio_buffer.cleared")
        await line.browser.report("cut", delta["item_id"], 120)
        truncated = (await session.until("conversation.item.truncated"))[-1]
        check(truncated.item_id == delta["item_id"] and truncated.audio_end_ms == 120, truncated)
        await line.browser.speak(0, silence=500)
        done = (await session.until("response.done"))[-1].response
        check(done.id != delta["response_id"] and done.status == "completed", "what was said over the agent is answered")


@case
async def ends(line):
    """hang-up ends both sides; a call that is over or unknown is not found; nothing tells that the browser left"""
    call = await line.call()
    async with line.attend(call) as connection:
        await attended(Session(connection))
        await line.client.realtime.calls.hangup(call)
        closed = await refused(asyncio.wait_for(connection.recv_bytes(), 10), websockets.exceptions.ConnectionClosed)
        check(closed.rcvd and closed.rcvd.code == 1000, closed)
        await asyncio.wait_for(line.browser.reading, 10)
    await refused(line.client.realtime.calls.hangup(call), openai.NotFoundError)
    for unknown in (call, "rtc_unknown"):
        error = await refused(line.attend(unknown).__aenter__(), websockets.exceptions.InvalidStatus)
        check(error.response.status_code == 404, error.response.status_code)
    call = await line.call()
    async with line.attend(call) as connection:
        await attended(Session(connection))
        await line.browser.leave()
        await refused(asyncio.wait_for(connection.recv_bytes(), 0.5), TimeoutError)
        await line.client.realtime.calls.hangup(call)
        await refused(asyncio.wait_for(connection.recv_bytes(), 10), websockets.exceptions.ConnectionClosed)


async def main(base_url, port):
    browser = Browser()
    await browser.listen(port)
    passed = failed = 0
    for run in CASES:
        try:
            await asyncio.wait_for(run(Line(base_url, browser)), 40)
            passed += 1
            print(f"ok      {run.__doc__}")
        except Exception as error:
            failed += 1
            print(f"FAILED  {run.__doc__}\n{traceback.format_exc() if not isinstance(error, Failure) else error}")
    await browser.leave()
    await browser.runner.cleanup()
    print(f"{passed} passed, {failed} failed")
    return failed == 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if asyncio.run(main(sys.argv[1].rstrip("/"), int(sys.argv[2]))) else 1)
