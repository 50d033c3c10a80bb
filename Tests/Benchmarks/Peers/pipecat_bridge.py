"""Pipecat between Twilio and the Realtime API, for `Scripts/bench load --peers`.

Wired as Pipecat's Twilio examples are: a websocket transport with Twilio's serializer, the realtime service between a pair of
context aggregators, a pipeline a call at the telephone's 8 kHz. Its realtime service speaks 24 kHz PCM with the model, so
audio is resampled both ways. What is not Pipecat's is as short as can be, and writes nothing.

Usage: pipecat_bridge.py PORT MODEL_PORT
"""

import sys

import uvicorn
from fastapi import FastAPI, Response, WebSocket
from loguru import logger
from pipecat.frames.frames import LLMRunFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.openai.realtime.events import (
    AudioConfiguration, AudioInput, InputAudioTranscription, SessionProperties, TurnDetection,
)
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

PORT, MODEL_PORT = int(sys.argv[1]), int(sys.argv[2])

logger.remove()
app = FastAPI()


async def talk(socket: WebSocket, stream: str, call: str) -> None:
    serializer = TwilioFrameSerializer(
        stream_sid=stream, call_sid=call, params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
    )
    transport = FastAPIWebsocketTransport(
        websocket=socket,
        params=FastAPIWebsocketParams(
            audio_in_enabled=True, audio_out_enabled=True, add_wav_header=False, serializer=serializer
        ),
    )
    properties = SessionProperties(
        audio=AudioConfiguration(
            input=AudioInput(transcription=InputAudioTranscription(), turn_detection=TurnDetection())
        )
    )
    model = OpenAIRealtimeLLMService(
        api_key="sk-bench",
        base_url=f"ws://127.0.0.1:{MODEL_PORT}/v1/realtime",
        settings=OpenAIRealtimeLLMService.Settings(
            system_instruction="Say little.", session_properties=properties
        ),
    )
    context = LLMContextAggregatorPair(LLMContext([{"role": "user", "content": "Say hello."}]))
    pipeline = Pipeline([transport.input(), context.user(), model, transport.output(), context.assistant()])
    worker = PipelineWorker(
        pipeline, params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)
    )

    @transport.event_handler("on_client_connected")
    async def connected(transport, client) -> None:
        await worker.queue_frames([LLMRunFrame()])

    @transport.event_handler("on_client_disconnected")
    async def disconnected(transport, client) -> None:
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


@app.get("/readyz")
async def ready() -> Response:
    return Response("ok")


@app.post("/twilio/voice")
async def voice() -> Response:
    stream = f'<Stream url="ws://127.0.0.1:{PORT}/twilio/media"><Parameter name="token" value="none"/></Stream>'
    return Response(f"<Response><Connect>{stream}</Connect></Response>", media_type="text/xml")


@app.websocket("/twilio/media")
async def media(socket: WebSocket) -> None:
    await socket.accept()
    _, call = await parse_telephony_websocket(socket)
    await talk(socket, call["stream_id"], call["call_id"])


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error", access_log=False)
