import CoraWire
import Synchronization

/// The client secrets that can still start a call, and the calls that are up. May be used from any thread.
final class CallDesk: Sendable {
    /// A call between a browser and the model.
    struct Call: Sendable {
        let session: LoopBound<LiveSession>
        /// What the peer helper shows to join as the media side.
        let token: String
        /// Whether the browser is gone: the call can be hung up, and no longer joined.
        var isLeft = false
    }

    /// The most secrets that are good at a time.
    static let limit = 10_000
    private let secrets = Mutex<[String: (lastSecond: Int, session: JSON)]>([:])
    private let calls = Mutex<[String: Call]>([:])

    /// Keeps a secret that starts sessions of this configuration until that second, counted since 1970.
    ///
    /// - Returns: whether there was room for it.
    func keep(_ secret: String, starts session: JSON, until lastSecond: Int, at time: Int) -> Bool {
        secrets.withLock { secrets in
            if secrets.count >= Self.limit { secrets = secrets.filter { $0.value.lastSecond >= time } }
            guard secrets.count < Self.limit else { return false }
            secrets[secret] = (lastSecond, session)
            return true
        }
    }

    /// The configuration that a secret starts sessions of; nil for one that is unknown or expired.
    func session(of secret: String, at time: Int) -> JSON? {
        guard let known = secrets.withLock({ $0[secret] }), time <= known.lastSecond else { return nil }
        return known.session
    }

    /// The call with that id; nil for one that is unknown or over. Setting it to nil takes it out.
    subscript(id: String) -> Call? {
        get { calls.withLock { $0[id] } }
        set { calls.withLock { $0[id] = newValue } }
    }

    /// Takes note that the browser is gone from a call.
    func leave(_ id: String) { calls.withLock { $0[id]?.isLeft = true } }
}
