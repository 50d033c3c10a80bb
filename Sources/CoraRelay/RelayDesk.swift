import CoraWire
import NIOCore

/// What all sockets of the relay share. Loop-bound.
final class RelayDesk {
    /// Opens a socket to the model, whose handler is given, and closes the call if that fails.
    typealias Dialling = (RelaySocket) -> Void

    let burst = Burst()
    let model: RelayModel
    private let open: Dialling
    private var tokens = 0

    /// - Parameter open: opens a socket for a handler.
    init(_ model: RelayModel, open: @escaping Dialling) {
        self.model = model
        self.open = open
    }

    /// The token of the next call's stream: a number, since nothing is to be protected.
    func nextToken() -> Int {
        tokens += 1
        return tokens
    }

    /// Dials the model for a carrier's stream.
    func dial(_ carrier: RelaySocket) {
        let model = RelaySocket(.model, self)
        carrier.other = model
        model.other = carrier
        open(model)
    }
}
