import CoraArguments
import CoraCall
import CoraPostgres
import CoraRealtime
import CoraTenant
import CoraWire
import NIOCore
import Testing

@testable import CoraTools

struct ToolRegistryTests {
    /// The rules of strict mode (OpenAI, "Structured Outputs", supported schemas), and that no argument is a tenant.
    @Test func `the schemas of all tools keep the rules of strict mode`() throws {
        let pool = PostgresPool(try PostgresConninfo("host=127.0.0.1"), logger: ToolDatabase.logger)
        for tool in ToolRegistry.cora.tools(on: pool) {
            let description = tool.description
            #expect(!description.name.isEmpty && description.name.allSatisfy { $0.isLowercase || $0 == "_" })
            #expect((40...1024).contains(description.description.count))
            var buffer = ByteBuffer()
            ToolSchemaJSON.write(description.parameters, into: &buffer)
            let schema = try JSON.parse(String(buffer: buffer))
            #expect(schema["type"] == "object")
            Self.check(schema, description.name)
        }
    }

    @Test func `no tenant's tool can take the name of one of ours`() {
        #expect(DeclaredTool.reserved == ToolRegistry.cora.catalog.names.union([EndCallTool.name]))
    }

    private static func check(_ schema: JSON, _ place: String) {
        let known: Set = ["type", "description", "enum", "items", "properties", "required", "additionalProperties"]
        let keys = (schema.object ?? [:]).keys
        #expect(keys.allSatisfy { known.contains($0) }, "\(place)")
        #expect(schema["type"] != nil, "\(place)")
        if let properties = schema["properties"]?.object {
            #expect(schema["additionalProperties"] == false, "\(place)")
            #expect(Set(schema["required"]?.array?.compactMap(\.string) ?? []) == Set(properties.keys), "\(place)")
            for (name, property) in properties {
                #expect(!name.lowercased().contains("tenant"), "\(place)")
                check(property, "\(place).\(name)")
            }
        }
        if let items = schema["items"] { check(items, "\(place)[]") }
    }

    @Test(arguments: 0..<20)
    func `anything at all is answered in the envelope`(seed: Int) async throws {
        let pool = PostgresPool(try PostgresConninfo("host=127.0.0.1 port=1"), logger: ToolDatabase.logger)
        await pool.close()
        let executor = ToolExecutor(
            ToolRegistry.cora.tools(on: pool), clocks: TestCall.clocks(), logger: ToolDatabase.logger)
        let pieces = [
            "{", "}", "\"city\"", ":", "[", "]", "null", "1e9", "-3", "\"phone\":\"", "911\"", ",", "\\u0000", "é", "🏡",
            "\"contact\":{}", "true", "\"dueISO\":\"2026-02-30\"",
        ]
        for step in 0..<50 {
            let text = (0..<12).map { pieces[(seed * 7919 + step * 104_729 + $0 * $0 * 31) % pieces.count] }.joined()
            for name in ["search_properties", "book_showing", "qualify_lead", "request_callback"] {
                let outcome = await executor.run(
                    ToolInvocation(id: "1", name: name, arguments: text), on: TestCall.ticket())
                let envelope = try JSON.parse(outcome.envelope)
                #expect(envelope["ok"]?.bool == false && !outcome.wrote && envelope.message.count > 20)
            }
        }
    }
}
