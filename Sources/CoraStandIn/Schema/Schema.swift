import CoraWire

/// The shape a JSON value must have. Objects are closed: a member that is not named is refused.
indirect enum Schema: Sendable {
    /// Any value.
    case any
    case bool
    /// Text of at most `maximum` characters; nil for no limit.
    case string(maximum: Int?)
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// One of these strings.
    case choice([String])
    case array(Schema, maximum: Int?)
    /// An object with these members and no others.
    case object([Field])
    /// An object of at most `maximum` members of any name; each name has at most `keyMaximum` characters.
    case map(Schema, maximum: Int?, keyMaximum: Int)
    /// An object whose member of the given name says which of the shapes the object has.
    case tagged(String, [String: Schema])
    case nullable(Schema)
    /// A shape for strings, and another one for all other values.
    case stringOr(strings: Schema, others: Schema)

    /// Text of any length.
    static var text: Schema { .string(maximum: nil) }

    /// A list without a limit of its own.
    static func list(_ element: Schema) -> Schema { .array(element, maximum: nil) }
}

/// A member of an object.
struct Field: Sendable {
    var name: String
    var schema: Schema
    var isRequired: Bool

    static func required(_ name: String, _ schema: Schema) -> Field {
        Field(name: name, schema: schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema) -> Field {
        Field(name: name, schema: schema, isRequired: false)
    }
}

/// Why the API refuses something: the inner object of its `error` event (reference, 5.3).
struct APIError: Error, Sendable, Equatable {
    var type = "invalid_request_error"
    var code: String?
    var message: String
    var parameter: String?
}

extension Schema {
    /// Checks a value against the shape.
    ///
    /// - Throws: the first fault, as the API would report it.
    func check(_ value: JSON, at path: String, tags: Set<String> = []) throws(APIError) {
        switch self {
        case .any: return
        case .bool: if value.bool == nil { throw Self.wrongType(value, at: path, wanted: "a boolean") }
        case .string(let maximum): try Self.checkString(value, maximum: maximum, at: path)
        case .integer(let range): try Self.checkInteger(value, in: range, at: path)
        case .number(let range): try Self.checkNumber(value, in: range, at: path)
        case .choice(let choices): try Self.checkChoice(value, of: choices, at: path)
        case .array(let element, let maximum):
            try Self.checkArray(value, of: element, maximum: maximum, at: path)
        case .object(let fields): try Self.checkObject(value, fields: fields, tags: tags, at: path)
        case .map(let element, let maximum, let keyMaximum):
            try Self.checkMap(value, of: element, maximum: maximum, keyMaximum: keyMaximum, at: path)
        case .tagged(let tag, let shapes): try Self.checkTagged(value, tag: tag, shapes: shapes, tags: tags, at: path)
        case .nullable(let schema): if !value.isNull { try schema.check(value, at: path, tags: tags) }
        case .stringOr(let strings, let others):
            try (value.string == nil ? others : strings).check(value, at: path, tags: tags)
        }
    }

    private static func checkString(_ value: JSON, maximum: Int?, at path: String) throws(APIError) {
        guard let text = value.string else { throw wrongType(value, at: path, wanted: "a string") }
        guard let maximum, text.unicodeScalars.count > maximum else { return }
        throw APIError(
            code: "string_above_max_length",
            message: "Invalid '\(path)': string too long. Expected a string with maximum length \(maximum), "
                + "but got a string with length \(text.unicodeScalars.count) instead.",
            parameter: path)
    }

    private static func checkInteger(_ value: JSON, in range: ClosedRange<Int>, at path: String) throws(APIError) {
        guard let number = value.int else { throw wrongType(value, at: path, wanted: "an integer") }
        try checkRange(number, in: range, kind: "integer", at: path)
    }

    private static func checkNumber(
        _ value: JSON, in range: ClosedRange<Double>, at path: String
    ) throws(APIError) {
        guard let number = value.double else { throw wrongType(value, at: path, wanted: "a decimal") }
        try checkRange(number, in: range, kind: "decimal", at: path)
    }

    private static func checkRange<Number: Comparable>(
        _ number: Number, in range: ClosedRange<Number>, kind: String, at path: String
    ) throws(APIError) {
        if number < range.lowerBound {
            throw APIError(
                code: "\(kind)_below_min_value",
                message: "Invalid '\(path)': \(kind) below minimum value. Expected a value >= \(range.lowerBound), "
                    + "but got \(number) instead.",
                parameter: path)
        }
        if number > range.upperBound {
            throw APIError(
                code: "\(kind)_above_max_value",
                message: "Invalid '\(path)': \(kind) above maximum value. Expected a value <= \(range.upperBound), "
                    + "but got \(number) instead.",
                parameter: path)
        }
    }

    private static func checkChoice(_ value: JSON, of choices: [String], at path: String) throws(APIError) {
        guard let text = value.string else { throw wrongType(value, at: path, wanted: "a string") }
        guard !choices.contains(text) else { return }
        throw unsupported(text, choices: choices, at: path)
    }

    private static func checkArray(
        _ value: JSON, of element: Schema, maximum: Int?, at path: String
    ) throws(APIError) {
        guard let elements = value.array else { throw wrongType(value, at: path, wanted: "an array") }
        if let maximum, elements.count > maximum {
            throw APIError(
                code: "array_above_max_length",
                message: "Invalid '\(path)': array too long. Expected an array with maximum length \(maximum), "
                    + "but got an array with length \(elements.count) instead.",
                parameter: path)
        }
        for (index, item) in elements.enumerated() {
            try element.check(item, at: "\(path)[\(index)]")
        }
    }

    private static func checkObject(
        _ value: JSON, fields: [Field], tags: Set<String>, at path: String
    ) throws(APIError) {
        guard let members = value.object else { throw wrongType(value, at: path, wanted: "an object") }
        let prefix = path.isEmpty ? "" : path + "."
        let known = tags.union(fields.map(\.name))
        for name in members.keys.sorted() where !known.contains(name) {
            throw APIError(
                code: "unknown_parameter", message: "Unknown parameter: '\(prefix)\(name)'.",
                parameter: prefix + name)
        }
        for field in fields {
            if let member = members[field.name] {
                try field.schema.check(member, at: prefix + field.name)
            } else if field.isRequired {
                throw missing(prefix + field.name)
            }
        }
    }

    private static func checkMap(
        _ value: JSON, of element: Schema, maximum: Int?, keyMaximum: Int, at path: String
    ) throws(APIError) {
        guard let members = value.object else { throw wrongType(value, at: path, wanted: "an object") }
        if let maximum, members.count > maximum {
            throw APIError(
                code: "object_above_max_properties",
                message: "Invalid '\(path)': too many properties. Expected an object with at most \(maximum) "
                    + "properties, but got an object with \(members.count) properties instead.",
                parameter: path)
        }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            try Schema.string(maximum: keyMaximum).check(.string(name), at: path)
            try element.check(member, at: "\(path).\(name)")
        }
    }

    private static func checkTagged(
        _ value: JSON, tag: String, shapes: [String: Schema], tags: Set<String>, at path: String
    ) throws(APIError) {
        guard value.object != nil else { throw wrongType(value, at: path, wanted: "an object") }
        let tagPath = path.isEmpty ? tag : "\(path).\(tag)"
        guard let found = value[tag] else { throw missing(tagPath) }
        guard let name = found.string else { throw wrongType(found, at: tagPath, wanted: "a string") }
        guard let shape = shapes[name] else { throw unsupported(name, choices: shapes.keys.sorted(), at: tagPath) }
        try shape.check(value, at: path, tags: tags.union([tag]))
    }

    private static func missing(_ path: String) -> APIError {
        APIError(
            code: "missing_required_parameter", message: "Missing required parameter: '\(path)'.", parameter: path)
    }

    private static func unsupported(_ text: String, choices: [String], at path: String) -> APIError {
        let quoted = choices.map { "'\($0)'" }
        let list =
            quoted.count > 2
            ? quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
            : quoted.joined(separator: " and ")
        return APIError(
            code: "invalid_value", message: "Invalid value: '\(text)'. Supported values are: \(list).",
            parameter: path)
    }

    private static func wrongType(_ value: JSON, at path: String, wanted: String) -> APIError {
        let found =
            switch value {
            case .null: "null"
            case .bool: "a boolean"
            case .int: "an integer"
            case .double: "a decimal"
            case .string: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        return APIError(
            code: "invalid_type", message: "Invalid type for '\(path)': expected \(wanted), but got \(found) instead.",
            parameter: path)
    }
}
