/// Makes the ids of a session: a prefix and 21 characters of base 62, as the API's own look.
struct Identifiers: Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    private let salt: String
    private var count = 0

    /// The salt keeps sessions apart; of 13 characters.
    init(salt: String) {
        self.salt = salt
    }

    /// A salt nobody else has.
    static func randomSalt() -> String {
        String((0..<13).compactMap { _ in alphabet.randomElement() })
    }

    /// Another id, `prefix` being `item_` and the like.
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
