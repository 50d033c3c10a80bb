import CoraBusiness
import CoraCall
import Logging

/// The tokens that show one tenant's analytics, as the database had them a moment ago.
///
/// A wrong token costs the database nothing: all good ones are read together, at most once in `freshness`, and a token
/// is looked up by its SHA-256, of which nobody can choose so much as a part. A token that was revoked is good for that
/// long yet.
actor TenantTokens {
    private struct Entry {
        var id: String
        var tenant: String
        /// When its use was noted last.
        var notedAt: CallInstant?
    }

    private static let freshness = CallDuration.seconds(5)
    private static let noting = CallDuration.seconds(60)

    private let load: @Sendable () async throws -> [AccessTokenStore.Good]
    private let note: @Sendable (_ id: String) async -> Void
    private let now: @Sendable () -> CallInstant
    private var entries: [String: Entry] = [:]
    private var readAt: CallInstant?
    /// One reading for all who wait for it; it ends with the database's own deadline.
    private var reading: Task<[AccessTokenStore.Good], any Error>?

    /// - Parameters:
    ///   - load: reads every token that is good.
    ///   - note: notes that a token was used.
    init(
        load: @escaping @Sendable () async throws -> [AccessTokenStore.Good],
        note: @escaping @Sendable (_ id: String) async -> Void, now: @escaping @Sendable () -> CallInstant
    ) {
        self.load = load
        self.note = note
        self.now = now
    }

    /// Whose token it is; nil if it is nobody's.
    /// - Throws: `AccessRefusal.unavailable` while the database does not say.
    func tenant(of token: String) async throws(AccessRefusal) -> String? {
        let hash = TokenDigest(of: token).hexadecimal
        if readAt.map({ now() - $0 >= Self.freshness }) ?? true { try await read() }
        guard let entry = entries[hash] else { return nil }
        if entry.notedAt.map({ now() - $0 >= Self.noting }) ?? true {
            entries[hash]?.notedAt = now()
            await note(entry.id)
        }
        return entry.tenant
    }

    private func read() async throws(AccessRefusal) {
        let task = reading ?? Task { [load] in try await load() }
        reading = task
        let result = await task.result
        if reading == task { reading = nil }
        guard case .success(let tokens) = result else { throw .unavailable }
        var fresh: [String: Entry] = [:]
        for token in tokens {
            fresh[token.sha256] = Entry(id: token.id, tenant: token.tenant, notedAt: entries[token.sha256]?.notedAt)
        }
        entries = fresh
        readAt = now()
    }
}
