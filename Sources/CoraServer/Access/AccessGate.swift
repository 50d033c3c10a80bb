import CoraCall
import CoraSettings
import CoraShared
import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// Lets requests in that have a right token, and keeps clients who guess tokens waiting.
///
/// A right token is always let in: failures from the same address do not shut its holder out. A wrong token is logged
/// with its address and path, never itself; past the limit it is answered 429 instead of 401.
final class AccessGate: Sendable {
    /// A token that is let in.
    struct Token: Sendable {
        let digest: TokenDigest
        let scope: AccessScope

        init(_ token: Secret, _ scope: AccessScope) {
            digest = TokenDigest(of: token.revealed)
            self.scope = scope
        }
    }

    private let tokens: [Token]
    private let shared: any SharedState
    /// How many failures were answered 429 and are in no line of the log yet.
    private let unsaid = Atomic(0)
    private let logger: Logger

    /// - Parameters:
    ///   - tokens: the tokens that are let in; without any, every request is refused with words that say what to set.
    ///   - shared: counts failures by address, and limits them.
    init(tokens: [Token], shared: any SharedState, logger: Logger) {
        self.tokens = tokens
        self.shared = shared
        self.logger = logger
    }

    /// Decides about a request.
    /// - Parameters:
    ///   - address: the client's address, without its port.
    ///   - scope: the scope that the request needs.
    /// - Returns: the answer that refuses it; nil if it is let in.
    func refusal(of request: Request, from address: String?, wanting scope: AccessScope) async -> Response? {
        await refusal(
            authorization: request.headers[.authorization], path: request.uri.path, from: address, wanting: scope)?
            .response
    }

    /// Decides about a request, given the parts of it that matter.
    func refusal(
        authorization: String?, path: String, from address: String?, wanting scope: AccessScope
    ) async -> AccessRefusal? {
        guard tokens.contains(where: { $0.scope >= scope }) else {
            // A client that may read is told what acting needs; others are only told that nothing is set.
            return .notSetUp(tokens.isEmpty ? .read : scope)
        }
        guard let token = Self.bearer(authorization) else { return .noToken }
        guard let held = self.scope(of: token) else { return await failure(path: path, from: address) }
        return held >= scope ? nil : .wantsAct
    }

    /// The scope of a token; nil if it is not one of ours. Every token is compared, whichever of them it is.
    func scope(of token: String) -> AccessScope? {
        let digest = TokenDigest(of: token)
        var found: AccessScope?
        for token in tokens where token.digest == digest { found = max(found ?? token.scope, token.scope) }
        return found
    }

    /// Counts a wrong token and logs it.
    /// - Returns: how the request is answered.
    func failure(path: String, from address: String?) async -> AccessRefusal {
        if case .limited(let span) = await shared.failed(from: ClientAddress.network(of: address ?? "")) {
            unsaid.add(1, ordering: .relaxed)
            return .tooManyFailures(retryAfter: span)
        }
        var metadata: Logger.Metadata = [
            LogKey.client: "\(address ?? "unknown")", LogKey.path: "\(path.prefix(200))",
        ]
        let unsaid = unsaid.exchange(0, ordering: .relaxed)
        if unsaid > 0 { metadata[LogKey.more] = "\(unsaid)" }
        logger.warning("a request was refused: its token is wrong", metadata: metadata)
        return .wrongToken
    }

    /// The token of `Authorization: Bearer TOKEN` (RFC 6750 §2.1); the scheme in any case (RFC 9110 §11.1).
    static func bearer(_ authorization: String?) -> String? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}
