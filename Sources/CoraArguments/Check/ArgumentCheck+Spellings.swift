import CoraTenant
import CoraWire

// Spellings of arguments that models write and that can mean one thing only.
extension ArgumentCheck {
    /// Whether a value that may be null says that there is nothing: for a number any word for it, for a text only
    /// `null`, since other words may be meant.
    static func isNothing(_ json: JSON, for schema: ToolSchema) -> Bool {
        guard let text = json.string else { return false }
        switch schema {
        case .number, .integer, .boolean, .array, .object: return CallerText.isNothing(text)
        case .string: return text.lowercased() == "null"
        case .nullable(let inner): return isNothing(json, for: inner)
        }
    }

    /// JSON that was written as a text; any other value as it is.
    static func parsed(_ json: JSON) -> JSON {
        guard let text = json.string, let first = text.first(where: { !$0.isWhitespace }), "{[".contains(first) else {
            return json
        }
        return (try? JSON.parse(text)) ?? json
    }

    /// The elements of a list; also of one that was written as a text, and of a single text without brackets.
    static func elements(_ json: JSON) -> [JSON]? {
        if let elements = parsed(json).array { return elements }
        return json.string.map { [.string($0)] }
    }

    /// The digits of a whole number that stands for a text.
    static func wholeNumber(_ json: JSON) -> String? {
        guard case .int(let value) = json else { return nil }
        return String(value)
    }

    /// Whether a value is true or false; nil if it is neither.
    static func bool(_ json: JSON) -> Bool? {
        switch json {
        case .bool(let value): value
        case .string(let text):
            switch text.lowercased() {
            case "true", "yes": true
            case "false", "no": false
            default: nil
            }
        case .int(1): true
        case .int(0): false
        case .null, .int, .double, .array, .object: nil
        }
    }

    /// The choice that a text is, but for case, blanks and marks: `Pre-approved` is `preapproved`. Nil if it is none.
    static func choice(_ text: String, of allowed: [String]) -> String? {
        if allowed.contains(text) { return text }
        let wanted = bare(text)
        let found = allowed.filter { bare($0) == wanted }
        return found.count == 1 ? found.first : nil
    }

    private static func bare(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
