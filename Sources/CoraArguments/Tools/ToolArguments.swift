package import CoraTenant
package import CoraWire
import Foundation

/// The arguments of one of our tools as the model writes them, and what they ask for. Pure: nothing is looked up.
package protocol ToolArguments: Decodable, Sendable {
    /// What the arguments ask for, in one spelling.
    associatedtype Request: Sendable
    /// What the model is told of the tool; its schema has the structure's keys.
    static var description: ToolDescription { get }
    /// Turns the arguments into a request.
    /// - Throws: ``ToolError`` for what is wrong with the arguments alone, saying what to ask the caller.
    func request(in context: ToolContext) throws(ToolError) -> Request
}

extension ToolArguments {
    /// Reads what the model wrote: checks it against the schema, then makes the structure of it.
    /// - Throws: ``ToolError``; `DecodingError` for arguments that fit the schema and not the structure.
    package static func read(_ text: String) throws -> Self {
        try ArgumentCheck.decode(try ArgumentCheck.check(text, for: description))
    }
}

extension ArgumentCheck {
    /// Makes a Swift structure of JSON that fits its schema.
    /// - Throws: `DecodingError`.
    package static func decode<Arguments: Decodable>(_ json: JSON) throws -> Arguments {
        try JSONDecoder().decode(Arguments.self, from: Data(json.text.utf8))
    }
}
