import CoraCall
import CoraTenant
import CoraWire
import NIOCore
import Testing

@testable import CoraRealtime

struct ToolSchemaReadTests {
    private static let whole = ToolSchema.object([
        .init("city", .string(description: "Where.")), .init("kind", .nullable(.string(allowed: ["house", "flat"]))),
        .init("price", .nullable(.number(description: "Dollars."))), .init("beds", .integer()),
        .init("new", .boolean()),
        .init("tags", .array(of: .string(), description: "Words.")),
        .init("contact", .nullable(.object([.init("phone", .string())]))),
    ])

    @Test func `what is written is read again, in its order`() throws {
        var buffer = ByteBuffer()
        ToolSchemaJSON.write(Self.whole, into: &buffer)
        #expect(try ToolSchemaJSON.read(try JSON.parse(buffer)) == Self.whole)
    }

    @Test(arguments: [
        (#"[]"#, "parameters: wanted a schema"), (#"{"type":"string"}"#, "an object at the top"),
        (#"{"type":"object","properties":{}}"#, "additionalProperties"),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}"#,
            "required"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"text"}},"required":["a"],"additionalProperties":false}"#,
            "parameters.a: wanted a type"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}"#,
            "parameters.a: minLength is not in the strict subset"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":["string","integer"]}},"required":["a"],"additionalProperties":false}"#,
            "wanted a type"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array"}},"required":["a"],"additionalProperties":false}"#,
            "items"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string","enum":[1]}},"required":["a"],"additionalProperties":false}"#,
            "enum"
        ),
        (#"{"type":"object","properties":{},"required":[],"additionalProperties":false,"anyOf":[]}"#, "anyOf"),
    ])
    func `what the subset does not have is refused with its place`(text: String, words: String) throws {
        let json = try JSON.parse(text)
        let error = #expect(throws: ToolSchemaError.self) { try ToolSchemaJSON.read(json) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `depth has an end`() throws {
        var json: JSON = ["type": "string"]
        for _ in 0..<8 { json = ["type": "array", "items": json] }
        let top: JSON = [
            "type": "object", "properties": ["a": json], "required": ["a"], "additionalProperties": false,
        ]
        #expect(throws: ToolSchemaError.self) { try ToolSchemaJSON.read(top) }
    }

    @Test func `servers of tools stand among the tools, and need no approval`() throws {
        var settings = SessionSettings(instructions: "")
        let url = try #require(ToolURL("https://mcp.example/sse"))
        settings.remoteServers = [
            RemoteToolServer(
                label: "crm", url: url, about: "The CRM.", authorization: Confidential("tok"),
                headers: ["X-A": Confidential("b")], toolsAllowed: ["find"]),
            RemoteToolServer(label: "other", url: url),
        ]
        var buffer = ByteBuffer()
        settings.write(into: &buffer)
        let tools = try JSON.parse(buffer)["tools"]
        #expect(
            tools?[0] == [
                "type": "mcp", "server_label": "crm", "server_url": "https://mcp.example/sse",
                "server_description": "The CRM.", "authorization": "tok", "headers": ["X-A": "b"],
                "allowed_tools": ["find"], "require_approval": "never",
            ])
        #expect(
            tools?[1] == [
                "type": "mcp", "server_label": "other", "server_url": "https://mcp.example/sse",
                "require_approval": "never",
            ])
    }
}
