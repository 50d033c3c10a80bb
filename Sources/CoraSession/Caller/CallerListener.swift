import CoraCall
import CoraWire
import NIOCore

/// A leg that is a websocket of ours: the carrier's, or a web client's. Loop-bound.
protocol SocketLeg: CallerLeg, SendableMetatype {
    /// The socket it writes to.
    var socket: MediaSocket { get }
    /// The socket's handler is in the pipeline, and nothing was read yet.
    func begin(_ core: CallCore)
    /// Takes a text message, whose bytes are valid within the call.
    func receiveText(_ message: UnsafeRawBufferPointer, _ core: CallCore)
    /// Takes a binary message, whose bytes are valid within the call.
    func receiveBinary(_ message: UnsafeRawBufferPointer, _ core: CallCore)
}

extension SocketLeg {
    /// How long we wait for the peer to answer our close frame.
    static var closePatience: TimeAmount { .seconds(2) }
}

/// Passes every message of a leg's socket to its leg, and what happens to the socket to the core.
final class CallerListener<Leg: SocketLeg>: SocketListener {
    private let leg: Leg
    private let core: CallCore

    init(_ leg: Leg, _ core: CallCore) {
        self.leg = leg
        self.core = core
    }

    func frameArrived() {}

    func textArrived(_ message: UnsafeRawBufferPointer) { leg.receiveText(message, core) }

    func bytesArrived(_ message: UnsafeRawBufferPointer) { leg.receiveBinary(message, core) }

    /// The peer closes first, or answers our close frame.
    func peerCloses(_ payload: UnsafeRawBufferPointer) { core.take(.callerGone) }

    func readEnded() { core.flush() }

    func socketIsGone() { core.take(.callerGone) }

    func socketFailed(_ error: any Error) {
        guard let fault = error as? FrameFault else { return leg.socket.closeNow() }
        core.take(.callerFault(fault == .tooLong ? .tooLarge : .badFrame))
    }
}
