"""The request for a call's summary and the stand-in's answer, against the OpenAI SDK.

    responses_sdk.py BASE_URL REQUEST.json

REQUEST.json is the body that was sent to BASE_URL/responses; BASE_URL is a stand-in's.
"""

import json
import sys
from typing import Literal

import httpx2 as httpx
import openai
import pydantic
from openai.types.responses import Response
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from checks import Checks, check
from realtime_models import undocumented

BASE, REQUEST = sys.argv[1].rstrip("/"), open(sys.argv[2], "rb").read()
BODY = json.loads(REQUEST)
HEADERS = {"authorization": "Bearer sk-check", "content-type": "application/json"}


class Summary(pydantic.BaseModel):
    """A summary, as a program that reads the table would have it."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    summary: str
    outcome: Literal[
        "showing_booked", "callback_requested", "transferred", "lead_qualified", "information_given",
        "not_interested", "wrong_number", "no_conversation", "unfinished"]
    properties_mentioned: list[str]
    next_actions: list[str]
    lead_quality: int = pydantic.Field(ge=0, le=100)


def client(**options):
    return openai.OpenAI(base_url=BASE, api_key="sk-check", max_retries=0, **options)


def whole(value):
    """The value with the SDK's lazy lists read to their end: that is when their elements are checked."""
    if isinstance(value, dict):
        return {key: whole(member) for key, member in value.items()}
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return [whole(element) for element in value]


def request_is_the_sdks():
    """Every member is one of the SDK's parameters, of the SDK's type: what it does not know it would leave out."""
    held = whole(pydantic.TypeAdapter(ResponseCreateParamsNonStreaming).validate_python(BODY))
    check(held == BODY, f"the SDK's types hold something else:\n  {BODY}\n  {held}")
    return ", ".join(sorted(BODY))


def schema_is_strict():
    """Ours is what the SDK makes of the same model for strict mode, but for titles, descriptions and bounds."""
    from openai.lib._pydantic import to_strict_json_schema

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(member) if key != "properties" else {k: plain(v) for k, v in member.items()}
                    for key, member in value.items()
                    if key not in ("title", "description", "minimum", "maximum")}
        return value

    wanted, ours = plain(to_strict_json_schema(Summary)), plain(BODY["text"]["format"]["schema"])
    check(ours == wanted, f"\n  ours   {ours}\n  wanted {wanted}")
    order = list(BODY["text"]["format"]["schema"]["properties"])
    check(order == BODY["text"]["format"]["schema"]["required"], f"order {order}")


def sdk_sends_the_same():
    """What the SDK puts on the wire for the same call is our body."""
    sent = []

    def record(request):
        sent.append(json.loads(request.content))
        return httpx.Response(500, json={})

    try:
        client(http_client=httpx.Client(transport=httpx.MockTransport(record))).responses.create(**BODY)
    except openai.InternalServerError:
        pass
    check(sent == [BODY], f"the SDK sends {sent}")


def answer_is_the_sdks():
    """The stand-in's answer to our bytes is the SDK's Response in every member, and holds a summary."""
    answer = httpx.post(f"{BASE}/responses", content=REQUEST, headers=HEADERS)
    check(answer.status_code == 200, answer.text)
    response = Response.model_validate_json(answer.content, strict=True)
    extra = set(undocumented(response))
    check(not extra, f"members the SDK does not know: {extra}")
    held = response.model_dump(mode="json", by_alias=True, exclude_unset=True)
    check(held == answer.json(), f"the SDK holds something else:\n  {answer.json()}\n  {held}")
    summary = Summary.model_validate_json(response.output_text)
    return f"{summary.outcome}, {summary.lead_quality}: {summary.summary[:60]!r}"


def sdk_parses():
    """The SDK's own call with the same model gets a parsed summary."""
    response = client().responses.parse(model=BODY["model"], input=BODY["input"], text_format=Summary)
    check(isinstance(response.output_parsed, Summary), f"{response.output_parsed}")


def refused(kind, status, **changes):
    body = {key: value for key, value in {**BODY, **changes}.items() if value is not None}
    try:
        client().post("/responses", body=body, cast_to=Response)
    except kind as error:
        check(error.status_code == status, f"{error.status_code}")
        return error.message[:90]
    check(False, "was taken")


def wrong_key():
    try:
        openai.OpenAI(base_url=BASE, api_key="sk-wrong", max_retries=0).responses.create(**BODY)
    except openai.AuthenticationError as error:
        return error.code
    check(False, "was taken")


def loose_schema():
    text = json.loads(json.dumps(BODY["text"]))
    text["format"]["schema"]["required"].pop()
    return refused(openai.BadRequestError, 400, text=text)


checks = Checks()
checks.run("our request is the SDK's parameters", request_is_the_sdks)
checks.run("our schema is the SDK's strict schema", schema_is_strict)
checks.run("the SDK sends the same request", sdk_sends_the_same)
checks.run("the answer is the SDK's response", answer_is_the_sdks)
checks.run("the SDK parses a summary", sdk_parses)
checks.run("an unknown parameter is refused", lambda: refused(openai.BadRequestError, 400, modell="x"))
checks.run("no model is refused", lambda: refused(openai.BadRequestError, 400, model=None))
checks.run("an unknown model is refused", lambda: refused(openai.NotFoundError, 404, model="nobody-1"))
checks.run("a loose schema is refused in strict mode", loose_schema)
checks.run("a wrong key is refused", wrong_key)
checks.finish()
