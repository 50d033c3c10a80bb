import CoraArguments
import CoraCall
import CoraPostgres
import CoraTenant
import CoraTools
import CoraWire

/// A tool that only the tests have. This file, and a line in a registry, are all there is of it.
struct SendListing: RegisteredTool {
    struct Arguments: Decodable, Sendable {
        var propertyId: String
        var channel: String
    }

    static let description = ToolDescription(
        name: "send_listing",
        description: "Sends the caller the page of a listing. Only say that it was sent when this returned ok.",
        parameters: .object([
            .init("propertyId", .string(description: "The listing's propertyId")),
            .init("channel", .string(allowed: ["text", "email"])),
        ]))

    static let traits = ToolTraits(
        backs: [.message], outcome: .informationGiven, leadSign: LeadSign("had a listing sent", points: 12),
        followUp: .owed)

    init(_ pool: PostgresPool) {}

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        ToolOutcome(data: ["sent": .string("\(arguments.propertyId) by \(arguments.channel)")], wrote: true)
    }
}
