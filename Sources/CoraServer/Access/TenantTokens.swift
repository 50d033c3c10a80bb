import CoraBusiness
import CoraCall
import CoraTenant
import Logging

/// The tokens that show one tenant's analytics, as the database had them a moment ago.
///
/// A wrong token costs the database nothing: all good tokens are read together, at most once in `freshness`, and a
/// token is looked up by its SHA-256, of which a client cannot choose any part. A revoked token stays good for up to
/// `freshness`.
actor TenantTokens {
    private struct Entry {
        var id: String
        var tenant: String
        /// When its use was last noted in the database.
        var notedAt: CallInstant?
    }

    private static let freshness = CallDuration.seconds(5)
    private static let noting = CallDuration.seconds(60)

    private let load: @Sendable () async throws -> [AccessTokenStore.Good]
    private let note: @Sendable (_ id: String) async -> Void
    private let now: @Sendable () -> CallInstant
    private var entries: [String: Entry] = [:]
    private var readAt: CallInstant?
    /// The reading under way; all requests wait for the same one. It ends with the database's own deadline.
    private var reading: Task<[AccessTokenStore.Good], any Error>?

    /// - Parameters:
    ///   - load: reads every token that is good from the database.
    ///   - note: notes in the database that a token was used.
    init(
        load: @escaping @Sendable () async throws -> [AccessTokenStore.Good],
        note: @escaping @Sendable (_ id: String) async -> Void, now: @escaping @Sendable () -> CallInstant
    ) {
        self.load = load
        self.note = note
        self.now = now
    }

    /// The tokens of the database.
    init(_ store: AccessTokenStore, clocks: Clocks) {
        self.init(
            load: { try await store.good() }, note: { try? await store.used($0) }, now: clocks.steady)
    }

    /// The tenant whose token it is; nil if it is not one of ours.
    /// - Throws: `AccessRefusal.unavailable` while the database does not answer.
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
