"""Calls between a browser and a running stand-in: a peer of aiortc in the browser's place, the official OpenAI SDK in the server's.
Usage: realtime_calls.py http://127.0.0.1:8899/v1

The stand-in must have its peer helper (`--peers`), and play its example script. Every event is held against the SDK's models.
"""

import asyncio
import sys

import aiohttp
from aiortc import RTCSessionDescription
from openai import AsyncOpenAI, NotFoundError

from checks import Checks, check
from peer_pair import Browser, eventually
from realtime_models import undocumented
from realtime_sdk import MODEL, SERVER_VAD, Session

SETTINGS = {
    "type": "realtime",
    "model": MODEL,
    "instructions": "You answer the phone for Acme.",
    "audio": {
        "input": {"transcription": {"model": "gpt-4o-mini-transcribe"}, "turn_detection": SERVER_VAD},
        "output": {"voice": "cedar"},
    },
}


class Call:
    """A browser that is connected, and the SDK's client."""

    def __init__(self, base_url):
        self.base_url, self.browser = base_url, Browser()
        self.client = AsyncOpenAI(base_url=base_url, api_key="sk-test", max_retries=0)
        self.browser.microphone.speaks = False
        self.id = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.browser.connection.close()
        await self.client.close()

    async def answered(self, answer, location):
        check(location.startswith("/v1/realtime/calls/rtc_"), location)
        self.id = location.split("/")[-1]
        await self.browser.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await asyncio.wait_for(self.browser.opened.wait(), 10)

    async def begin_with(self, secret):
        """As a browser does."""
        headers = {"Authorization": "Bearer " + secret, "Content-Type": "application/sdp"}
        offer = await self.browser.offer()
        async with aiohttp.ClientSession() as http:
            async with http.post(self.base_url + "/realtime/calls", data=offer, headers=headers) as response:
                answer = await response.text()
                check(response.status == 201 and response.content_type == "application/sdp", (response.status, answer))
                await self.answered(answer, response.headers["Location"])

    async def begin(self):
        """As a server does."""
        answer = await self.client.realtime.calls.with_raw_response.create(sdp=await self.browser.offer(), session=SETTINGS)
        await self.answered(answer.http_response.content.decode(), answer.headers["location"])

    def sideband(self):
        return self.client.realtime.connect(call_id=self.id, max_retries=0)

    async def is_known(self):
        """Whether a sideband can be had."""
        async with aiohttp.ClientSession() as http:
            try:
                url = f"{self.base_url}/realtime?call_id={self.id}"
                async with http.ws_connect(url, headers={"Authorization": "Bearer sk-test"}):
                    return True
            except aiohttp.WSServerHandshakeError as error:
                check(error.status == 404, error.status)
                return False

    async def is_refused(self):
        try:
            await self.client.realtime.calls.hangup(self.id)
            return False
        except NotFoundError as error:
            return error.code == "call_id_not_found"


def order(events, *wanted):
    """Whether these types come, the first of each in this order."""
    types = [event.type for event in events]
    places = [types.index(name) for name in wanted]
    check(places == sorted(places), types)


async def secrets(base_url):
    async with AsyncOpenAI(base_url=base_url, api_key="sk-test") as client:
        secret = await client.realtime.client_secrets.create(
            expires_after={"anchor": "created_at", "seconds": 60}, session=SETTINGS)
        check(secret.value.startswith("ek_"), secret.value)
        check(secret.session.instructions == SETTINGS["instructions"], secret.session)
        check(not set(undocumented(secret)) - {".session.id", ".session.object", ".session.expires_at"}, set(undocumented(secret)))
        return secret.value


async def talk(base_url):
    secret = await secrets(base_url)
    async with Call(base_url) as call:
        await call.begin_with(secret)
        async with call.sideband() as connection:
            server = Session(connection)
            created = await server.next()
            check(created.type == "session.created" and created.session.instructions == SETTINGS["instructions"], created)
            await connection.response.create()
            events = await server.until("output_audio_buffer.stopped")
            order(events, "response.content_part.added", "output_audio_buffer.started", "response.done",
                  "output_audio_buffer.stopped")
            check("response.output_audio.delta" not in [event.type for event in events], "audio on the sideband")
            await eventually(lambda: call.browser.loud() > 300, "the browser hears it")
            answer = await spoken_to(call, server)
            await spoken_over(call, server, answer)
        check([message["type"] for message in call.browser.messages if message["type"] == "response.output_audio.delta"] == [],
              "no audio comes over the data channel")
        told = {message["event_id"] for message in call.browser.messages}
        missed = [event for event in server.events[1:] if event.event_id not in told]
        check(not missed, [event.type for event in missed])
        check(await call.is_known(), "a sideband's end is not the call's")
        await call.client.realtime.calls.hangup(call.id)
        check(not await call.is_known() and await call.is_refused(), "the call is over")
        await eventually(lambda: call.browser.connection.connectionState == "closed", "the browser's connection ends")


async def spoken_to(call, server):
    """The caller says something, and is answered. Returns the events until the answer begins to play."""
    call.browser.microphone.speaks = True
    await asyncio.sleep(0.8)
    call.browser.microphone.speaks = False
    events = await server.until("output_audio_buffer.started")
    order(events, "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
          "response.created", "response.content_part.added", "output_audio_buffer.started")
    return events[-1].response_id


async def spoken_over(call, server, response):
    """The caller speaks over the answer, which falls silent."""
    await asyncio.sleep(0.5)
    call.browser.microphone.speaks = True
    events = await server.until("conversation.item.truncated")
    order(events, "input_audio_buffer.speech_started", "output_audio_buffer.cleared", "conversation.item.truncated")
    cleared = next(event for event in events if event.type == "output_audio_buffer.cleared")
    check(cleared.response_id == response, cleared)
    check(200 <= events[-1].audio_end_ms <= 3000, events[-1].audio_end_ms)
    await asyncio.sleep(0.3)
    loud = call.browser.loud()
    await asyncio.sleep(0.3)
    check(call.browser.loud() == loud, "it falls silent")
    call.browser.microphone.speaks = False


async def left(base_url):
    async with Call(base_url) as call:
        await call.begin()
        async with call.sideband() as connection:
            check((await Session(connection).next()).session.audio.output.voice == "cedar", "the settings of the form")
            await call.browser.connection.close()
            for _ in range(100):
                if not await call.is_known():
                    break
                await asyncio.sleep(0.1)
            check(not await call.is_known(), "a call that the browser has left cannot be joined")
            await call.client.realtime.calls.hangup(call.id)
            check(await call.is_refused(), "nor be hung up twice")


def run(part, base_url):
    asyncio.run(asyncio.wait_for(part(base_url), 60))


if __name__ == "__main__":
    checks = Checks()
    base_url = sys.argv[1].rstrip("/")
    checks.run("a secret is the SDK's in every field", run, secrets, base_url)
    checks.run("browser and server share a call: greeting, turn, barge-in, sideband lost, hang-up", run, talk, base_url)
    checks.run("nothing tells a sideband that the browser has left; the hang-up ends it", run, left, base_url)
    checks.finish()
