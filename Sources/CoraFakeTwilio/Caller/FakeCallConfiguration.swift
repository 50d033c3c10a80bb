package import AsyncHTTPClient
package import CoraSpeech
package import NIOCore
package import NIOSSL

/// What a ``FakeCall`` needs.
package struct FakeCallConfiguration: Sendable {
    /// Where the voice webhook really is, as `http://127.0.0.1:8080/twilio/voice`.
    package var webhookURL: String
    /// The server's `PUBLIC_URL`: requests are signed against it, and URLs of it in TwiML are dialled at `webhookURL`'s
    /// host.
    package var publicURL: String
    /// The URL that is told when the call is over, public or a path of the public one; nil for none.
    package var statusCallbackURL: String? = "/twilio/status"
    /// The account's Auth Token: the signing key.
    package var authToken: String
    /// The account's SID, `AC` and 32 hex digits.
    package var accountSid: String
    /// The scenario to play.
    package var scenario: Scenario
    /// The caller's lines, rendered; see ``SpeechRenderer``.
    package var speech: SpeechLibrary
    /// The event loop that the call runs on.
    package var eventLoop: any EventLoop
    /// Sends the webhooks. Many calls may share one.
    package var httpClient: HTTPClient
    /// The TLS settings for a `wss` media socket; not needed for `ws`.
    package var tls: NIOSSLContext?
    /// Where a ``TwilioRESTServer`` finds the call while it lasts; nil for a call that the server cannot move.
    package var registry: FakeCallRegistry?
    /// Whether an update of the call that ends a stream also makes Twilio ask its `<Connect action>` and discard the
    /// answer. Twilio is known to do so with `<Dial>`; with `<Connect>` it is not known.
    package var alsoAsksAction = false
    /// Told of everything that happens in the call, as it happens.
    package var observer: (any FakeCallObserver)?
    /// Whether the report carries what both ends heard; to be turned off in a load test.
    package var keepsAudio = true
    /// Whether the report carries every event, marks too; to be turned off in a load test.
    package var keepsEvents = true
    /// The first media timestamp, in milliseconds; live streams begin between 100 and 180.
    package var firstTimestamp = 120

    package init(
        webhookURL: String, publicURL: String, authToken: String, accountSid: String, scenario: Scenario,
        speech: SpeechLibrary, eventLoop: any EventLoop, httpClient: HTTPClient, tls: NIOSSLContext? = nil,
        registry: FakeCallRegistry? = nil, observer: (any FakeCallObserver)? = nil
    ) {
        self.webhookURL = webhookURL
        self.publicURL = publicURL
        self.authToken = authToken
        self.accountSid = accountSid
        self.scenario = scenario
        self.speech = speech
        self.eventLoop = eventLoop
        self.httpClient = httpClient
        self.tls = tls
        self.registry = registry
        self.observer = observer
    }
}
