"""Realtime events against the OpenAI SDK's own models, strictly.

The SDK's models take any field they do not know. Here every field has to be one of theirs, at every depth, and what
the model holds afterwards has to be what was sent.
"""

import json
import typing

import pydantic
from openai.types.realtime import RealtimeClientEvent, RealtimeServerEvent
from openai.types.realtime.realtime_session_create_response import RealtimeSessionCreateResponse

from checks import Failure, check


def undocumented(value, path=""):
    """The fields that the SDK's models do not know."""
    if isinstance(value, pydantic.BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}"
        for name in type(value).model_fields:
            yield from undocumented(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from undocumented(element, f"{path}[{index}]")


def members(union):
    """The models of a union of events, by the `type` that each stands for."""
    models = typing.get_args(typing.get_args(union)[0])
    return {typing.get_args(model.model_fields["type"].annotation)[0]: model for model in models}


class Events:
    """The events of one side."""

    def __init__(self, union):
        self.union = pydantic.TypeAdapter(union)
        self.members = {name: pydantic.TypeAdapter(model) for name, model in members(union).items()}

    def parse(self, raw):
        """The event as the SDK's model. Fields that no model knows stay in `model_extra`."""
        try:
            event = self.union.validate_json(raw, strict=True)
        except pydantic.ValidationError as error:
            raise Failure(f"not an event of the SDK: {raw[:400]!r}\n{self.reason(raw, error)}") from error
        sent = json.loads(raw)
        check(event.type == sent["type"], f"{sent['type']} was taken for {event.type}")
        held = event.model_dump(mode="json", by_alias=True, exclude_unset=True)
        check(held == sent, f"{event.type}: the SDK holds something else than was sent:\n  {sent}\n  {held}")
        return event

    def reason(self, raw, error):
        """Why, said by the model of the event's type alone: the union lists every model's complaints."""
        try:
            self.members[json.loads(raw)["type"]].validate_json(raw, strict=True)
        except pydantic.ValidationError as own:
            return str(own)[:1500]
        except (ValueError, KeyError, TypeError):
            pass
        return str(error)[:1500]


CLIENT = Events(RealtimeClientEvent)
SERVER = Events(RealtimeServerEvent)
# The SDK types the session of session.created as what a client may send; what a server answers has these as well.
SESSION = pydantic.TypeAdapter(RealtimeSessionCreateResponse)
SERVER_ONLY = {".session.id", ".session.object", ".session.expires_at"}


def client_event(raw):
    """A client event that is one of the SDK's in every field."""
    event = CLIENT.parse(raw)
    extra = set(undocumented(event))
    check(not extra, f"{event.type} has fields the SDK does not know: {extra}")
    return event


def server_event(raw):
    """A server event that is one of the SDK's in every field."""
    event = SERVER.parse(raw)
    extra = set(undocumented(event))
    if event.type.startswith("session."):
        extra -= SERVER_ONLY
        session = json.dumps(json.loads(raw)["session"])
        extra |= set(undocumented(SESSION.validate_json(session, strict=True)))
    check(not extra, f"{event.type} has fields the SDK does not know: {extra}")
    return event
