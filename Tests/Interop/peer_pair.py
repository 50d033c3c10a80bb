"""The peer helper without a browser: two peers of aiortc, and a websocket in the session's place. Usage: peer_pair.py"""

import asyncio
import base64
import json
import pathlib
import signal
import sys
from fractions import Fraction

import aiohttp
import aioice.ice
import av
import numpy
from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from checks import Checks, check

aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


def tone(frequency, milliseconds, rate):
    return (8000 * numpy.sin(2 * numpy.pi * frequency * numpy.arange(milliseconds * rate // 1000) / rate)).astype(numpy.int16)


def pitch(samples, rate):
    """The strongest frequency, and the level."""
    spectrum = numpy.abs(numpy.fft.rfft(samples))
    return numpy.argmax(spectrum) * rate / len(samples), numpy.sqrt(numpy.mean(samples.astype(float) ** 2))


class Microphone(MediaStreamTrack):
    """440 Hz, or silence."""

    kind = "audio"
    blocks = 0
    speaks = True

    async def recv(self):
        await asyncio.sleep(0.02)
        samples = tone(440, 1000, 48000)[(self.blocks % 50) * 960 :][:960] if self.speaks else numpy.zeros(960, numpy.int16)
        frame = av.AudioFrame.from_ndarray(numpy.repeat(samples, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = 48000, Fraction(1, 48000), self.blocks * 960
        self.blocks += 1
        return frame


class Session:
    """The stand-in's end: takes the helper's websocket, and keeps what comes over it."""

    def __init__(self):
        self.socket, self.token, self.texts, self.reports = None, None, [], []
        self.joined, self.left = asyncio.Event(), asyncio.Event()

    async def take(self, request):
        self.socket, self.token = web.WebSocketResponse(), request.headers.get("Authorization")
        await self.socket.prepare(request)
        self.joined.set()
        await self.say({"type": "session.created"})
        async for message in self.socket:
            if message.type == aiohttp.WSMsgType.TEXT:
                self.texts.append(json.loads(message.data))
            elif message.type == aiohttp.WSMsgType.BINARY:
                self.reports.append(json.loads(message.data))
        self.left.set()
        return self.socket

    async def say(self, event):
        await self.socket.send_str(json.dumps(event))

    async def speak(self, milliseconds, response="resp_1", item="item_1"):
        audio = tone(1000, milliseconds, 24000).tobytes()
        for start in range(0, len(audio), 9600):
            delta = base64.b64encode(audio[start : start + 9600]).decode()
            await self.say({"type": "response.output_audio.delta", "response_id": response, "item_id": item, "delta": delta})

    def heard(self):
        """What the browser has said, of the last second."""
        appended = [text["audio"] for text in self.texts if text["type"] == "input_audio_buffer.append"][-50:]
        return numpy.frombuffer(b"".join(map(base64.b64decode, appended)), "<i2")


class Browser:
    """The page's end."""

    def __init__(self):
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = Microphone()
        self.connection.addTrack(self.microphone)
        self.channel = self.connection.createDataChannel("oai-events")
        self.messages, self.blocks, self.opened = [], [], asyncio.Event()
        self.channel.on("message", lambda message: self.messages.append(json.loads(message)))
        self.channel.on("open", self.opened.set)
        self.connection.on("track", lambda track: setattr(self, "listening", asyncio.create_task(self.listen(track))))

    async def listen(self, track):
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48000)
        try:
            while True:
                for frame in resampler.resample(await track.recv()):
                    self.blocks.append(frame.to_ndarray().reshape(-1))
        except MediaStreamError:
            pass

    async def offer(self):
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    def loud(self):
        """The milliseconds that were not silent."""
        samples = numpy.concatenate(self.blocks) if self.blocks else numpy.zeros(1, numpy.int16)
        return int(numpy.sum(numpy.abs(samples.astype(int)) > 200) / 48 / 0.98)


async def eventually(condition, text, seconds=10):
    for _ in range(seconds * 100):
        if condition():
            return
        await asyncio.sleep(0.01)
    check(False, text)


async def start(*arguments):
    program = pathlib.Path(__file__).with_name("peer_helper.py")
    process = await asyncio.create_subprocess_exec(sys.executable, program, *arguments, stdout=asyncio.subprocess.PIPE)
    line = (await process.stdout.readline()).decode()
    return process, line.split()[-1]


class Stage:
    """A helper, and a session for each call; everything ends with it."""

    async def __aenter__(self):
        self.process, self.helper = await start()
        self.session, app = Session(), web.Application()
        app.router.add_get("/v1/realtime", self.join)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.media = f"ws://127.0.0.1:{self.runner.addresses[0][1]}/v1/realtime?call_id=rtc_1&role=media"
        self.client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_):
        await self.client.close()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        self.status = await self.process.wait()
        await self.runner.cleanup()

    async def join(self, request):
        return await self.session.take(request)

    async def ask(self, offer):
        async with self.client.post(self.helper, json={"offer": offer, "media": self.media, "token": "t1"}) as response:
            return response.status, await response.json()

    async def call(self):
        self.session, browser = Session(), Browser()
        status, body = await self.ask(await browser.offer())
        check(status == 200, body)
        check(self.session.joined.is_set(), "the helper joins before it answers")
        await browser.connection.setRemoteDescription(RTCSessionDescription(body["answer"], "answer"))
        await asyncio.wait_for(browser.opened.wait(), 10)
        return browser, self.session


async def talk(stage):
    browser, session = await stage.call()
    check(session.token == "Bearer t1", session.token)
    await eventually(lambda: len(session.heard()) >= 24000, "a second of the microphone")
    frequency, level = pitch(session.heard(), 24000)
    check(abs(frequency - 440) < 5 and 5000 < level < 6300, (frequency, level))
    await session.speak(1000)
    await session.say({"type": "response.done"})
    await eventually(lambda: len(session.reports) == 2, "two reports")
    check(session.reports == [{"played": "resp_1", "audio_ms": 0}, {"played": "resp_1", "audio_ms": 1000}], session.reports)
    await asyncio.sleep(0.3)
    loud = browser.loud()
    check(950 < loud < 1060, f"{loud} ms were heard")
    samples = numpy.concatenate(browser.blocks)
    first = numpy.argmax(numpy.abs(samples) > 200)
    frequency, level = pitch(samples[first : first + 43200], 48000)
    check(abs(frequency - 1000) < 5 and 5000 < level < 6300, (frequency, level))
    types = [message["type"] for message in browser.messages]
    check(types == ["session.created", "response.done"], types)
    browser.channel.send('{"type": "response.create"}')
    await eventually(lambda: session.texts[-1]["type"] == "response.create" or {"type": "response.create"} in session.texts, "the page's event")
    await browser.connection.close()
    await asyncio.wait_for(session.left.wait(), 10)


async def cut(stage):
    browser, session = await stage.call()
    await session.speak(3000)
    await session.speak(1000, "resp_2", "item_2")
    await eventually(lambda: browser.loud() >= 400, "half a second")
    await session.say({"type": "output_audio_buffer.cleared", "response_id": "resp_1"})
    await eventually(lambda: len(session.reports) == 3, session.reports)
    begun, first, second = session.reports
    check(begun == {"played": "resp_1", "audio_ms": 0}, begun)
    check(first["cut"] == "item_1" and 400 <= first["audio_ms"] <= 900, first)
    check(second == {"cut": "item_2", "audio_ms": 0}, second)
    await asyncio.sleep(0.5)
    loud = browser.loud()
    check(abs(loud - first["audio_ms"]) <= 40, f"{loud} ms were heard, {first['audio_ms']} reported")
    session.reports.clear()
    await session.speak(400, "resp_3", "item_3")
    await eventually(lambda: len(session.reports) == 2, session.reports)
    check(session.reports[-1] == {"played": "resp_3", "audio_ms": 400}, session.reports)
    await session.socket.close()
    await eventually(lambda: browser.connection.connectionState == "closed", "the connection is closed with its session")
    return f"cut at {first['audio_ms']} ms, {loud} heard"


async def lost(stage):
    browser, session = await stage.call()
    async with stage.client.delete(stage.helper) as response:
        check(response.status == 200, response.status)
    await asyncio.wait_for(session.left.wait(), 10)
    await eventually(lambda: browser.connection.connectionState == "closed", "the connection is lost")


async def wrong(stage):
    stage.session = Session()
    status, body = await stage.ask("v=0\r\nnonsense\r\n")
    check(status == 400 and "offer" in body["error"], (status, body))
    await asyncio.wait_for(stage.session.left.wait(), 10)
    stage.media = "ws://127.0.0.1:1/"
    status, body = await stage.ask("v=0\r\n")
    check(status == 502 and "joined" in body["error"], (status, body))


def staged(part):
    async def run():
        async with Stage() as stage:
            remark = await part(stage)
        check(stage.status == 0, f"the helper ended with {stage.status}")
        return remark

    return asyncio.run(run())


if __name__ == "__main__":
    checks = Checks()
    checks.run("both are heard, what is played is reported, and events go both ways", staged, talk)
    checks.run("what is cut is silent at once, and its place is reported", staged, cut)
    checks.run("a connection that is lost ends its part in the session", staged, lost)
    checks.run("a wrong offer, or a session that is not there, is said", staged, wrong)
    checks.finish()
