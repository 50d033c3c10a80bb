import NIOCore
import NIOWebSocket
import Testing

/// What can be wrong on a media socket, and the close code for it.
enum MediaFault: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case binaryFrame, brokenJSON, notAnObject, oversizedFrame, oversizedFragments, unmaskedFrame, secondStart
    case secondStartOfAnother, tooManyBadPayloads
    case mediaBeforeStart, digitBeforeStart, stopBeforeStart, wrongFormat, badStreamSID

    var testDescription: String { rawValue }

    var closeCode: Int {
        switch self {
        case .binaryFrame, .wrongFormat: 1_003
        case .brokenJSON, .notAnObject, .tooManyBadPayloads: 1_007
        case .oversizedFrame, .oversizedFragments: 1_009
        case .unmaskedFrame: 1_002
        case .secondStart, .secondStartOfAnother, .mediaBeforeStart, .digitBeforeStart, .stopBeforeStart, .badStreamSID:
            1_008
        }
    }

    var reason: String {
        switch self {
        case .binaryFrame: "a binary frame"
        case .brokenJSON, .notAnObject: "not a message"
        case .oversizedFrame, .oversizedFragments: "a frame over the size limit"
        case .unmaskedFrame: "a frame that breaks RFC 6455"
        case .secondStart, .secondStartOfAnother: "a second start"
        case .tooManyBadPayloads: "too much media that is not base64"
        case .mediaBeforeStart: "media before start"
        case .digitBeforeStart: "dtmf before start"
        case .stopBeforeStart: "stop before start"
        case .wrongFormat: "media format audio/x-l16"
        case .badStreamSID: "a stream id that cannot be one"
        }
    }

    /// Whether the call is known when it happens.
    var needsStart: Bool {
        switch self {
        case .mediaBeforeStart, .digitBeforeStart, .stopBeforeStart, .wrongFormat, .badStreamSID: false
        default: true
        }
    }

    /// Whether the log can say whose call it was.
    var namesCall: Bool {
        switch self {
        case .mediaBeforeStart, .digitBeforeStart, .stopBeforeStart: false
        default: true
        }
    }

    func commit(on socket: MediaSocket, token: String?) async throws {
        let media = #"{"event":"media","sequenceNumber":"2","media":{"timestamp":"20","chunk":"1","payload":"#
        switch self {
        case .binaryFrame: try await socket.send(.binary, ByteBuffer(string: media))
        case .brokenJSON: try await socket.send(#"{"event":"media","media":{"#)
        case .notAnObject: try await socket.send("17")
        case .oversizedFrame: try await socket.send(String(repeating: " ", count: 70_000))
        case .oversizedFragments:
            for opcode in [WebSocketOpcode.text, .continuation, .continuation] {
                try? await socket.send(opcode, ByteBuffer(repeating: 32, count: 30_000), isFinal: false)
            }
        case .unmaskedFrame: try await socket.send(.text, ByteBuffer(string: media + #""////"}}"#), isMasked: false)
        case .secondStart: try await socket.start(token: token)
        case .secondStartOfAnother:
            try await socket.start(token: token, callSID: "CAsomebodyelse", encoding: "audio/x-l16")
        case .tooManyBadPayloads:
            for _ in 0...50 { try await socket.send(media + #""%%%"}}"#) }
        case .mediaBeforeStart: try await socket.send(media + #""////"}}"#)
        case .stopBeforeStart: try await socket.send(#"{"event":"stop","stop":{}}"#)
        case .digitBeforeStart: try await socket.send(#"{"event":"dtmf","dtmf":{"digit":"5"}}"#)
        case .wrongFormat: try await socket.start(token: token, encoding: "audio/x-l16")
        case .badStreamSID: try await socket.start(token: token, streamSID: #"MZ"},"#)
        }
    }
}
