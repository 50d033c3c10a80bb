/// Makes the ids of a session: a prefix and 21 characters of base 62, like the API's own ids.
struct Identifiers: Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    private let salt: String
    private var count = 0

    /// - Parameter salt: 13 characters of the session's own, so that no two sessions make the same ids.
    init(salt: String) {
        self.salt = salt
    }

    /// A random salt.
    static func randomSalt() -> String {
        String((0..<13).compactMap { _ in alphabet.randomElement() })
    }

    /// The next id, with a prefix such as `item_`.
    mutating func next(_ prefix: String) -> String {
        count += 1
        var rest = count
        var digits: [Character] = []
        for _ in 0..<8 {
            digits.append(Self.alphabet[rest % Self.alphabet.count])
            rest /= Self.alphabet.count
        }
        return prefix + salt + String(digits.reversed())
    }
}
