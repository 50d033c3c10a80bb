import CoraCall
import CoraRealtime
import CoraWire
import NIOCore

/// Passes every event of the model's socket, and what happens to the socket, to the core.
final class ModelListener: SocketListener {
    private let core: CallCore
    private let leg: ModelLeg
    private var reason: ModelCloseReason?

    /// - Parameter leg: this socket's; once the core has another one, what arrives here concerns the call no more.
    init(_ core: CallCore, _ leg: ModelLeg) {
        self.core = core
        self.leg = leg
    }

    private var isCurrent: Bool { core.model === leg }

    func frameArrived() {
        if isCurrent { core.conversation.modelFrameArrived(at: core.now) }
    }

    /// A message arrived: of the call's session, of its successor, or of one that was given up, which concerns no one.
    func textArrived(_ message: UnsafeRawBufferPointer) {
        if isCurrent {
            core.modelMessage(message)
        } else if core.successor === leg {
            core.successorMessage(message)
        }
    }

    func bytesArrived(_ message: UnsafeRawBufferPointer) {}

    func peerCloses(_ payload: UnsafeRawBufferPointer) {
        if isCurrent { reason = Self.reason(payload) }
    }

    func readEnded() { core.flush() }

    func socketIsGone() { lost(ModelLoss(reason ?? ModelCloseReason(code: nil, reason: ""))) }

    func socketFailed(_ error: any Error) {
        // Before the core hears of it, which closes the socket as one that it needs no more.
        if let fault = error as? FrameFault { leg.socket.tellEnd(fault.closeCode) }
        lost(ModelLoss("\(error)"))
        leg.socket.closeNow()
    }

    private func lost(_ loss: ModelLoss) {
        if isCurrent {
            core.happened(.modelLost(loss))
        } else if core.successor === leg {
            core.happened(.successorLost)
        }
    }

    private static func reason(_ payload: UnsafeRawBufferPointer) -> ModelCloseReason {
        var data = ByteBuffer(bytes: payload)
        let code: UInt16? = data.readInteger()
        return ModelCloseReason(code: code, reason: String(buffer: data))
    }
}
