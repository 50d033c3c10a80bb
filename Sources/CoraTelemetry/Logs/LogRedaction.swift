import CoraCall
package import CoraSettings
import Foundation

/// Hides what must not be in any log: the settings' secrets, wherever they turn up, and, if the settings say so, what
/// callers said and who they are.
package struct LogRedaction: Sendable {
    /// A text that is never written, and what stands in its place.
    struct Hidden: Sendable, Equatable {
        let text: String
        let name: String
    }

    /// The length in characters of the shortest secret that is hidden. Shorter texts could be anything: hiding them
    /// would garble lines.
    private static let shortest = 6
    /// The keys under which stands what was said, and what tools were told and answered.
    private static let speech: Set = [
        LogKey.text, LogKey.heard, LogKey.arguments, LogKey.toolResult, LogKey.personalError,
    ]

    private let privacy: LogPrivacy
    private let hidden: [Hidden]

    /// - Parameters:
    ///   - secrets: texts that are never written, by the name that stands for each.
    ///   - privacy: what is hidden of callers.
    package init(secrets: [(name: String, text: String)] = [], privacy: LogPrivacy = .none) {
        self.privacy = privacy
        // The longest comes first, so that a secret that contains another is hidden whole.
        hidden = secrets.flatMap { secret in Self.forms(of: secret.text).map { Hidden(text: $0, name: secret.name) } }
            .filter { $0.text.utf8.count >= Self.shortest }
            .sorted { ($0.text.utf8.count, $1.text) > ($1.text.utf8.count, $0.text) }
    }

    /// The message with secrets and, if so set, callers' numbers hidden.
    func message(_ text: String) -> String {
        withoutNumbers(withoutSecrets(text))
    }

    /// The value of a field with everything hidden that must not be written.
    ///
    /// - Parameter key: the field's key; personal fields are those in `LogKey.personal`.
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

    /// The forms in which a secret could stand in a line: itself, percent-encoded in an address, and the password of a
    /// database's address.
    static func forms(of secret: String) -> [String] {
        var forms = [secret]
        if let password = password(in: secret) { forms += [password, password.removingPercentEncoding ?? password] }
        let escaped = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
        return Array(Set(forms + [escaped]))
    }

    /// The password in a connection string, of either form that libpq takes.
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

    /// Numbers of people who call or are called: `+` and 7 to 15 digits (ITU-T E.164 §6), also where the plus is
    /// escaped.
    private func withoutNumbers(_ text: String) -> String {
        guard privacy == .all, text.contains("+") || text.contains("%2B") else { return text }
        return text.replacing(/(\+|%2B)[0-9]{7,15}/) { "\($0.output.1)…" }
    }
}

extension LogRedaction {
    /// Makes the redaction that hides the settings' secrets, and as much of callers as the settings say.
    package init(_ settings: Settings) {
        self.init(secrets: SettingsKey.secrets(of: settings), privacy: settings.log.privacy)
    }
}
