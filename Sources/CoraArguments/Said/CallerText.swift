package import CoraTenant

/// Checks and cleans what callers say before it is written down: it is only ever stored as words.
package enum CallerText {
    /// Free text with control characters and runs of blanks turned into one blank and none at the ends; nil if nothing
    /// is left.
    package static func plain(_ text: String?, longest: Int) -> String? {
        guard let text else { return nil }
        let clean = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let words = clean.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(longest))
    }

    /// A caller's wish or fact in words; nil also for the words that models write for none: `n/a`, `none`, `any`.
    package static func wish(_ text: String?, longest: Int) -> String? {
        guard let words = plain(text, longest: longest) else { return nil }
        return isNothing(words) ? nil : words
    }

    /// Whether a text says that there is nothing.
    static func isNothing(_ text: String) -> Bool {
        nothing.contains(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static let nothing: Set<String> = [
        "", "any", "anything", "anywhere", "all", "na", "nil", "no", "none", "nopreference", "notgiven", "notprovided",
        "notspecified", "notstated", "nothing", "null", "undefined", "unknown", "unspecified", "cualquiera", "ninguno",
    ]

    /// A person's name.
    /// - Throws: `invalid_arguments`.
    package static func name(_ text: String) throws(ToolError) -> String {
        guard let name = SpokenName.read(text) else {
            throw ToolError(
                .invalidArguments,
                "contact.name has to be a person's name, and only that: John Smith, not J O H N. Ask the caller for their "
                    + "name if you do not know it.")
        }
        return name
    }

    /// An e-mail address in lower case; nil for none.
    /// - Throws: `invalid_arguments`.
    package static func email(_ text: String?) throws(ToolError) -> String? {
        guard let words = wish(text, longest: 255) else { return nil }
        guard let address = SpokenEmail.read(words) else {
            throw ToolError(
                .invalidArguments,
                "contact.email is not an e-mail address such as ana.garcia@example.com. Ask the caller to spell it, or "
                    + "leave it null: it is optional.")
        }
        return address
    }

    /// A telephone number that can be kept.
    /// - Throws: `invalid_phone`.
    package static func phone(_ text: String) throws(ToolError) -> PhoneNumber {
        do throws(PhoneNumber.Refusal) {
            return try PhoneNumber(text)
        } catch {
            throw ToolError(.invalidPhone, error.words)
        }
    }

    /// A telephone number that can be kept, and the extension that was given with it.
    /// - Throws: `invalid_phone`.
    package static func phoneWithExtension(_ text: String) throws(ToolError) -> (
        number: PhoneNumber, extension: String?
    ) {
        do throws(PhoneNumber.Refusal) {
            return try PhoneNumber.withExtension(text)
        } catch {
            throw ToolError(.invalidPhone, error.words)
        }
    }
}
