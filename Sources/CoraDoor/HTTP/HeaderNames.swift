package import HTTPTypes

// Names of HTTP headers that HTTPTypes has no constant for.
extension HTTPField.Name {
    /// Keeps nginx from collecting events before it sends them.
    package static let accelBuffering = constant("X-Accel-Buffering")
    /// Says which windows may reach a page's (HTML, "Cross-origin opener policies").
    package static let crossOriginOpenerPolicy = constant("Cross-Origin-Opener-Policy")
    /// The client's address as proxies tell it.
    package static let forwardedFor = constant("X-Forwarded-For")
    /// Says what stands between a page and the server it asks (W3C, "Fetch Metadata Request Headers"). Browsers set it;
    /// a page's script cannot.
    package static let fetchSite = constant("Sec-Fetch-Site")
    /// Says what a page's links tell of it (W3C, "Referrer Policy").
    package static let referrerPolicy = constant("Referrer-Policy")
    /// Twilio's signature of a request.
    package static let twilioSignature = constant("X-Twilio-Signature")
    /// How Twilio made that signature.
    package static let twilioSignatureSettings = constant("X-Twilio-Webhooks-Signature-Settings")
    /// The subprotocols that a websocket's client offers, and the one that its server chooses (RFC 6455 §1.9).
    package static let socketProtocol = constant("Sec-WebSocket-Protocol")
    /// Set by `UpgradeGate`, with the reason, on requests that were refused the upgrade.
    package static let upgradeRefused = constant("Cora-Upgrade-Refused")

    /// - Precondition: the text is a header's name (RFC 9110 §5.1), as every text in this file is.
    private static func constant(_ text: StaticString) -> Self {
        guard let name = Self("\(text)") else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
