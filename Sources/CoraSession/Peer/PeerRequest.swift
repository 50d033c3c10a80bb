package import CoraWeb

/// What the page is asked for: a connection to the model.
package struct PeerRequest: Sendable, Equatable {
    /// Its number, counted from 1 through the session.
    package var number: Int
    /// What its offer has to present.
    package var key: String
    /// Why it is wanted.
    package var why: PeerReason

    package init(number: Int, key: String, why: PeerReason) {
        self.number = number
        self.key = key
        self.why = why
    }
}

/// Makes the keys of offers: 128 random bits, as hexadecimal digits.
enum PeerKey {
    static func random() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
