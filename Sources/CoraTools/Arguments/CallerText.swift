import CoraCall
import CoraTenant

/// Checks and cleans what callers say before it is written down: it is only ever stored as words.
enum CallerText {
    /// Free text with control characters and runs of blanks turned into one blank and none at the ends; nil if nothing
    /// is left.
    static func plain(_ text: String?, longest: Int) -> String? {
        guard let text else { return nil }
        let clean = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let words = clean.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(longest))
    }

    /// A person's name: letters of any script and the marks that names have, 80 characters at most.
    static func name(_ text: String) throws(ToolError) -> String {
        let name = plain(text, longest: 81) ?? ""
        let isName =
            name.count <= 80 && name.contains(where: \.isLetter)
            && name.allSatisfy { $0.isLetter || " .,'’-".contains($0) }
        guard isName, !name.contains("--") else {
            throw ToolError(
                .invalidArguments,
                "contact.name has to be a person's name, and only that. Ask the caller for their name.")
        }
        return name
    }

    /// An e-mail address in lower case; nil for nil.
    static func email(_ text: String?) throws(ToolError) -> String? {
        guard let address = plain(text, longest: 255)?.lowercased() else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let marks = Set("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&*+/=?^_`{|}~-")
        let isAddress =
            address.utf8.count <= 254 && parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.count <= 64
            && parts[0].allSatisfy(marks.contains) && isHost(parts[1])
        guard isAddress else {
            throw ToolError(
                .invalidArguments,
                "contact.email is not an e-mail address. Ask the caller to spell it, or leave it null: it is optional.")
        }
        return address
    }

    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    }
            }
    }

    /// A telephone number that can be kept.
    static func phone(_ text: String) throws(ToolError) -> PhoneNumber {
        do throws(PhoneNumber.Refusal) {
            return try PhoneNumber(text)
        } catch {
            throw ToolError(.invalidPhone, error.words)
        }
    }
}
