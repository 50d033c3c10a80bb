package import NIOCore

/// A browser's offer of a peer connection, which it posts to its session (`Config/web-protocol.md`): a session description
/// (RFC 8866), passed on as it stands. Pure.
package enum WebOffer {
    /// The longest offer that is read, in bytes.
    package static let longest = 64 << 10
    /// The type of an offer's body, and of its answer's (RFC 8866 §8.2.1).
    package static let type = "application/sdp"

    /// Whether a `Content-Type` is an offer's; parameters do not matter.
    package static func isType(_ text: String?) -> Bool {
        guard let name = text?.prefix(while: { $0 != ";" }) else { return false }
        return name.lowercased().split(separator: " ", omittingEmptySubsequences: true).elementsEqual([type[...]])
    }

    /// The offer in a body; nil if it is none: text in UTF-8 without control characters that begins as a session
    /// description does, and offers audio.
    package static func text(_ body: ByteBuffer) -> String? {
        guard body.readableBytes <= longest,
            body.readableBytesView.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D }),
            let text = String(validating: body.readableBytesView, as: UTF8.self)
        else { return nil }
        let lines = text.utf8.split { $0 == 0x0A || $0 == 0x0D }
        guard lines.first?.elementsEqual("v=0".utf8) == true,
            lines.contains(where: { $0.starts(with: "m=audio ".utf8) })
        else { return nil }
        return text
    }
}
