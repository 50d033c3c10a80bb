package import CoraTenant
package import CoraWire

/// Checks the arguments that the model wrote against a tool's schema, before the tool sees them.
///
/// The Realtime API does not hold models to the schema, so the check takes what can mean one thing only: a key that may
/// be null may be missing, `"3"` and “three” are 3, a list of one may be without its brackets, and a choice may be
/// spelled in another way. Whatever may mean several things is refused in words.
package struct ArgumentCheck {
    /// The longest arguments as a whole, in bytes.
    package static let longestArguments = 16 << 10
    /// The longest text among the arguments, in characters.
    package static let longestText = 1_000
    /// The most elements of a list among the arguments.
    package static let mostElements = 20
    /// The longest text that is read as a number, in characters.
    package static let longestNumber = 80
    /// The largest number among the arguments.
    package static let largestNumber = 1e12

    private var problems: [String] = []

    /// Reads and checks the arguments; a missing key that may be null is null in the result.
    /// - Throws: `invalid_arguments`, saying what is wrong with each argument.
    package static func check(_ text: String, for tool: ToolDescription) throws(ToolError) -> JSON {
        guard text.utf8.count <= longestArguments else {
            throw refusal(["they are \(text.utf8.count) bytes long; at most \(longestArguments) are taken"], tool)
        }
        let json: JSON
        do throws(JSONError) {
            // Models call a tool that needs nothing with an empty text.
            json = text.allSatisfy(\.isWhitespace) ? .object([:]) : try JSON.parse(text)
        } catch {
            throw refusal(["they are not JSON: \(error.message)"], tool)
        }
        var check = ArgumentCheck()
        let value = check.value(json, tool.parameters, "the arguments")
        guard check.problems.isEmpty else { throw refusal(check.problems, tool) }
        return value
    }

    private static func refusal(_ problems: [String], _ tool: ToolDescription) -> ToolError {
        let shown = problems.prefix(6).joined(separator: "; ")
        return ToolError(
            .invalidArguments,
            "The arguments of \(tool.name) cannot be used: \(shown). Ask the caller for what is missing or unclear, then "
                + "call it again.")
    }

    private mutating func value(_ json: JSON, _ schema: ToolSchema, _ place: String) -> JSON {
        switch schema {
        case .nullable(let inner):
            return json.isNull || Self.isNothing(json, for: inner) ? .null : value(json, inner, place)
        case .object(let properties):
            guard let members = Self.parsed(json).object else { return wrong(json, "an object", place) }
            return object(members, properties, place)
        case .array(let element, _):
            guard let elements = Self.elements(json) else { return wrong(json, "a list", place) }
            guard elements.count <= Self.mostElements else {
                return problem("\(place) has \(elements.count) elements; at most \(Self.mostElements) are taken")
            }
            return .array(elements.map { value($0, element, "an element of \(place)") })
        case .string(let allowed, _):
            // Models write a telephone number in digits without quotes.
            guard let text = json.string ?? (allowed == nil ? Self.wholeNumber(json) : nil) else {
                return wrong(json, "a text", place)
            }
            return string(text, allowed, place)
        case .number: return number(json, "a number", place)
        case .integer:
            let number = number(json, "a whole number", place)
            guard !number.isNull else { return .null }
            return number.int.map(JSON.int) ?? wrong(json, "a whole number", place)
        case .boolean: return Self.bool(json).map(JSON.bool) ?? wrong(json, "true or false", place)
        }
    }

    private mutating func number(_ json: JSON, _ wanted: String, _ place: String) -> JSON {
        var number = json
        if let text = json.string {
            switch SpokenNumber.read(String(text.prefix(Self.longestNumber))) {
            case .value(let value): number = Int(exactly: value).map(JSON.int) ?? .double(value)
            case .ambiguous(let values):
                let all = values.map { Int(exactly: $0).map(String.init) ?? "\($0)" }.joined(separator: " or ")
                return problem("\(place) may mean \(all): write it in digits, or ask the caller which one they mean")
            case .range: return problem("\(place) is a range, where one number is wanted")
            case .nothing: return wrong(json, wanted, place)
            }
        }
        guard let value = number.double else { return wrong(json, wanted, place) }
        guard abs(value) <= Self.largestNumber else { return problem("\(place) is too large a number") }
        return number
    }

    private mutating func object(_ members: [String: JSON], _ properties: [ToolSchema.Property], _ place: String)
        -> JSON
    {
        let names = Set(properties.map(\.name))
        for key in members.keys.sorted() where !names.contains(key) {
            problems.append("\(place) must not have “\(key.excerpt(40))”")
        }
        var result: [String: JSON] = [:]
        for property in properties {
            if let member = members[property.name] {
                result[property.name] = value(member, property.schema, "“\(property.name)”")
            } else if case .nullable = property.schema {
                result[property.name] = .null
            } else {
                problems.append("“\(property.name)” is missing")
            }
        }
        return .object(result)
    }

    private mutating func string(_ text: String, _ allowed: [String]?, _ place: String) -> JSON {
        guard text.utf8.count <= 4 * Self.longestText, text.count <= Self.longestText else {
            return problem("\(place) is too long; at most \(Self.longestText) characters are taken")
        }
        guard let allowed else { return .string(text) }
        guard let choice = Self.choice(text, of: allowed) else {
            return problem("\(place) has to be one of \(allowed.joined(separator: ", ")); found “\(text.excerpt(40))”")
        }
        return .string(choice)
    }

    private mutating func wrong(_ json: JSON, _ wanted: String, _ place: String) -> JSON {
        let found =
            switch json {
            case .null: "nothing"
            case .bool: "true or false"
            case .int, .double: "a number"
            case .string: "a text"
            case .array: "a list"
            case .object: "an object"
            }
        return problem("\(place) has to be \(wanted); found \(found)")
    }

    private mutating func problem(_ words: String) -> JSON {
        problems.append(words)
        return .null
    }
}
