"""A running `cora serve` as Twilio reaches it: requests go to this machine, signatures are over the public address."""

import http.client
import json
import urllib.parse

import websockets
from twilio.request_validator import RequestValidator
from websockets.sync.client import connect

from checks import check

CALLER, DIALLED = "+14155550123", "+14155550100"
ACCOUNT = "AC00000000000000000000000000000001"


class Fields(dict):
    """A form's fields by name, with repeats, as the SDK's validator takes them."""

    def __init__(self, body):
        super().__init__()
        for name, value in urllib.parse.parse_qsl(body, keep_blank_values=True):
            self.setdefault(name, []).append(value)

    def getlist(self, name):
        return self[name]

    def without_blanks(self):
        copy = Fields("")
        copy.update({name: values for name, values in self.items() if any(values)})
        return copy


class Server:
    """The server under test, and the token that signs for it."""

    def __init__(self, port, public_url, token):
        self.port = port
        self.public_url = public_url
        self.media_url = public_url.replace("http", "ws", 1) + "/twilio/media"
        self.validator = RequestValidator(token)
        self.calls = 0

    def sid(self):
        """A call that was not made before."""
        self.calls += 1
        return f"CA{self.calls:032x}"

    def form(self, sid, **fields):
        values = {"AccountSid": ACCOUNT, "CallSid": sid, "CallStatus": "ringing", "From": CALLER, "To": DIALLED}
        return urllib.parse.urlencode({**values, **fields})

    def sign(self, url, body=""):
        return self.validator.compute_signature(url, Fields(body) if isinstance(body, str) else body)

    def request(self, method, target, body=None, signature=None):
        """The status, the type and the bytes of the answer."""
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"} if body is not None else {}
        if signature is not None:
            headers["X-Twilio-Signature"] = signature
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, body.encode() if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()
        finally:
            connection.close()

    def post(self, target, body):
        """A form, rightly signed."""
        return self.request("POST", target, body, self.sign(self.public_url + target, body))

    def twiml(self, target, body):
        """The document that answers a form, rightly signed."""
        status, content_type, document = self.post(target, body)
        check(status == 200, f"status {status}")
        check(content_type.startswith("text/xml"), f"Content-Type {content_type}")
        return document.decode()

    def socket(self, signature):
        """The media socket, for a `with`. Raises `websockets.exceptions.InvalidStatus` when it is refused."""
        headers = {"X-Twilio-Signature": signature} if signature is not None else {}
        return connect(f"ws://127.0.0.1:{self.port}/twilio/media", additional_headers=headers, compression=None)

    def refused_socket(self, signature):
        """The status of a handshake that must be refused."""
        try:
            with self.socket(signature):
                return 101
        except websockets.exceptions.InvalidStatus as error:
            return error.response.status_code


class MediaStream:
    """The carrier's side of a media socket, as far as these checks need it; entered, the agent speaks."""

    def __init__(self, server, sid, token):
        self.sid = sid
        self.stream = "MZ" + sid[2:]
        self.token = token
        self.sequence = 0
        self.connection = server.socket(server.sign(server.media_url))

    def __enter__(self):
        self.socket = self.connection.__enter__()
        self.socket.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        start = {"accountSid": ACCOUNT, "callSid": self.sid, "streamSid": self.stream, "tracks": ["inbound"]}
        media_format = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        self.send("start", {**start, "mediaFormat": media_format, "customParameters": {"token": self.token}})
        self.until("media")
        return self

    def __exit__(self, *raised):
        self.connection.__exit__(*raised)

    def send(self, event, content):
        self.sequence += 1
        message = {"event": event, "sequenceNumber": str(self.sequence), "streamSid": self.stream, event: content}
        self.socket.send(json.dumps(message))

    def press(self, digit):
        self.send("dtmf", {"track": "inbound_track", "digit": digit})

    def hang_up(self):
        self.send("stop", {"accountSid": ACCOUNT, "callSid": self.sid})
        self.until_closed()

    def until(self, event, within=10):
        """Reads to the first message of this kind. Marks are answered as if their audio had been heard at once."""
        while True:
            message = json.loads(self.socket.recv(timeout=within))
            if message["event"] == "mark":
                self.send("mark", {"name": message["mark"]["name"]})
            if message["event"] == event:
                return message

    def until_closed(self, within=15):
        try:
            self.until("nothing", within)
        except websockets.exceptions.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
