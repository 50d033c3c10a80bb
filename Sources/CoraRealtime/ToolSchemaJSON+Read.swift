import CoraCall
package import CoraTenant
package import CoraWire

/// Why a JSON Schema cannot be a tool's parameters: what is wrong, in words, and where.
package struct ToolSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place, dotted: `parameters.contact.phone`.
    package var place: String
    /// What is wanted there.
    package var problem: String

    package init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    /// The place and the problem, for the operator.
    package var description: String { "\(place): \(problem)" }
}

extension ToolSchemaJSON {
    /// How deep objects and lists may be nested, and how many properties there may be in all.
    private static let deepest = 5
    private static let mostProperties = 100

    /// Reads a JSON Schema that keeps to the strict subset: an object whose every property is required and that allows
    /// no others; an optional property has a type list that ends in `"null"`. Properties are in the order of
    /// `required`.
    ///
    /// - Throws: `ToolSchemaError` for anything that the subset does not have; nothing is dropped silently.
    package static func read(_ json: JSON, at place: String = "parameters") throws(ToolSchemaError) -> ToolSchema {
        var left = mostProperties
        let schema = try schema(json, place, depth: 0, &left)
        guard case .object = schema else { throw ToolSchemaError(place, "wanted an object at the top") }
        return schema
    }

    private static func schema(
        _ json: JSON, _ place: String, depth: Int, _ left: inout Int
    ) throws(ToolSchemaError) -> ToolSchema {
        guard let members = json.object else { throw ToolSchemaError(place, "wanted a schema, a JSON object") }
        guard depth <= deepest else { throw ToolSchemaError(place, "deeper than \(deepest) levels") }
        let (type, isNullable) = try type(members["type"], place)
        try check(members, of: type, place)
        let description = try description(members["description"], place)
        let schema: ToolSchema
        switch type {
        case "object": schema = try object(members, place, depth, &left)
        case "array":
            guard let items = members["items"] else { throw ToolSchemaError(place, "wanted items") }
            schema = .array(
                of: try self.schema(items, "\(place).items", depth: depth + 1, &left), description: description)
        case "string":
            schema = .string(allowed: try allowed(members["enum"], isNullable, place), description: description)
        case "number": schema = .number(description: description)
        case "integer": schema = .integer(description: description)
        default: schema = .boolean(description: description)
        }
        return isNullable ? .nullable(schema) : schema
    }

    private static let types: Set<String> = ["object", "array", "string", "number", "integer", "boolean"]
    private static let keys: [String: Set<String>] = [
        "object": ["type", "properties", "required", "additionalProperties"],
        "array": ["type", "description", "items"], "string": ["type", "description", "enum"],
    ]

    private static func type(_ json: JSON?, _ place: String) throws(ToolSchemaError) -> (String, isNullable: Bool) {
        if let name = json?.string, types.contains(name) { return (name, false) }
        if let list = json?.array, list.count == 2, let name = list[0].string, types.contains(name), list[1] == "null" {
            return (name, true)
        }
        throw ToolSchemaError(place, "wanted a type: \(types.sorted().joined(separator: ", ")), or [type, \"null\"]")
    }

    private static func check(_ members: [String: JSON], of type: String, _ place: String) throws(ToolSchemaError) {
        let known = keys[type] ?? ["type", "description"]
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw ToolSchemaError(place, "\(unknown.prefix(40)) is not in the strict subset of \(type)")
        }
    }

    private static func description(_ json: JSON?, _ place: String) throws(ToolSchemaError) -> String? {
        guard let json else { return nil }
        guard let text = json.string, text.utf8.count <= 1_000 else {
            throw ToolSchemaError(place, "wanted a description of 1000 characters at most")
        }
        return text
    }

    private static func allowed(_ json: JSON?, _ isNullable: Bool, _ place: String) throws(ToolSchemaError) -> [String]?
    {
        guard let json else { return nil }
        var values = json.array ?? []
        if isNullable, values.last == .null { values.removeLast() }
        let words = values.compactMap(\.string)
        guard !words.isEmpty, words.count == values.count, words.count <= 100, Set(words).count == words.count else {
            throw ToolSchemaError(place, "wanted an enum of 1 to 100 different strings")
        }
        return words
    }

    private static func object(
        _ members: [String: JSON], _ place: String, _ depth: Int, _ left: inout Int
    ) throws(ToolSchemaError) -> ToolSchema {
        guard members["additionalProperties"] == false else {
            throw ToolSchemaError(place, "wanted \"additionalProperties\": false")
        }
        let shapes = members["properties"]?.object ?? [:]
        let required = (members["required"]?.array ?? []).compactMap(\.string)
        guard Set(required) == Set(shapes.keys), required.count == shapes.count else {
            throw ToolSchemaError(place, "wanted every property in \"required\", once, and no other")
        }
        left -= shapes.count
        guard left >= 0 else { throw ToolSchemaError(place, "more than \(mostProperties) properties in all") }
        var properties: [ToolSchema.Property] = []
        for name in required {
            guard !name.isEmpty, name.utf8.count <= 64, let shape = shapes[name] else {
                throw ToolSchemaError(place, "wanted names of 1 to 64 characters")
            }
            properties.append(.init(name, try schema(shape, "\(place).\(name)", depth: depth + 1, &left)))
        }
        return .object(properties)
    }
}
