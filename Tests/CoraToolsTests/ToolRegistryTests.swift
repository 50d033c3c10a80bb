import CoraCall
import CoraStore
import Testing

@testable import CoraTools

@Suite("The tools")
struct ToolRegistryTests {
    @Test("the schemas of all tools keep the rules of strict mode, and fit what the validator is told")
    func schemas() throws {
        let pool = PostgresPool(try PostgresConninfo("host=127.0.0.1"), logger: ToolDatabase.logger)
        for tool in ToolRegistry.all(on: pool) {
            let description = tool.description
            #expect(description.name.allSatisfy { $0.isLowercase || $0 == "_" })
            guard case .object(let properties) = description.parameters else {
                Issue.record("\(description.name) does not take an object")
                continue
            }
            #expect(Set(properties.map(\.name)).count == properties.count)
            #expect(!properties.contains { $0.name.lowercased().contains("tenant") })
        }
    }
}
