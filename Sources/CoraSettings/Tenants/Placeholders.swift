import CoraCall
import CoraTenant

/// The placeholders that a greeting and instructions may have.
enum Placeholders {
    /// The placeholders' names.
    static let names = ["agentDisplayName", "brandName"]

    /// Every placeholder that instructions may have, in words.
    static let inInstructions = (names + AgentPrompt.placeholders).map { "${\($0)}" }.joined(separator: ", ")

    /// The first placeholder in the text that is not known; nil if all are.
    static func unknown(in text: String, allowing more: [String] = []) -> String? {
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstIndex(of: "}") else { return nil }
            if !(names + more).contains(String(rest[..<close])) { return String(rest[..<close]) }
        }
        return nil
    }

    /// The text with the tenant's names in place of its placeholders; others stay as they stand.
    static func fill(_ text: String, for tenant: Tenant) -> String {
        tenant.filled(text)
    }
}
