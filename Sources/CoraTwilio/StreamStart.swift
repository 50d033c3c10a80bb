/// What Twilio says of a stream in its `start` message (Media Streams, "WebSocket messages").
package struct StreamStart: Sendable, Equatable {
    /// The stream, `MZ…`; goes into every message to Twilio.
    package var streamSid: String
    /// The call, `CA…`.
    package var callSid: String
    /// The account, `AC…`.
    package var accountSid: String
    /// The media type, `audio/x-mulaw`.
    package var encoding: String
    /// Samples a second, 8000.
    package var sampleRate: Int
    /// Channels, 1.
    package var channels: Int
    /// The `<Parameter>`s of the `<Stream>`; empty when Twilio sends none.
    package var customParameters: [String: String]

    package init(
        streamSid: String, callSid: String, accountSid: String, encoding: String = "audio/x-mulaw",
        sampleRate: Int = 8000, channels: Int = 1, customParameters: [String: String] = [:]
    ) {
        self.streamSid = streamSid
        self.callSid = callSid
        self.accountSid = accountSid
        self.encoding = encoding
        self.sampleRate = sampleRate
        self.channels = channels
        self.customParameters = customParameters
    }

    /// Whether the audio is µ-law, 8 kHz, mono: the only format Twilio documents.
    package var isTelephoneAudio: Bool {
        encoding == "audio/x-mulaw" && sampleRate == 8000 && channels == 1
    }
}
