import CoraWire
package import NIOCore

/// A message from Twilio on the media socket (Media Streams, "WebSocket messages").
package enum MediaStreamMessage: Sendable, Equatable {
    /// The first message, once.
    case connected
    /// The second message, once: which stream and call this is.
    case start(StreamStart)
    /// The caller's audio, about every 20 ms.
    case media(MediaFrame)
    /// A key the caller pressed: one of `0-9 * # A-D`.
    case dtmf(digit: Character)
    /// Twilio returns one of our marks: the audio before it has been played, or was cleared.
    case mark(name: String)
    /// The stream or the call has ended.
    case stop
    /// An event Twilio has added since; to be ignored.
    case unknown(event: String)
}

extension MediaStreamMessage {
    /// Reads one message. Lenient, as Twilio asks: keys in any order, unknown ones ignored, counters as strings or
    /// numbers. A `media` message allocates nothing unless its payload is escaped.
    ///
    /// - Throws: ``MediaStreamError``.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(MediaStreamError) -> MediaStreamMessage {
        var scanner = JSONScanner(bytes)
        let envelope: Envelope
        do throws(JSONError) {
            envelope = try Envelope(&scanner)
        } catch {
            throw MediaStreamError(error)
        }
        guard let event = envelope.event else {
            throw envelope.hasEvent ? .bad("event") : .missing("event")
        }
        if scanner.matches(event, "media") { return .media(try envelope.frame(in: bytes)) }
        if scanner.matches(event, "connected") { return .connected }
        if scanner.matches(event, "stop") { return .stop }
        if scanner.matches(event, "mark") { return try mark(try tree(bytes)) }
        if scanner.matches(event, "dtmf") { return try dtmf(try tree(bytes)) }
        if scanner.matches(event, "start") { return .start(try StreamStart(message: try tree(bytes))) }
        return .unknown(event: scanner.decoded(event))
    }

    /// Reads one message from the readable bytes; offsets in a ``MediaFrame`` count from the reader index.
    ///
    /// - Throws: ``MediaStreamError``.
    package static func decode(_ buffer: ByteBuffer) throws(MediaStreamError) -> MediaStreamMessage {
        try buffer.withUnsafeReadableBytes { bytes in
            Result { () throws(MediaStreamError) in try decode(bytes) }
        }.get()
    }

    private static func tree(_ bytes: UnsafeRawBufferPointer) throws(MediaStreamError) -> JSON {
        do throws(JSONError) {
            return try JSON.parse(bytes)
        } catch {
            throw MediaStreamError(error)
        }
    }

    private static func mark(_ message: JSON) throws(MediaStreamError) -> MediaStreamMessage {
        .mark(name: try message.requiredString("mark", "name"))
    }

    private static func dtmf(_ message: JSON) throws(MediaStreamError) -> MediaStreamMessage {
        let text = try message.requiredString("dtmf", "digit")
        guard text.utf8.count == 1, let digit = text.first, "0123456789*#ABCD".contains(digit) else {
            throw .bad("dtmf.digit")
        }
        return .dtmf(digit: digit)
    }
}

/// The fields of one message, collected in one pass: enough for `media`, so that it need not be read twice.
private struct Envelope {
    private(set) var event: JSONScanner.Text?
    private(set) var hasEvent = false
    private var media: Media?
    private var sequence: Int?
    private var isSequenceBad = false

    /// Trivial to copy, so that `media` costs no reference counting.
    private struct Media {
        var payload: JSONScanner.Text?
        var timestamp: Int?
        var chunk: Int?
        var badField: Field?
    }

    private enum Field: String {
        case media
        case payload = "media.payload"
        case timestamp = "media.timestamp"
        case chunk = "media.chunk"
    }

    init(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if scanner.matches(key, "media") {
                media = try Self.media(&scanner)
            } else if scanner.matches(key, "event") {
                hasEvent = true
                event = try scanner.stringIfPresent()
            } else if scanner.matches(key, "sequenceNumber") {
                sequence = try scanner.integer()
                isSequenceBad = (sequence ?? -1) < 0
            }
        }
        try scanner.finish()
    }

    func frame(in bytes: UnsafeRawBufferPointer) throws(MediaStreamError) -> MediaFrame {
        guard let media else { throw .missing("media") }
        if let field = media.badField { throw .bad(field.rawValue) }
        if isSequenceBad { throw .bad("sequenceNumber") }
        guard let payload = media.payload else { throw .missing("media.payload") }
        guard let count = MediaFrame.audioByteCount(payload, in: bytes) else { throw .payload }
        return MediaFrame(
            payload: payload.range, isPayloadEscaped: payload.isEscaped, audioByteCount: count,
            timestamp: media.timestamp, chunk: media.chunk, sequence: sequence)
    }

    /// Reads the object `media`. Its last fault is noted in `badField` and not thrown, because the event may turn out
    /// to be another one.
    private static func media(_ scanner: inout JSONScanner) throws(JSONError) -> Media? {
        guard try scanner.peekKind() == .object else { return Media(badField: .media) }
        var media = Media()
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if scanner.matches(key, "payload") {
                media.payload = try scanner.stringIfPresent()
                if media.payload == nil { media.badField = .payload }
            } else if scanner.matches(key, "timestamp") {
                media.timestamp = try scanner.integer()
                if (media.timestamp ?? -1) < 0 { media.badField = .timestamp }
            } else if scanner.matches(key, "chunk") {
                media.chunk = try scanner.integer()
                if (media.chunk ?? -1) < 0 { media.badField = .chunk }
            }
        }
        return media
    }
}

extension StreamStart {
    fileprivate init(message: JSON) throws(MediaStreamError) {
        guard let start = message["start"] else { throw .missing("start") }
        guard let format = start["mediaFormat"] else { throw .missing("start.mediaFormat") }
        self.init(
            streamSid: try message.requiredString("start", "streamSid"),
            callSid: try message.requiredString("start", "callSid"),
            accountSid: try message.requiredString("start", "accountSid"),
            encoding: try start.requiredString("mediaFormat", "encoding"),
            sampleRate: try format.requiredCount("sampleRate", of: "start.mediaFormat"),
            channels: try format.requiredCount("channels", of: "start.mediaFormat"),
            customParameters: try Self.parameters(start["customParameters"]))
    }

    private static func parameters(_ value: JSON?) throws(MediaStreamError) -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        guard let members = value.object else { throw .bad("start.customParameters") }
        var parameters: [String: String] = [:]
        for (name, value) in members {
            guard let text = value.string else { throw .bad("start.customParameters") }
            parameters[name] = text
        }
        return parameters
    }
}

extension JSON {
    fileprivate func requiredString(_ outer: String, _ name: String) throws(MediaStreamError) -> String {
        guard let value = self[outer]?[name] else { throw .missing("\(outer).\(name)") }
        guard let text = value.string else { throw .bad("\(outer).\(name)") }
        return text
    }

    fileprivate func requiredCount(_ name: String, of outer: String) throws(MediaStreamError) -> Int {
        guard let value = self[name] else { throw .missing("\(outer).\(name)") }
        guard let count = value.int ?? value.string.flatMap({ Int($0) }), count > 0 else {
            throw .bad("\(outer).\(name)")
        }
        return count
    }
}
