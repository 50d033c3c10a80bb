import CoraCall
import Foundation

/// What is not written into any log: the secrets of the settings, wherever they turn up, and, if it is so set, what callers
/// said and who they are.
package struct LogRedaction: Sendable {
    /// What is hidden of callers.
    package enum Privacy: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// What was said, by callers and the agent, and what tools were told and answered.
        case speech
        /// That, and callers' names and numbers.
        case all
    }

    /// A text that is never written, and what stands in its place.
    struct Hidden: Sendable, Equatable {
        let text: String
        let name: String
    }

    /// Shorter texts could be anything: to hide them would garble lines, and they are no secrets worth the name.
    private static let shortest = 6
    /// What was said, and what tools were told and answered.
    private static let speech: Set = [
        LogKey.text, LogKey.heard, LogKey.arguments, LogKey.toolResult, LogKey.personalError,
    ]

    private let privacy: Privacy
    private let hidden: [Hidden]

    /// - Parameters:
    ///   - secrets: texts that are never written, by the name that stands for each.
    ///   - privacy: what is hidden of callers.
    package init(secrets: [(name: String, text: String)] = [], privacy: Privacy = .none) {
        self.privacy = privacy
        // The longest first, so that one that holds another is not left half.
        hidden = secrets.flatMap { secret in Self.forms(of: secret.text).map { Hidden(text: $0, name: secret.name) } }
            .filter { $0.text.utf8.count >= Self.shortest }
            .sorted { ($0.text.utf8.count, $1.text) > ($1.text.utf8.count, $0.text) }
    }

    /// A message as it may be written.
    func message(_ text: String) -> String {
        withoutNumbers(withoutSecrets(text))
    }

    /// A value as it may be written.
    ///
    /// - Parameter key: what it is filed under; what is personal is under `LogKey.personal`.
    func value(_ text: String, of key: String) -> String {
        guard key.hasPrefix(LogKey.personal), isHidden(key) else { return message(text) }
        return "(\(text.count) characters)"
    }

    private func isHidden(_ key: String) -> Bool {
        switch privacy {
        case .none: false
        case .speech: Self.speech.contains(key)
        case .all: true
        }
    }

    // MARK: Secrets

    private func withoutSecrets(_ text: String) -> String {
        var text = text
        for secret in hidden where text.contains(secret.text) {
            text = text.replacingOccurrences(of: secret.text, with: "[\(secret.name)]")
        }
        return text
    }

    /// A secret as it could stand in a line: itself, what it says in an address, and the password in a database's.
    static func forms(of secret: String) -> [String] {
        var forms = [secret]
        if let password = password(in: secret) { forms += [password, password.removingPercentEncoding ?? password] }
        let escaped = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
        return Array(Set(forms + [escaped]))
    }

    /// The password of a connection string, of either form that libpq takes.
    private static func password(in text: String) -> String? {
        if let start = text.range(of: "://"), let end = text.range(of: "@", options: .backwards) {
            guard start.upperBound <= end.lowerBound else { return nil }
            let user = text[start.upperBound..<end.lowerBound]
            return user.firstIndex(of: ":").map { String(user[user.index(after: $0)...]) }
        }
        guard let start = text.range(of: "password=") else { return nil }
        let rest = text[start.upperBound...]
        guard rest.first == "'" else { return String(rest.prefix { $0 != " " && $0 != "&" }) }
        return String(rest.dropFirst().prefix { $0 != "'" })
    }

    // MARK: Numbers

    /// Numbers of people who call or are called: `+` and 7 to 15 digits (ITU-T E.164 §6), also where the plus is escaped.
    private func withoutNumbers(_ text: String) -> String {
        guard privacy == .all, text.contains("+") || text.contains("%2B") else { return text }
        return text.replacing(/(\+|%2B)[0-9]{7,15}/) { "\($0.output.1)…" }
    }
}
