import CoraWire
package import NIOCore

/// Writes what Twilio sends on the media socket: Twilio's side of ``MediaStreamMessage``, for a simulated Twilio.
///
/// Keys stand in the order of Twilio's own messages. Keeps the stream's one sequence number (over `start`, `media`,
/// `dtmf`, `mark` and `stop`) and the number of audio frames.
package struct MediaStreamEventWriter: Sendable {
    /// Differences that a real stream may show and that a server has to accept.
    package struct Variations: Sendable, Equatable {
        /// Writes counters as JSON numbers; Twilio writes them as strings.
        package var writesCountersAsNumbers = false
        /// Leaves `customParameters` out of `start`.
        package var omitsCustomParameters = false

        package init(writesCountersAsNumbers: Bool = false, omitsCustomParameters: Bool = false) {
            self.writesCountersAsNumbers = writesCountersAsNumbers
            self.omitsCustomParameters = omitsCustomParameters
        }
    }

    private let start: StreamStart
    private let variations: Variations
    private var sequence = 0
    private var chunk = 0

    /// Prepares the events of one stream; writes none of them yet.
    package init(_ start: StreamStart, variations: Variations = Variations()) {
        self.start = start
        self.variations = variations
    }

    /// Appends `connected`, the first message; it carries no sequence number.
    package func writeConnected(into buffer: inout ByteBuffer) {
        buffer.writeStaticString(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
    }

    /// Appends `start`, the second message.
    package mutating func writeStart(into buffer: inout ByteBuffer) {
        writeHead("start", into: &buffer)
        buffer.writeStaticString(#","start":{"accountSid":"#)
        JSON.escape(start.accountSid, into: &buffer)
        buffer.writeStaticString(#","streamSid":"#)
        JSON.escape(start.streamSid, into: &buffer)
        buffer.writeStaticString(#","callSid":"#)
        JSON.escape(start.callSid, into: &buffer)
        buffer.writeStaticString(#","tracks":["inbound"],"mediaFormat":{"encoding":"#)
        JSON.escape(start.encoding, into: &buffer)
        buffer.writeString(#","sampleRate":\#(start.sampleRate),"channels":\#(start.channels)}"#)
        if !variations.omitsCustomParameters {
            buffer.writeStaticString(#","customParameters":"#)
            JSON.object(start.customParameters.mapValues(JSON.string)).write(into: &buffer)
        }
        buffer.writeStaticString("}")
        writeTail(into: &buffer)
    }

    /// Appends `media` with µ-law audio of any length, at `timestamp` milliseconds since the stream began.
    package mutating func writeMedia(
        audio: UnsafeRawBufferPointer, timestamp: Int, into buffer: inout ByteBuffer
    ) {
        chunk += 1
        writeHead("media", into: &buffer)
        buffer.writeStaticString(#","media":{"track":"inbound","chunk":"#)
        writeCounter(chunk, into: &buffer)
        buffer.writeStaticString(#","timestamp":"#)
        writeCounter(timestamp, into: &buffer)
        buffer.writeStaticString(#","payload":""#)
        Base64.encode(audio, into: &buffer)
        buffer.writeStaticString(#""}"#)
        writeTail(into: &buffer)
    }

    /// Appends `dtmf`: the caller pressed `digit`.
    package mutating func writeDTMF(_ digit: Character, into buffer: inout ByteBuffer) {
        sequence += 1
        buffer.writeStaticString(#"{"event":"dtmf","streamSid":"#)
        JSON.escape(start.streamSid, into: &buffer)
        buffer.writeStaticString(#","sequenceNumber":"#)
        writeCounter(sequence, into: &buffer)
        buffer.writeStaticString(#","dtmf":{"track":"inbound_track","digit":"#)
        JSON.escape(String(digit), into: &buffer)
        buffer.writeStaticString("}}")
    }

    /// Appends `mark`: Twilio returns the server's mark of that name.
    package mutating func writeMark(_ name: String, into buffer: inout ByteBuffer) {
        writeHead("mark", into: &buffer)
        buffer.writeStaticString(#","streamSid":"#)
        JSON.escape(start.streamSid, into: &buffer)
        buffer.writeStaticString(#","mark":{"name":"#)
        JSON.escape(name, into: &buffer)
        buffer.writeStaticString("}}")
    }

    /// Appends `stop`, the last message.
    package mutating func writeStop(into buffer: inout ByteBuffer) {
        writeHead("stop", into: &buffer)
        buffer.writeStaticString(#","stop":{"accountSid":"#)
        JSON.escape(start.accountSid, into: &buffer)
        buffer.writeStaticString(#","callSid":"#)
        JSON.escape(start.callSid, into: &buffer)
        buffer.writeStaticString("}")
        writeTail(into: &buffer)
    }

    private mutating func writeHead(_ event: StaticString, into buffer: inout ByteBuffer) {
        sequence += 1
        buffer.writeStaticString(#"{"event":""#)
        buffer.writeStaticString(event)
        buffer.writeStaticString(#"","sequenceNumber":"#)
        writeCounter(sequence, into: &buffer)
    }

    private func writeTail(into buffer: inout ByteBuffer) {
        buffer.writeStaticString(#","streamSid":"#)
        JSON.escape(start.streamSid, into: &buffer)
        buffer.writeStaticString("}")
    }

    private func writeCounter(_ value: Int, into buffer: inout ByteBuffer) {
        buffer.writeString(variations.writesCountersAsNumbers ? "\(value)" : "\"\(value)\"")
    }
}
