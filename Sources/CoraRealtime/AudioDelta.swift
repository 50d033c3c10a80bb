import CoraWire

/// A `response.output_audio.delta` event found in place: where its ids and its base64 are in the message.
package struct AudioDelta: Sendable, Equatable {
    /// What a message from the model is, as far as audio goes.
    package enum Scan: Sendable, Equatable {
        /// Audio, with everything found.
        case delta(AudioDelta)
        /// Audio whose payload or ids are written with JSON escapes; `ServerEvent.decode` reads it.
        case escapedDelta
        /// Audio, but a field is missing or the payload is not base64; `ServerEvent.decode` says which.
        case malformedDelta
        /// Another event by its first `type`, or no JSON at all; `ServerEvent.decode` says what.
        case notAudioDelta
    }

    /// The bytes of `response_id`.
    package var responseID: Range<Int>
    /// The bytes of `item_id`.
    package var itemID: Range<Int>
    /// Which part of the item the audio belongs to.
    package var contentIndex: Int
    /// The bytes of `delta`: base64, checked.
    package var payload: Range<Int>
    /// How many bytes of audio the payload decodes to.
    package var decodedByteCount: Int

    /// Looks at one message in place. Allocates nothing, takes the keys in any order, and stops at the `type` of
    /// anything that is not audio.
    ///
    /// - Parameter bytes: The whole message; offsets in the result count from its start.
    package static func scan(_ bytes: UnsafeRawBufferPointer) -> Scan {
        do throws(JSONError) {
            return try Fields(scanning: bytes)?.result(in: bytes) ?? .notAudioDelta
        } catch {
            return .notAudioDelta
        }
    }

    private struct Fields {
        var responseID: JSONScanner.Text?
        var itemID: JSONScanner.Text?
        var contentIndex: Int?
        var payload: JSONScanner.Text?

        /// Walks the message; nil when it has no type, or another one.
        init?(scanning bytes: UnsafeRawBufferPointer) throws(JSONError) {
            var scanner = JSONScanner(bytes)
            var isAudioDelta = false
            guard try scanner.peekKind() == .object else { return nil }
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if scanner.matches(key, "type") {
                    let type = try scanner.stringIfPresent()
                    guard let type, scanner.matches(type, "response.output_audio.delta") else { return nil }
                    isAudioDelta = true
                } else if scanner.matches(key, "delta") {
                    payload = try scanner.stringIfPresent()
                } else if scanner.matches(key, "item_id") {
                    itemID = try scanner.stringIfPresent()
                } else if scanner.matches(key, "response_id") {
                    responseID = try scanner.stringIfPresent()
                } else if scanner.matches(key, "content_index") {
                    contentIndex = try scanner.integer()
                }
            }
            try scanner.finish()
            guard isAudioDelta else { return nil }
        }

        func result(in bytes: UnsafeRawBufferPointer) -> Scan {
            guard let responseID, let itemID, let payload else { return .malformedDelta }
            guard !responseID.isEscaped, !itemID.isEscaped, !payload.isEscaped else { return .escapedDelta }
            guard let count = Base64.decodedCount(UnsafeRawBufferPointer(rebasing: bytes[payload.range])) else {
                return .malformedDelta
            }
            return .delta(
                AudioDelta(
                    responseID: responseID.range, itemID: itemID.range, contentIndex: contentIndex ?? 0,
                    payload: payload.range, decodedByteCount: count))
        }
    }
}
