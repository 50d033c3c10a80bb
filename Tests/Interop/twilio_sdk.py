#!/usr/bin/env python3
"""Checks the signatures a running `cora serve` takes and the TwiML it answers, against Twilio's own Python SDK.

    twilio_sdk.py PORT PUBLIC_URL AUTH_TOKEN LOG

The server has to run with Tests/Interop/tenants.yaml and an https PUBLIC_URL, and log to the file LOG. What the SDK's
`RequestValidator` signs is accepted, and nothing that differs from it by a byte; what the SDK's `VoiceResponse`
renders is what the server answers. The last line printed is "N passed, N failed".
"""

import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree as ET

from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, VoiceResponse

from checks import Checks, check
from webhooks import CALLER, DIALLED, Fields, MediaStream, Server

WHISPER = "/twilio/whisper"
PEOPLE, HUMAN, UNKNOWN = "+14155550103", "+14155550199", "+14155550999"
VOICE, AFTER, STATUS = "/twilio/voice", "/twilio/after", "/twilio/status"
NOT_IN_SERVICE = "I'm sorry, this number is not in service. Goodbye."
APOLOGY = "I'm sorry, we have a technical problem. Please call again in a few minutes. Goodbye."

# Forms as Twilio sends them: what is added to the fields every call has.
FORMS = {
    "an ordinary form": "",
    "blank fields": "&FromCity=&FromZip=&CallerName=&ToState=",
    "UTF-8": "&CallerName=Zo%C3%AB%20%E2%98%8E%20%F0%9F%98%80&FromCity=M%C3%BCnchen&Note=Cafe%CC%81",
    "repeated fields": "&Digits=5678&Digits=1234&Digits=1234&Digits=",
    "plus signs": "&CallerName=Dana+Field&Note=1%2B1+%3D+2&A+b=c%2Bd",
    "names in every order": "&b=2&B=1&a=&A=0&_=u&A1=x&%C3%A9=e",
}


def flipped(text, at):
    """The text with one letter or digit, the first from there on, changed for another."""
    at = next(index for index in range(at, len(text)) if text[index].isalnum())
    return text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :]


class Signatures:
    def __init__(self, server, log):
        self.server = server
        self.log = log
        self.refused = []

    # What the SDK signs is accepted

    def accepts_form(self, extra):
        sid = self.server.sid()
        document = self.server.twiml(VOICE, self.server.form(sid) + extra)
        check("<Stream " in document, document)

    def accepts_form_with_query(self):
        body = self.server.form(self.server.sid())
        check("<Stream " in self.server.twiml(f"{VOICE}?leg=2&note=a%20b+c&empty=", body), "no stream")

    def accepts_get(self):
        target = f"{VOICE}?{self.server.form(self.server.sid())}&FromCity="
        status, _, document = self.server.request("GET", target, signature=self.get_signature(target))
        check(status == 200 and b"<Stream " in document, f"{status} {document}")

    def accepts_handshake(self):
        with self.server.socket(self.server.sign(self.server.media_url)):
            pass

    def get_signature(self, target):
        return self.server.sign(self.server.public_url + target)

    # Nothing else is

    def refuses(self, method, target, body, signature):
        status, _, answer = self.server.request(method, target, body, signature)
        check(status == 403, f"status {status} for {method} {target} {body!r} with {signature!r}")
        check(answer == b"", f"a refusal says {answer!r}")

    def new_form(self, extra=""):
        sid = self.server.sid()
        self.refused.append(sid)
        return self.server.form(sid) + extra

    def refuses_altered_body(self, extra):
        body = self.new_form(extra)
        signature = self.server.sign(self.server.public_url + VOICE, body)
        for at in (0, body.index("ringing"), body.index("=%2B") + 4, len(body) - 1):
            at = at if any(map(str.isalnum, body[at:])) else body.rindex("ringing")
            # The call's id stays, so that a request that was let through is found in the log.
            self.refuses("POST", VOICE, flipped(body, at), signature)
        self.refuses("POST", VOICE, body + "&", None)
        self.refuses("POST", VOICE, body + "&x=", signature)

    def refuses_altered_address(self):
        body = self.new_form()
        signature = self.server.sign(f"{self.server.public_url}{VOICE}?leg=1", body)
        for target in (f"{VOICE}?leg=2", f"{VOICE}?Leg=1", f"{VOICE}?leg=1&", f"{VOICE}?leg=%31", VOICE):
            self.refuses("POST", target, body, signature)
        for url in (f"http{self.server.public_url[5:]}", f"{self.server.public_url}x", "https://voice.example.org"):
            self.refuses("POST", VOICE, body, self.server.sign(url + VOICE, body))

    def refuses_altered_signature(self):
        body = self.new_form()
        signature = self.server.sign(self.server.public_url + VOICE, body)
        other = RequestValidator("another token").compute_signature(self.server.public_url + VOICE, Fields(body))
        cut = [signature[:-1], signature.rstrip("="), signature.lower(), ""]
        for wrong in [flipped(signature, at) for at in (0, 9, 20)] + cut + [other, "not base64!", None]:
            self.refuses("POST", VOICE, body, wrong)

    def refuses_dropped_blanks(self):
        body = self.new_form("&FromCity=&ToCity=")
        url = self.server.public_url + VOICE
        self.refuses("POST", VOICE, body, self.server.sign(url, Fields(body).without_blanks()))
        self.refuses("POST", VOICE, body.removesuffix("&ToCity="), self.server.sign(url, body))

    def refuses_other_plus(self):
        body = self.new_form("&CallerName=Dana+Field")
        signature = self.server.sign(self.server.public_url + VOICE, body)
        self.refuses("POST", VOICE, body.replace("Dana+", "Dana%2B"), signature)

    def refuses_altered_get(self):
        query = self.new_form("&FromCity=")
        target = f"{VOICE}?{query}"
        self.refuses("GET", flipped(target, len(VOICE) + 1), None, self.get_signature(target))
        self.refuses("GET", target.removesuffix("&FromCity="), None, self.get_signature(target))
        as_form = self.server.sign(self.server.public_url + VOICE, query)
        self.refuses("GET", target, None, as_form)

    def refuses_other_routes(self):
        for target in (AFTER, f"{AFTER}?attempt=0", STATUS):
            body = self.new_form()
            signature = self.server.sign(self.server.public_url + target, body)
            self.refuses("POST", target, flipped(body, body.index("ringing")), signature)
            self.refuses("POST", target, body, None)

    def refuses_handshake(self):
        signature = self.server.sign(self.server.media_url)
        https = self.server.sign(self.server.public_url + "/twilio/media")
        doubled = self.server.sign(self.server.media_url.replace("/twilio/", "//twilio/"))
        for wrong in (https, doubled, flipped(signature, 0), flipped(signature, 15), signature[:-1], "", None):
            status = self.server.refused_socket(wrong)
            check(status == 403, f"status {status} for {wrong!r}")

    def nothing_else_happened(self):
        lines = [line for line in self.log.read_text().splitlines() if "request was refused" not in line]
        for sid in self.refused:
            found = [line for line in lines if sid in line]
            check(not found, f"a refused request went on: {found}")
        return f"{len(self.refused)} forged calls, none of them in the log"


class Documents:
    def __init__(self, server):
        self.server = server

    def same(self, document, response):
        check(document == str(response), f"the server and the SDK differ:\n  {document}\n  {response}")

    def connected(self, document, stream_count):
        """The SDK's document for the same stream; returns the token."""
        stream = ET.fromstring(document.encode()).find("Connect/Stream")
        check(stream is not None, document)
        tokens = [item.get("value") for item in stream if item.get("name") == "token"]
        check(len(tokens) == 1 and tokens[0], document)
        response = VoiceResponse()
        connect = Connect(action=f"{self.server.public_url}{AFTER}?{stream_count}", method="POST")
        connect.stream(url=self.server.media_url).parameter(name="token", value=tokens[0])
        response.append(connect)
        self.same(document, response)
        return tokens[0]

    def voice(self):
        self.connected(self.server.twiml(VOICE, self.server.form(self.server.sid())), "attempt=0")

    def connected_again(self):
        body = self.server.form(self.server.sid(), CallStatus="in-progress")
        self.connected(self.server.twiml(f"{AFTER}?attempt=0", body), "attempt=1&lost=1")

    def hangs_up(self):
        response = VoiceResponse()
        response.hangup()
        self.same(self.server.twiml(AFTER, self.server.form(self.server.sid(), CallStatus="completed")), response)

    def said(self, text):
        response = VoiceResponse()
        response.say(text, language="en-US")
        response.hangup()
        return response

    def apologises(self):
        body = self.server.form(self.server.sid(), CallStatus="in-progress")
        self.same(self.server.twiml(f"{AFTER}?attempt=2&lost=2", body), self.said(APOLOGY))

    def unknown_number(self):
        body = self.server.form(self.server.sid(), To=UNKNOWN)
        self.same(self.server.twiml(VOICE, body), self.said(NOT_IN_SERVICE))

    def status_is_empty(self):
        status, _, answer = self.server.post(STATUS, self.server.form(self.server.sid(), CallStatus="completed"))
        check((status, answer) == (204, b""), f"{status} {answer!r}")

    def stream(self, dialled):
        """A call, for a `with`."""
        sid = self.server.sid()
        token = self.connected(self.server.twiml(VOICE, self.server.form(sid, To=dialled)), "attempt=0")
        return MediaStream(self.server, sid, token)

    def after(self, stream, dialled):
        body = self.server.form(stream.sid, To=dialled, CallStatus="in-progress")
        return self.server.twiml(f"{AFTER}?attempt=0", body)

    def caller_has_hung_up(self):
        with self.stream(DIALLED) as stream:
            stream.hang_up()
        response = VoiceResponse()
        response.hangup()
        self.same(self.after(stream, DIALLED), response)

    def person(self):
        with self.stream(PEOPLE) as stream:
            stream.press("0")
            code = stream.until_closed()
        check(code == 1000, f"close code {code}")
        self.same(self.after(stream, PEOPLE), self.called(stream.sid, "attempt=0", CALLER))
        return stream.sid

    def called(self, sid, query, shown):
        """The TwiML that calls the person and shows them this number."""
        response = VoiceResponse()
        dial = response.dial(
            action=f"{self.server.public_url}/twilio/dialled?{query}", method="POST", timeout=20, caller_id=shown,
            answer_on_bridge=True)
        dial.number(HUMAN, url=f"{self.server.public_url}{WHISPER}?call={sid}")
        return response

    def whisper(self):
        """What the person hears, and what their key does."""
        sid = self.person()
        body = self.server.form(self.server.sid(), ParentCallSid=sid, To=HUMAN)
        document = self.server.twiml(f"{WHISPER}?call={sid}", body)
        text = ET.fromstring(document.encode()).findtext("Gather/Say")
        check(text and "Ray Richards" in text and text.endswith("Press 1 to take it."), document)
        answer = f"{self.server.public_url}{WHISPER}/answer?call={sid}"
        response = VoiceResponse()
        response.gather(action=answer, method="POST", timeout=8, num_digits=1, input="dtmf").say(text)
        response.hangup()
        self.same(document, response)
        self.same(self.server.twiml(f"{WHISPER}/answer?call={sid}", f"{body}&Digits=1"), VoiceResponse())
        refused = VoiceResponse()
        refused.hangup()
        for digits in ("&Digits=2", "&Digits=", ""):
            self.same(self.server.twiml(f"{WHISPER}/answer?call={sid}", body + digits), refused)
        return text

    def dialled(self):
        """A person who took the call ends it for us; one who did not brings the caller back."""
        target = "/twilio/dialled?attempt=0"
        form = {"To": PEOPLE, "CallStatus": "in-progress"}
        over = VoiceResponse()
        over.hangup()
        sid = self.person()
        taken = self.server.form(sid, **form, DialCallStatus="completed", DialBridged="true")
        self.same(self.server.twiml(target, taken), over)
        for status in ("completed", "no-answer", "busy", "failed", "canceled"):
            sid = self.person()
            missed = self.server.form(sid, **form, DialCallStatus=status, DialBridged="false")
            if status == "failed":
                # The carrier may not let us show the caller's number: once more with the one that was dialled.
                own = "attempt=0&own=1"
                self.same(self.server.twiml(target, missed), self.called(sid, own, PEOPLE))
                self.connected(self.server.twiml(f"/twilio/dialled?{own}", missed), "attempt=1")
            else:
                self.connected(self.server.twiml(target, missed), "attempt=1")

    def live_call_outlives_forgeries(self):
        """Forged callbacks that name a live call do not end it: it still takes the caller's key."""
        with self.stream(PEOPLE) as stream:
            body = self.server.form(stream.sid, To=PEOPLE, CallStatus="completed")
            for target in (STATUS, AFTER, f"{AFTER}?attempt=0"):
                status, _, answer = self.server.request("POST", target, body, self.server.sign(target, body))
                check((status, answer) == (403, b""), f"{status} {answer!r}")
            stream.press("0")
            stream.until_closed()
        check("<Dial " in self.after(stream, PEOPLE), "the call was over")


def main(port, public_url, token, log):
    server = Server(int(port), public_url, token)
    checks = Checks()
    signatures = Signatures(server, pathlib.Path(log))
    for name, extra in FORMS.items():
        checks.run(f"POST with {name}: accepted", signatures.accepts_form, extra)
        checks.run(f"POST with {name}: refused with one byte changed", signatures.refuses_altered_body, extra)
    checks.run("POST with a query: accepted", signatures.accepts_form_with_query)
    checks.run("POST: refused for any other address", signatures.refuses_altered_address)
    checks.run("POST: refused with any other signature", signatures.refuses_altered_signature)
    checks.run("POST: refused where blank fields are dropped", signatures.refuses_dropped_blanks)
    checks.run("POST: refused where a plus sign is taken for itself", signatures.refuses_other_plus)
    checks.run("GET: accepted", signatures.accepts_get)
    checks.run("GET: refused with anything changed", signatures.refuses_altered_get)
    checks.run("every route: refused with a byte changed or unsigned", signatures.refuses_other_routes)
    checks.run("handshake over wss: accepted", signatures.accepts_handshake)
    checks.run("handshake: refused over https, or with a byte changed", signatures.refuses_handshake)
    checks.run("refused requests: nothing else happens", signatures.nothing_else_happened)
    documents = Documents(server)
    checks.run("TwiML of an incoming call", documents.voice)
    checks.run("TwiML for a caller who was cut off", documents.connected_again)
    checks.run("TwiML after a call that is completed", documents.hangs_up)
    checks.run("TwiML of the apology", documents.apologises)
    checks.run("TwiML of a number that is not in service", documents.unknown_number)
    checks.run("status callback: answered with nothing", documents.status_is_empty)
    checks.run("TwiML after the caller has hung up", documents.caller_has_hung_up)
    checks.run("TwiML for a caller who asked for a person", documents.person)
    checks.run("TwiML a person hears before they take a call", documents.whisper)
    checks.run("TwiML after a person was called", documents.dialled)
    checks.run("forged callbacks do not end a live call", documents.live_call_outlives_forgeries)
    checks.finish()


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
