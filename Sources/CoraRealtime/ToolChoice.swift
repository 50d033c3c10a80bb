/// Which tools the model may call (`tool_choice`).
package enum ToolChoice: Sendable, Equatable {
    /// As it sees fit (`auto`).
    case automatic
    /// None (`none`).
    case forbidden
    /// At least one (`required`).
    case required
    /// This function.
    case function(String)

    var json: OrderedJSON {
        switch self {
        case .automatic: "auto"
        case .forbidden: "none"
        case .required: "required"
        case .function(let name): ["type": "function", "name": .string(name)]
        }
    }
}
