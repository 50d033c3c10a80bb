import BenchProbes
import CoraWire
import NIOCore

/// A model session without CORA: set up, asked for a greeting, and timed to its first audio. Loop-bound.
final class DirectGreeting: ProbeEnd {
    private static let update = ByteBuffer(
        string: """
            {"type":"session.update","event_id":"update_1","session":{"type":"realtime","instructions":"Say little.",\
            "audio":{"input":{"format":{"type":"audio/pcmu"}},"output":{"format":{"type":"audio/pcmu"}}}}}
            """)
    private static let item = ByteBuffer(
        string: """
            {"type":"conversation.item.create","event_id":"create_1","item":{"type":"message","role":"system",\
            "content":[{"type":"input_text","text":"Greet the caller."}]}}
            """)
    private static let request = ByteBuffer(string: #"{"type":"response.create","event_id":"response_1"}"#)

    private let began: UInt64
    private let promise: EventLoopPromise<Int64>
    private var socket: ProbeSocket?

    /// - Parameters:
    ///   - began: when dialling began.
    ///   - promise: kept with the nanoseconds from there to the first audio.
    init(began: UInt64, _ promise: EventLoopPromise<Int64>) {
        self.began = began
        self.promise = promise
    }

    func opened(_ socket: ProbeSocket) {
        self.socket = socket
        socket.send(Self.update)
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        switch (try? JSON.parse(text))?["type"]?.string {
        case "session.updated":
            socket?.send(Self.item)
            socket?.send(Self.request)
        case "response.output_audio.delta":
            promise.succeed(Int64(now) - Int64(began))
            socket?.close()
        default: break
        }
    }
}
