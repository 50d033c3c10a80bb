import HTTPTypes

// Names of HTTP headers that HTTPTypes has no constant for.
extension HTTPField.Name {
    /// Keeps nginx from collecting events before it sends them.
    static let accelBuffering = constant("X-Accel-Buffering")
    /// Says which windows may reach a page's (HTML, "Cross-origin opener policies").
    static let crossOriginOpenerPolicy = constant("Cross-Origin-Opener-Policy")
    /// The client's address as proxies tell it.
    static let forwardedFor = constant("X-Forwarded-For")
    /// Says what a page's links tell of it (W3C, "Referrer Policy").
    static let referrerPolicy = constant("Referrer-Policy")
    /// Twilio's signature of a request.
    static let twilioSignature = constant("X-Twilio-Signature")
    /// How Twilio made that signature.
    static let twilioSignatureSettings = constant("X-Twilio-Webhooks-Signature-Settings")
    /// Set by `UpgradeGate`, with the reason, on requests that were refused the upgrade.
    static let upgradeRefused = constant("Cora-Upgrade-Refused")

    /// - Precondition: the text is a header's name (RFC 9110 §5.1), as every text in this file is.
    private static func constant(_ text: StaticString) -> Self {
        guard let name = Self("\(text)") else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
