package import CoraArguments
import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
import CoraWire

/// Hands the call over to a person of the business.
///
/// The tool decides which number to call. The call itself says goodbye, waits until the caller has heard it, and has the
/// carrier put the caller through. A caller who is on no telephone line is shown the number instead, and the business
/// finds a callback in its book; the call goes on.
package struct TransferToHuman: RegisteredTool {
    /// The arguments that the model passes.
    package typealias Arguments = TransferArguments

    private let pool: PostgresPool?

    /// The tool without a database: nothing is written.
    package init() { pool = nil }

    /// - Parameter pool: keeps the callbacks of callers who are on no telephone line.
    package init(_ pool: PostgresPool) { self.pool = pool }

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
        case .call(let number):
            try Self.check(number)
            guard context.ticket.caller.isOnLine else { return try await show(number, isUrgent, in: context) }
            return Self.order(number, queue, isUrgent)
        case .closed: throw Self.closed(context)
        case .nobody:
            throw ToolError(
                .notSetUp,
                "There is nobody the caller can be put through to. Say so, and offer to have somebody call them back.")
        }
    }

    private static func check(_ number: String) throws(ToolError) {
        do throws(PhoneNumber.Refusal) {
            // The number is the business' own setting; even so, no emergency, premium or impossible number is ever
            // called.
            _ = try PhoneNumber(number)
        } catch {
            throw ToolError(
                .notSetUp,
                "The number of that person cannot be called. Say that nobody can be reached, and offer a call back.")
        }
    }

    /// Shows the number to a caller in a browser, and notes that they asked for a person.
    private func show(_ number: String, _ isUrgent: Bool, in context: ToolContext) async throws -> ToolOutcome {
        let request = CallbackBook.Request(
            tenant: context.ticket.tenant.id, call: context.ticket.callID, phone: context.ticket.callerNumber,
            reason: "general_question",
            notes: "Asked for a person from a browser\(isUrgent ? ", urgently" : ""), and was shown \(number).",
            due: nil)
        _ = try await pool?.withConnection { try await CallbackBook.note(request, on: $0) }
        return ToolOutcome(
            data: [
                "status": "number_shown", "telephone": .string(number),
                "say": .string(
                    "The caller sees the number and can call it with one tap. Tell them so, and offer to have somebody "
                        + "call them back: then ask for their number and use request_callback."),
            ], wrote: pool != nil)
    }

    private static func order(_ number: String, _ queue: HumanQueue, _ isUrgent: Bool) -> ToolOutcome {
        ToolOutcome(
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
