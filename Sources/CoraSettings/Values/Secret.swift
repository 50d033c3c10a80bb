/// A value that must not be shown. Printing, describing or dumping it gives ``redacted``; only ``revealed`` gives the
/// value.
package struct Secret: Sendable, Equatable {
    /// The value itself: for a request header or a key, never for a line that is written anywhere.
    package let revealed: String

    package init(_ value: String) {
        revealed = value
    }

    /// Makes 32 random bytes in hexadecimal, from the system's generator: as long as HS256 wants its key (RFC 7518
    /// §3.2).
    package static func random() -> Secret {
        let digits = (0..<32).map { _ in
            let byte = UInt8.random(in: .min ... .max)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return Secret(digits.joined())
    }

    /// Just enough of the value to tell two keys apart: `sk-…abcd (51 characters)`. Short values show no character at
    /// all.
    package var redacted: String {
        let count = "(\(revealed.count) character\(revealed.count == 1 ? "" : "s"))"
        guard revealed.count >= 20 else { return count }
        return "\(revealed.hasPrefix("sk-") ? "sk-" : "")…\(revealed.suffix(4)) \(count)"
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The redacted form.
    package var description: String { redacted }
    /// The redacted form.
    package var debugDescription: String { redacted }
    /// A mirror without children, so that `dump` finds nothing to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
