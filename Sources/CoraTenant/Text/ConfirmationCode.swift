/// A short code that is said on the telephone and written down by hand: five of eleven signs, none of which looks or
/// sounds like another. Of the letters whose English names rhyme or look like a digit, one stands for the rest: no B,
/// C, D, E, G, P, T, V, Z (3); no A, J, 8 (K); no I, Y, 5 (9); no Q, U (2); no F, S, X (6); no L, N (M); no O, 0, 1.
package struct ConfirmationCode: Sendable, Hashable {
    /// The signs.
    package static let signs: [Character] = ["H", "K", "M", "R", "W", "2", "3", "4", "6", "7", "9"]
    /// How many signs a code has.
    package static let length = 5
    /// How many codes there are: 161,051.
    package static let count = 161_051

    /// The code as it is written: `K47R2`.
    package let text: String

    /// The code of a number, any number. Pass a random one where the code must not be guessed.
    package init(_ number: UInt64) {
        var rest = Int(number % UInt64(Self.count))
        var text = ""
        for _ in 0..<Self.length {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: Self.signs.count)
            text.append(Self.signs[remainder])
            rest = quotient
        }
        self.text = text
    }

    /// Reads a code as people say or type it: in any case, with blanks or marks between; nil if the text is no code.
    package init?(_ text: String) {
        let signs = text.uppercased().filter { !" -.,".contains($0) }
        guard signs.count == Self.length, signs.allSatisfy(Self.signs.contains) else { return nil }
        self.text = signs
    }

    /// The code sign by sign, for reading aloud: `K, 4, 7, R, 2`.
    package var spoken: String {
        text.map(String.init).joined(separator: ", ")
    }
}
