/// What the model is told of a tool: its name, what it is for, and the shape of its arguments.
package struct ToolDescription: Sendable, Equatable {
    /// The name the model calls, `[a-z_]+`.
    package var name: String
    /// When to use it, in words for the model.
    package var description: String
    /// The arguments: always an object at the top.
    package var parameters: ToolSchema

    package init(name: String, description: String, parameters: ToolSchema) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// The strict subset of JSON Schema that tools use: every key of an object is required, none may be added, and what
/// is optional is nullable. One value describes the arguments to the model and to the validator.
package indirect enum ToolSchema: Sendable, Equatable {
    /// An object with exactly these properties, in this order.
    case object([Property])
    /// A string; with `allowed`, one of those.
    case string(allowed: [String]? = nil, description: String? = nil)
    /// A number, whole or not.
    case number(description: String? = nil)
    /// A whole number.
    case integer(description: String? = nil)
    /// True or false.
    case boolean(description: String? = nil)
    /// A list of one kind of value.
    case array(of: ToolSchema, description: String? = nil)
    /// The value or null.
    case nullable(ToolSchema)

    /// One property of an object.
    package struct Property: Sendable, Equatable {
        /// The key.
        package var name: String
        /// The value's shape.
        package var schema: ToolSchema

        package init(_ name: String, _ schema: ToolSchema) {
            self.name = name
            self.schema = schema
        }
    }
}
