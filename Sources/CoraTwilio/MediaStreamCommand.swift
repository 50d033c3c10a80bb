import CoraWire

/// A message a server sent to Twilio on the media socket, read as strictly as Twilio reads it: what is refused here
/// is what Twilio answers with warning 31951.
package enum MediaStreamCommand: Sendable, Equatable {
    /// Audio to play: the base64 characters are `payload` of the message, in bytes from its start, and stand for
    /// `audioByteCount` bytes of µ-law; ``MediaFrame/writePayload(from:into:)`` takes them out.
    case media(MediaFrame)
    /// Return this mark when all audio before it has been played.
    case mark(name: String)
    /// Drop the audio that has not been played.
    case clear
}

extension MediaStreamCommand {
    /// Reads one message for the stream `streamSid`: exactly the keys of its event, each once.
    ///
    /// - Throws: ``MediaStreamError``.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, streamSid: String
    ) throws(MediaStreamError) -> MediaStreamCommand {
        let message: Message
        do throws(JSONError) {
            message = try Message(bytes)
        } catch {
            throw MediaStreamError(error)
        }
        if let fault = message.fault { throw fault }
        guard let event = message.event else { throw .missing("event") }
        guard let stream = message.streamSid else { throw .missing("streamSid") }
        guard stream == streamSid else {
            throw MediaStreamError(code: .wrongStream, message: "streamSid is not this stream's")
        }
        switch event {
        case "media": return .media(try message.frame(in: bytes))
        case "mark": return .mark(name: try message.markName())
        case "clear":
            try message.requireOnly(media: false, mark: false)
            return .clear
        default: throw MediaStreamError(code: .unknownEvent, message: "unknown event")
        }
    }
}

/// The fields of one message, collected in one pass. The first fault that is not a fault of the JSON is kept until the
/// pass ends, so that broken JSON is reported before it.
private struct Message {
    private(set) var event: String?
    private(set) var streamSid: String?
    private(set) var fault: MediaStreamError?
    private var payload: JSONScanner.Text?
    private var mark: String?

    init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        var scanner = JSONScanner(bytes)
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if scanner.matches(key, "event"), event == nil {
                event = try string("event", &scanner).map(scanner.decoded)
            } else if scanner.matches(key, "streamSid"), streamSid == nil {
                streamSid = try string("streamSid", &scanner).map(scanner.decoded)
            } else if scanner.matches(key, "media"), payload == nil {
                payload = try only("payload", of: "media", &scanner)
            } else if scanner.matches(key, "mark"), mark == nil {
                mark = try only("name", of: "mark", &scanner).map(scanner.decoded)
            } else {
                note(unexpected: scanner.decoded(key))
            }
        }
        try scanner.finish()
    }

    func frame(in bytes: UnsafeRawBufferPointer) throws(MediaStreamError) -> MediaFrame {
        try requireOnly(media: true, mark: false)
        guard let payload else { throw .missing("media") }
        guard let count = MediaFrame.audioByteCount(payload, in: bytes) else { throw .payload }
        return MediaFrame(
            payload: payload.range, isPayloadEscaped: payload.isEscaped, audioByteCount: count,
            timestamp: nil, chunk: nil, sequence: nil)
    }

    func markName() throws(MediaStreamError) -> String {
        try requireOnly(media: false, mark: true)
        guard let mark else { throw .missing("mark") }
        return mark
    }

    /// Throws when the message has a `media` or `mark` that its event must not have.
    func requireOnly(media allowsMedia: Bool, mark allowsMark: Bool) throws(MediaStreamError) {
        if payload != nil, !allowsMedia { throw .unexpected("media") }
        if mark != nil, !allowsMark { throw .unexpected("mark") }
    }

    private mutating func string(
        _ name: String, _ scanner: inout JSONScanner
    ) throws(JSONError) -> JSONScanner.Text? {
        let text = try scanner.stringIfPresent()
        if text == nil { note(.bad(name)) }
        return text
    }

    /// The string under the key `name` of the object `outer`, which must hold nothing else; notes the fault when it
    /// does.
    private mutating func only(
        _ name: StaticString, of outer: String, _ scanner: inout JSONScanner
    ) throws(JSONError) -> JSONScanner.Text? {
        guard try scanner.peekKind() == .object else {
            note(.bad(outer))
            return nil
        }
        var text: JSONScanner.Text?
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if scanner.matches(key, name), text == nil {
                text = try string("\(outer).\(name)", &scanner)
            } else {
                note(unexpected: "\(outer).\(scanner.decoded(key))")
            }
        }
        if text == nil { note(.missing("\(outer).\(name)")) }
        return text
    }

    private mutating func note(unexpected name: String) {
        note(.unexpected(name))
    }

    private mutating func note(_ error: MediaStreamError) {
        fault = fault ?? error
    }
}
