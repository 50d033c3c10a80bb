package import CoraArguments
package import CoraCall
package import CoraPostgres
package import CoraTenant
import CoraWire

/// Hands the call over to a person of the business.
///
/// The tool only decides which number to call. The call itself says goodbye, waits until the caller has heard it, and
/// has the carrier put the caller through.
package struct TransferToHuman: RegisteredTool {
    /// The arguments that the model passes.
    package typealias Arguments = TransferArguments

    package init() {}

    /// - Parameter pool: unused, because the tool only decides.
    package init(_ pool: PostgresPool) {}

    /// What the model is told of the tool.
    package static let description = TransferArguments.description

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(
        backs: [.transfer, .message], makesGood: [.transfer], outcome: .transferred, leadSign: .askedForPerson,
        followUp: .arranged, isShown: true)

    /// Decides which number to call, and orders the transfer.
    package func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutcome {
        let request = try arguments.request(in: context)
        let (queue, isUrgent) = (request.queue, request.isUrgent)
        let tenant = context.ticket.tenant
        let time = context.clock.show(context.now)
        let plan = TransferPlan.decide(
            queue, isUrgent: isUrgent, isOpen: tenant.businessHours?.isOpen(time.weekday, minute: time.minute) ?? true,
            numbers: tenant.humanNumbers, humanNumber: tenant.humanNumber)
        switch plan {
        case .call(let number): return try Self.order(number, queue, isUrgent)
        case .closed: throw Self.closed(context)
        case .nobody:
            throw ToolError(
                .notSetUp,
                "There is nobody the caller can be put through to. Say so, and offer to have somebody call them back.")
        }
    }

    private static func order(
        _ number: String, _ queue: HumanQueue, _ isUrgent: Bool
    ) throws(ToolError) -> ToolOutcome {
        do throws(PhoneNumber.Refusal) {
            // The number is the business' own setting; even so, no emergency, premium or impossible number is ever
            // called.
            _ = try PhoneNumber(number)
        } catch {
            throw ToolError(
                .notSetUp,
                "The number of that person cannot be called. Say that nobody can be reached, and offer a call back.")
        }
        return ToolOutcome(
            data: ["status": "connecting", "say": "The caller is being told and connected. Say nothing more."],
            transfer: TransferOrder(number, queue: queue, isUrgent: isUrgent))
    }

    private static func closed(_ context: ToolContext) -> ToolError {
        let opening = context.ticket.tenant.businessHours.flatMap {
            LocalTimes.opening($0, from: context.now, context.clock)
        }
        let when = opening.map { " Somebody is there from \(context.clock.words($0))." } ?? ""
        return ToolError(
            .outsideHours, "Nobody is there at this hour.\(when) Say so, and offer to have somebody call them back.")
    }
}
