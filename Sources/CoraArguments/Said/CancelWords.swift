/// Finds in the notes of a callback that a showing is to be cancelled, and which. Pure.
package enum CancelWords {
    /// Whether the notes speak of cancelling.
    package static func areIn(_ notes: String) -> Bool {
        let words = words(notes)
        if words.contains(where: { word in stems.contains(where: word.hasPrefix) }) { return true }
        return zip(words, words.dropFirst()).contains { $0 == "call" && $1 == "off" }
    }

    /// Whether the notes name a showing, by the listing's house number and street or by the confirmation code.
    package static func name(_ address: String, code: String?, in notes: String) -> Bool {
        let said = words(notes)
        if let code, said.joined().contains(code.lowercased()) { return true }
        let wanted = words(address).prefix(2)
        guard wanted.count == 2 else { return false }
        return zip(said, said.dropFirst()).contains { $0 == wanted.first && $1 == wanted.last }
    }

    private static let stems = ["cancel"]

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
