/// What a websocket frame carries (RFC 6455 §5.2). The opcodes 3–7 and 11–15 are reserved.
package enum FrameOpcode: UInt8, Sendable, Equatable, CaseIterable {
    /// A further fragment of a message.
    case continuation = 0x0
    /// A message of UTF-8 text, or its first fragment.
    case text = 0x1
    /// A message of bytes, or its first fragment.
    case binary = 0x2
    /// The end of the socket, with a code and a reason.
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether frames of this kind control the socket: they carry at most ``FrameHeader/longestControl`` bytes, and come
    /// whole, also between the fragments of a message (RFC 6455 §5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
