import CoraClients
import CoraRealtime
import CoraTenant

/// Client secrets that wait for the first offer of their session. A value; bounded in number and time.
struct PeerSecrets {
    /// How long a secret is kept: as long as its session's place.
    static let life = SessionDesk.life
    /// The most that are kept; of more, the oldest is forgotten.
    static let most = 2000

    /// What a secret was minted for: it serves nothing else.
    struct Purpose: Equatable, Sendable {
        /// The model and the address that has it.
        var place: String
        /// The session's settings.
        var session: SessionSettings
    }

    private struct Kept {
        var secret: ClientSecret
        var purpose: Purpose
        var since: CallInstant
    }

    private var kept = OrderedMemory<String, Kept>()

    /// How many are kept.
    var count: Int { kept.count }

    /// Keeps the secret of a session.
    /// - Parameter id: the session's.
    mutating func keep(_ secret: ClientSecret, of id: String, for purpose: Purpose, at now: CallInstant) {
        forget(at: now)
        kept.put(Kept(secret: secret, purpose: purpose, since: now), for: id)
        kept.keep(Self.most)
    }

    /// Takes the secret of a session, once; nil if there is none, or it was minted for something else.
    mutating func take(_ id: String, for purpose: Purpose, at now: CallInstant) -> ClientSecret? {
        forget(at: now)
        guard let found = kept.remove(id), found.purpose == purpose else { return nil }
        return found.secret
    }

    private mutating func forget(at now: CallInstant) {
        while let oldest = kept.oldest, oldest.value.since + Self.life <= now { kept.takeOldest() }
    }
}
