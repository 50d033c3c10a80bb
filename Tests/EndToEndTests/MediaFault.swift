import NIOCore
import NIOWebSocket
import Testing

/// What can be wrong in the frames of a media socket, and the close code for it. What is wrong in messages is tested on
/// virtual time.
enum MediaFault: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case oversizedFrame, oversizedFragments, unmaskedFrame

    var testDescription: String { rawValue }

    var closeCode: Int {
        switch self {
        case .oversizedFrame, .oversizedFragments: 1_009
        case .unmaskedFrame: 1_002
        }
    }

    var reason: String {
        switch self {
        case .oversizedFrame, .oversizedFragments: "a frame over the size limit"
        case .unmaskedFrame: "a frame that breaks RFC 6455"
        }
    }

    func commit(on socket: MediaSocket) async throws {
        switch self {
        case .oversizedFrame: try await socket.send(String(repeating: " ", count: 70_000))
        case .oversizedFragments:
            for opcode in [WebSocketOpcode.text, .continuation, .continuation] {
                try? await socket.send(opcode, ByteBuffer(repeating: 32, count: 30_000), isFinal: false)
            }
        case .unmaskedFrame:
            try await socket.send(
                .text, ByteBuffer(string: #"{"event":"media","media":{"payload":"////"}}"#), isMasked: false)
        }
    }
}
