import CoraWire

@testable import CoraSession

/// Keeps what a media socket's handler tells its listener. Loop-bound.
final class HeardMessages: SocketListener {
    enum Told: Equatable {
        case text(String)
        case bytes([UInt8])
        case closes([UInt8])
        case fault(FrameFault)
    }

    private(set) var told: [Told] = []
    private(set) var reads = 0
    /// Done for each text.
    var answer: () -> Void = {}

    func frameArrived() {}

    func textArrived(_ message: UnsafeRawBufferPointer) {
        told.append(.text(String(decoding: message, as: UTF8.self)))
        answer()
    }

    func bytesArrived(_ message: UnsafeRawBufferPointer) { told.append(.bytes(Array(message))) }

    func peerCloses(_ payload: UnsafeRawBufferPointer) { told.append(.closes(Array(payload))) }

    func readEnded() { reads += 1 }

    func socketIsGone() {}

    func socketFailed(_ error: any Error) {
        if let fault = error as? FrameFault { told.append(.fault(fault)) }
    }
}
