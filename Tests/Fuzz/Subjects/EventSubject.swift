import CoraRealtime
import CoraWire
import NIOCore

/// An event of the model's is read without a trap; audio found in place is what a JSON decoder finds.
enum EventSubject {
    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        _ = try? ServerEvent.decode(ByteBuffer(bytes: bytes))
        return nil
    }

    static func compare(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard case .delta(let delta) = AudioDelta.scan(bytes) else { return nil }
        guard let tree = try? JSON.parse(bytes) else { return "audio was found in what is no JSON" }
        let payload = UnsafeRawBufferPointer(rebasing: bytes[delta.payload])
        var audio = ByteBuffer()
        guard Base64.decode(payload, into: &audio), audio.readableBytes == delta.decodedByteCount else {
            return "the payload has another length"
        }
        let found = [delta.responseID, delta.itemID, delta.payload].map { String(decoding: bytes[$0], as: UTF8.self) }
        let decoded = ["response_id", "item_id", "delta"].map { tree[$0]?.string }
        return found.map(Optional.some) == decoded ? nil : "found \(found), decoded \(decoded)"
    }
}
