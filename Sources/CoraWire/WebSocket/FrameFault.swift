/// Why a peer's bytes are no websocket frames that are taken. Everything but ``tooLong`` and the limits of fragments is
/// ruled out by RFC 6455, whose section is named.
package enum FrameFault: Error, Sendable, Equatable, CaseIterable {
    /// A bit is set that only an extension could use, and none was negotiated (§5.2).
    case reservedBit
    /// An opcode without a meaning (§5.2).
    case reservedOpcode
    /// A length written in more bytes than it needs (§5.2).
    case longLength
    /// A control frame that is a fragment (§5.5).
    case fragmentedControl
    /// A control frame of more than 125 bytes (§5.5).
    case longControl
    /// A client's frame without a mask (§5.1).
    case unmasked
    /// A server's frame with a mask (§5.1).
    case masked
    /// A frame, or a message put together, longer than is read.
    case tooLong
    /// A continuation of no message (§5.4).
    case noMessage
    /// A new message before the last one's end (§5.4).
    case unfinishedMessage
    /// A fragment that is not the last, shorter than ``FrameLimits/shortestFragment``.
    case shortFragment
    /// More fragments than ``FrameLimits/fragments``.
    case tooManyFragments
}

extension FrameFault: CustomStringConvertible {
    /// The fault in words, for log lines.
    package var description: String {
        switch self {
        case .reservedBit: "a websocket frame has a reserved bit set"
        case .reservedOpcode: "a websocket frame has a reserved opcode"
        case .longLength: "a websocket frame's length is written in more bytes than it needs"
        case .fragmentedControl: "a websocket control frame is a fragment"
        case .longControl: "a websocket control frame is longer than 125 bytes"
        case .unmasked: "a websocket client's frame has no mask"
        case .masked: "a websocket server's frame has a mask"
        case .tooLong: "a websocket message is longer than is read"
        case .noMessage: "a websocket continuation belongs to no message"
        case .unfinishedMessage: "a websocket message begins before the last one's end"
        case .shortFragment: "a websocket fragment is too short"
        case .tooManyFragments: "a websocket message has too many fragments"
        }
    }
}

extension FrameFault {
    /// The code of the close frame that answers it (RFC 6455 §7.4.1): 1009 for what is too long, else 1002.
    package var closeCode: UInt16 { self == .tooLong ? 1009 : 1002 }
}
