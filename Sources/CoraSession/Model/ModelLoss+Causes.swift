import CoraCall
import CoraRealtime

// What each way to lose the model means for the next dial.

extension ModelLoss {
    /// The socket could not be opened. The key and the address do not get better by themselves; load and faults do.
    init(dialling error: any Error) {
        var isRefused = false
        if case .refused(let status?)? = error as? WebSocketDialError {
            isRefused = (400..<500).contains(status) && status != 408 && status != 425 && status != 429
        }
        self.init("\(error)", mayDialAgain: !isRefused && !(error is RealtimeEndpointError))
    }

    /// The server reports an error that the session does not survive (openai-realtime §1.2).
    init(_ error: RealtimeError) {
        self.init("\(error)", mayDialAgain: error.passes)
    }

    /// The socket was closed.
    init(_ reason: ModelCloseReason) {
        self.init(reason.description, mayDialAgain: reason.isReconnectable)
    }
}
