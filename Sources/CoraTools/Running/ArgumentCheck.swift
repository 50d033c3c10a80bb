import CoraCall
import CoraTenant
import CoraWire

/// Checks the arguments that the model wrote against a tool's schema, before the tool sees them.
///
/// The check is strict but for one thing: a key that may be null may also be missing, because the Realtime API does not
/// hold models to the schema.
struct ArgumentCheck {
    /// The longest arguments as a whole, in bytes.
    static let longestArguments = 16 << 10
    /// The longest text among the arguments, in characters.
    static let longestText = 1_000
    /// The most elements of a list among the arguments.
    static let mostElements = 20
    /// The largest number among the arguments.
    static let largestNumber = 1e12

    private var problems: [String] = []

    /// Reads and checks the arguments; a missing key that may be null is null in the result.
    /// - Throws: `invalid_arguments`, saying what is wrong with each argument.
    static func check(_ text: String, for tool: ToolDescription) throws(ToolError) -> JSON {
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
            return json.isNull ? .null : value(json, inner, place)
        case .object(let properties):
            guard let members = json.object else { return wrong(json, "an object", place) }
            return object(members, properties, place)
        case .array(let element, _):
            guard let elements = json.array else { return wrong(json, "a list", place) }
            guard elements.count <= Self.mostElements else {
                return problem("\(place) has \(elements.count) elements; at most \(Self.mostElements) are taken")
            }
            return .array(elements.map { value($0, element, "an element of \(place)") })
        case .string(let allowed, _):
            guard let text = json.string else { return wrong(json, "a text", place) }
            return string(text, allowed, place)
        case .number:
            guard let number = json.double else { return wrong(json, "a number", place) }
            guard abs(number) <= Self.largestNumber else { return problem("\(place) is too large a number") }
            return json
        case .integer:
            guard let number = json.int else { return wrong(json, "a whole number", place) }
            guard abs(Double(number)) <= Self.largestNumber else { return problem("\(place) is too large a number") }
            return .int(number)
        case .boolean:
            return json.bool == nil ? wrong(json, "true or false", place) : json
        }
    }

    private mutating func object(_ members: [String: JSON], _ properties: [ToolSchema.Property], _ place: String)
        -> JSON
    {
        let names = Set(properties.map(\.name))
        for key in members.keys.sorted() where !names.contains(key) {
            problems.append("\(place) must not have “\(key.prefix(40))”")
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
        if let allowed, !allowed.contains(text) {
            return problem("\(place) has to be one of \(allowed.joined(separator: ", ")); found “\(text.prefix(40))”")
        }
        return .string(text)
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
