import CoraCall
package import CoraTenant
package import NIOCore

/// Renders `ToolSchema` as the JSON Schema the model is given.
///
/// Strict-mode rules (OpenAI, "Structured Outputs", supported schemas): every object forbids additional properties and
/// requires all its own; what is optional is a type list that ends in `"null"`.
package enum ToolSchemaJSON {
    /// Appends the schema as JSON.
    package static func write(_ schema: ToolSchema, into buffer: inout ByteBuffer) {
        json(schema).write(into: &buffer)
    }

    static func json(_ schema: ToolSchema, nullable: Bool = false) -> OrderedJSON {
        switch schema {
        case .object(let properties):
            [
                "type": type("object", nullable),
                "properties": .object(properties.map { .init(key: $0.name, value: json($0.schema)) }),
                "required": .strings(properties.map(\.name)),
                "additionalProperties": false,
            ]
        case .string(let allowed, let description):
            [
                "type": type("string", nullable),
                "description": description.map(OrderedJSON.string),
                "enum": allowed.map { .array($0.map(OrderedJSON.string) + (nullable ? [.null] : [])) },
            ]
        case .number(let description): plain("number", description, nullable)
        case .integer(let description): plain("integer", description, nullable)
        case .boolean(let description): plain("boolean", description, nullable)
        case .array(let element, let description):
            [
                "type": type("array", nullable),
                "description": description.map(OrderedJSON.string),
                "items": json(element),
            ]
        case .nullable(let inner): json(inner, nullable: true)
        }
    }

    private static func plain(_ name: String, _ description: String?, _ nullable: Bool) -> OrderedJSON {
        ["type": type(name, nullable), "description": description.map(OrderedJSON.string)]
    }

    private static func type(_ name: String, _ nullable: Bool) -> OrderedJSON {
        nullable ? .strings([name, "null"]) : .string(name)
    }
}

extension ToolDescription {
    /// The tool as sessions and responses take it: flat, without a `function` object around it.
    var json: OrderedJSON {
        [
            "type": "function", "name": .string(name), "description": .string(description),
            "parameters": ToolSchemaJSON.json(parameters),
        ]
    }
}
