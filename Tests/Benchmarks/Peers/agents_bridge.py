"""The OpenAI Agents SDK between Twilio and the Realtime API, for `Scripts/bench load --peers`.

Wired as the SDK's own Twilio example is: a realtime session a call, µ-law on both sides, audio bundled to 50 ms both ways,
marks that tell the playback tracker what was heard, a clear when the model is interrupted. What is not the SDK's is as short
as can be, and writes nothing.

Usage: agents_bridge.py PORT MODEL_PORT
"""

import asyncio
import base64
import json
import sys

import uvicorn
from agents import function_tool
from agents.realtime import RealtimeAgent, RealtimePlaybackTracker, RealtimeRunner
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

PORT, MODEL_PORT = int(sys.argv[1]), int(sys.argv[2])
BUNDLE_SECONDS = 0.05
BUNDLE_BYTES = 400  # 50 ms of µ-law

app = FastAPI()


@function_tool
def find_home(street: str) -> str:
    """Look a home up."""
    return f"The home on {street} is for sale."


agent = RealtimeAgent(name="Bench", instructions="Say little.", tools=[find_home])


class Line:
    """One call."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.tracker = RealtimePlaybackTracker()
        self.stream = ""
        self.up, self.down = bytearray(), bytearray()
        self.marks = 0
        self.waiting: list[str] = []  # marks of what is in `down`
        self.said: dict[str, tuple[str, int, int]] = {}

    async def run(self) -> None:
        session = await RealtimeRunner(agent).run(
            model_config={
                "api_key": "sk-bench",
                "url": f"ws://127.0.0.1:{MODEL_PORT}/v1/realtime?model=gpt-realtime",
                "playback_tracker": self.tracker,
                "initial_model_settings": {
                    "input_audio_format": "g711_ulaw",
                    "output_audio_format": "g711_ulaw",
                    "turn_detection": {
                        "type": "server_vad", "interrupt_response": True, "create_response": True,
                    },
                },
            }
        )
        async with session:
            await self.socket.accept()
            tasks = [asyncio.create_task(self.speak(session)), asyncio.create_task(self.flush_stale(session))]
            try:
                await self.listen(session)
            except WebSocketDisconnect:
                pass
            finally:
                for task in tasks:
                    task.cancel()

    async def listen(self, session) -> None:
        while True:
            message = json.loads(await self.socket.receive_text())
            match message.get("event"):
                case "start":
                    self.stream = message["start"]["streamSid"]
                case "media":
                    self.up += base64.b64decode(message["media"]["payload"])
                    if len(self.up) >= BUNDLE_BYTES:
                        await self.flush_up(session)
                case "mark":
                    heard = self.said.pop(message["mark"]["name"], None)
                    if heard:
                        item, content, count = heard
                        self.tracker.on_play_bytes(item, content, b"\x00" * count)
                case "stop":
                    return

    async def speak(self, session) -> None:
        async for event in session:
            match event.type:
                case "audio":
                    self.marks += 1
                    mark = str(self.marks)
                    self.said[mark] = (event.audio.item_id, event.audio.content_index, len(event.audio.data))
                    self.waiting.append(mark)
                    self.down += event.audio.data
                    if len(self.down) >= BUNDLE_BYTES:
                        await self.flush_down()
                case "audio_interrupted":
                    await self.flush_down()
                    await self.send("clear")
                case "audio_end":
                    await self.flush_down()

    async def flush_stale(self, session) -> None:
        while True:
            await asyncio.sleep(BUNDLE_SECONDS)
            await self.flush_up(session)
            await self.flush_down()

    async def flush_up(self, session) -> None:
        if self.up:
            audio, self.up = bytes(self.up), bytearray()
            await session.send_audio(audio)

    async def flush_down(self) -> None:
        if self.down:
            audio, self.down = bytes(self.down), bytearray()
            marks, self.waiting = self.waiting, []
            await self.send("media", media={"payload": base64.b64encode(audio).decode()})
            for mark in marks:
                await self.send("mark", mark={"name": mark})

    async def send(self, event: str, **members) -> None:
        await self.socket.send_text(json.dumps({"event": event, "streamSid": self.stream, **members}))


@app.get("/readyz")
async def ready() -> Response:
    return Response("ok")


@app.post("/twilio/voice")
async def voice() -> Response:
    stream = f'<Stream url="ws://127.0.0.1:{PORT}/twilio/media"><Parameter name="token" value="none"/></Stream>'
    return Response(f"<Response><Connect>{stream}</Connect></Response>", media_type="text/xml")


@app.websocket("/twilio/media")
async def media(socket: WebSocket) -> None:
    await Line(socket).run()


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error", access_log=False)
