#!/usr/bin/env python3
"""The model's end of calls with browsers, for the stand-in (`cora standin --peers URL`). Usage: peer_helper.py [PORT]

POST / {"offer": SDP, "media": "ws://…", "token": …} is answered with {"answer": SDP}. The call joins the session at `media`: the browser's
audio goes there as `input_audio_buffer.append` (PCM16, 24 kHz), its data channel's messages go there as they are; `response.output_audio.delta`
is played in real time, all other events go to the data channel. Binary frames report what was played (StandInSession+Playout.swift).
DELETE / loses every connection, as a network does. Needs the packages `aiortc`, `aiohttp` and `numpy`; the first line printed is the address.
"""

import asyncio
import base64
import collections
import json
import signal
import sys
import time
from fractions import Fraction

import aiohttp
import aioice.ice
import av
import numpy
from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

RATE, BLOCK = 24000, 480  # samples a second; of 20 ms
WAITING = 1000  # the most events kept for a data channel that is not open yet

# Browser and helper are on one machine: no other address is needed, and no network.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Playout(MediaStreamTrack):
    """What the model says, in real time; silence when it says nothing. Reports what was played."""

    kind = "audio"

    def __init__(self, report):
        super().__init__()
        self.report = report
        self.queue = collections.deque()  # [response, item, samples]
        self.played = collections.Counter()  # samples, by response and by item
        self.now = None  # the response and the item that are being played
        self.began, self.blocks = None, 0

    def add(self, event):
        samples = numpy.frombuffer(base64.b64decode(event["delta"]), "<i2")
        self.queue.append([event["response_id"], event["item_id"], samples])

    def clear(self):
        """Drops what was not played, and reports how much of each item was."""
        dropped = ([self.now] if self.now else []) + [(response, item) for response, item, _ in self.queue]
        for item in dict.fromkeys(item for _, item in dropped):
            self.tell("cut", item)
        for response, _ in dropped:
            del self.played[response]
        self.queue.clear()
        self.now = None

    def tell(self, what, name):
        self.report({what: name, "audio_ms": self.played[name] * 1000 // RATE})

    def take(self):
        """The next block. Those before it were played."""
        block, filled = numpy.zeros(BLOCK, numpy.int16), 0
        if self.now and not self.queue:
            self.tell("played", self.now[0])
            self.now = None
        while self.queue and filled < BLOCK:
            response, item, samples = self.queue[0]
            if not self.now or self.now[0] != response:
                if self.now:
                    self.tell("played", self.now[0])
                self.tell("played", response)
            self.now = (response, item)
            part, rest = samples[: BLOCK - filled], samples[BLOCK - filled :]
            block[filled : filled + len(part)] = part
            filled += len(part)
            self.played[response] += len(part)
            self.played[item] += len(part)
            if len(rest):
                self.queue[0][2] = rest
            else:
                self.queue.popleft()
        return block

    async def recv(self):
        if self.readyState != "live":
            raise MediaStreamError
        if self.began is None:
            self.began = time.monotonic()
        await asyncio.sleep(self.began + self.blocks * BLOCK / RATE - time.monotonic())
        # Two channels: a single one would be encoded at 0.7 of its level.
        frame = av.AudioFrame.from_ndarray(numpy.repeat(self.take(), 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self.blocks * BLOCK
        self.blocks += 1
        return frame


class Call:
    """A connection with a browser, and the socket by which it is part of a session."""

    def __init__(self, socket):
        self.socket = socket
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.playout = Playout(lambda report: self.send(json.dumps(report).encode()))
        self.channel = None
        self.events = collections.deque(maxlen=WAITING)
        self.outgoing = asyncio.Queue(10 * WAITING)
        self.tasks = [asyncio.create_task(self.read()), asyncio.create_task(self.write())]
        self.connection.on("track", lambda track: self.tasks.append(asyncio.create_task(self.listen(track))))
        self.connection.on("datachannel", self.opened)
        self.connection.on("connectionstatechange", self.changed)

    async def answer(self, offer):
        await self.connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        self.connection.addTrack(self.playout)
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return self.connection.localDescription.sdp

    def send(self, message):
        """Has something sent; ends the call if that does not get through."""
        if self.outgoing.full():
            self.tasks.append(asyncio.create_task(self.end()))
        else:
            self.outgoing.put_nowait(message)

    async def write(self):
        """Sends what is to be sent, in order: text for events, bytes for reports."""
        while True:
            message = await self.outgoing.get()
            await (self.socket.send_str if isinstance(message, str) else self.socket.send_bytes)(message)

    async def read(self):
        """Plays and passes on what the session says; its end is the connection's."""
        async for message in self.socket:
            if message.type != aiohttp.WSMsgType.TEXT:
                continue
            try:
                event = json.loads(message.data)
            except ValueError:
                event = {}
            if event.get("type") == "response.output_audio.delta":
                self.playout.add(event)
                continue
            if event.get("type") == "output_audio_buffer.cleared":
                self.playout.clear()
            self.events.append(message.data)
            self.pass_on()
        await self.connection.close()

    def pass_on(self):
        while self.channel and self.channel.readyState == "open" and self.events:
            self.channel.send(self.events.popleft())

    def opened(self, channel):
        if channel.label != "oai-events":
            return
        self.channel = channel
        channel.on("message", lambda message: self.send(message) if isinstance(message, str) else None)
        self.pass_on()

    async def listen(self, track):
        """Passes the browser's audio on: 48 kHz stereo becomes 24 kHz mono."""
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        try:
            while True:
                for frame in resampler.resample(await track.recv()):
                    audio = base64.b64encode(frame.to_ndarray().astype("<i2").tobytes()).decode()
                    self.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
        except MediaStreamError:
            pass

    async def changed(self):
        if self.connection.connectionState in ("failed", "closed"):
            await self.end()

    async def end(self):
        calls.discard(self)
        await self.socket.close()
        await self.connection.close()
        self.playout.stop()
        for task in self.tasks:
            if task is not asyncio.current_task():
                task.cancel()


calls = set()  # Connections that nothing refers to are collected.


async def take(request):
    wanted = await request.json()
    headers = {"Authorization": "Bearer " + wanted["token"]}
    try:
        socket = await request.app["client"].ws_connect(wanted["media"], headers=headers, max_msg_size=0)
    except aiohttp.ClientError as error:
        return web.json_response({"error": f"the session cannot be joined: {error}"}, status=502)
    call = Call(socket)
    calls.add(call)
    try:
        return web.json_response({"answer": await call.answer(wanted["offer"])})
    except Exception as error:  # aiortc raises what its parser runs into.
        await call.end()
        return web.json_response({"error": f"the offer is not understood: {error!r}"}, status=400)


async def lose(request):
    for call in list(calls):
        await call.end()
    return web.Response()


async def main():
    app = web.Application()
    app.router.add_post("/", take)
    app.router.add_delete("/", lose)
    runner = web.AppRunner(app)
    async with aiohttp.ClientSession() as app["client"]:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
        await site.start()
        print(f"the peer helper is at http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await ended.wait()
        for call in list(calls):
            await call.end()
        await runner.cleanup()


asyncio.run(main())
