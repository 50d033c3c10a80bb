package import CoraArguments
package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
package import CoraWire

/// Takes down that the business is to call the caller back.
package struct RequestCallback: WritingTool {
    /// The arguments that the model passes.
    package typealias Arguments = CallbackArguments
    /// The arguments in one spelling, so that repeats are known as such.
    package typealias Request = CallbackArguments.Request

    /// Keeps which callback was noted last, so that a repeat notes none.
    package let effects: ToolEffects

    package init(_ pool: PostgresPool) {
        effects = ToolEffects(pool)
    }

    /// What the model is told of the tool.
    package static let description = CallbackArguments.description

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(
        backs: [.callback, .message], makesGood: [.callback, .message], outcome: .callbackRequested,
        leadSign: .askedForPerson, followUp: .arranged, writes: true, isShown: true)

    package func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> Request {
        try arguments.request(in: context)
    }

    /// The request as JSON, from which its key is made.
    package func canonical(_ request: Request) -> JSON {
        [
            "phone": .string(request.phone.e164), "reason": .string(request.reason),
            "notes": request.notes.map { .string($0.lowercased()) } ?? .null,
            "due": request.due.map { due in
                [
                    "at": .int(due.secondsAsUTC), "hasTime": .bool(due.second != nil),
                    "offset": due.offset.map(JSON.int) ?? .null,
                ]
            } ?? .null,
        ]
    }

    package func write(
        _ request: Request, in context: ToolContext, on connection: PostgresConnection
    ) async throws -> JSON {
        let due = try request.due.map { due throws(ToolError) in try CallbackArguments.moment(due, context) }
        let showing = try await cancelled(request, context, connection)
        let notes = [request.notes, showing.map { "(Showing: \(Self.words($0, context)))" }].compactMap(\.self)
        let noted = try await CallbackBook.note(
            CallbackBook.Request(
                tenant: context.ticket.tenant.id, call: context.ticket.callID, phone: request.phone.e164,
                reason: request.reason, notes: notes.isEmpty ? nil : notes.joined(separator: " "), due: due,
                showing: showing?.id), on: connection)
        return answer(request, noted, showing, context)
    }

    // MARK: Cancelling a showing

    /// The showing that the caller wants cancelled: the only coming one of theirs, or the one that the notes name. Nil
    /// if they want none cancelled, or which one is not plain; a person of the business reads the notes then.
    private func cancelled(
        _ request: Request, _ context: ToolContext, _ connection: PostgresConnection
    ) async throws -> ShowingBook.Coming? {
        guard let notes = request.notes, CancelWords.areIn(notes) else { return nil }
        let coming = try await ShowingBook.coming(
            of: context.ticket.caller.number, call: context.ticket.callID, tenant: context.ticket.tenant.id,
            after: context.now, on: connection)
        let named = coming.filter { CancelWords.name($0.address, code: $0.code, in: notes) }
        let meant = named.isEmpty ? coming : named
        return meant.count == 1 ? meant.first : nil
    }

    private static func words(_ showing: ShowingBook.Coming, _ context: ToolContext) -> String {
        let when = context.clock.words(showing.starts, besides: context.now)
        return "\(showing.address), \(when)" + (showing.code.map { ", confirmation code \($0)" } ?? "")
    }

    private func answer(
        _ request: Request, _ noted: CallbackBook.Noted, _ showing: ShowingBook.Coming?, _ context: ToolContext
    ) -> JSON {
        let clock = context.clock
        let hours = context.ticket.tenant.businessHours
        var answer: [String: JSON] = ["phone": .string(request.phone.spoken), "updated": .bool(noted.isChange)]
        if let due = noted.due { answer["due"] = .string(clock.words(due, besides: context.now)) }
        if let showing {
            answer["toBeCancelled"] = .string(Self.words(showing, context))
            answer["say"] = "A person of the business will cancel the showing. Until then it stands."
        }
        let wanted = max(noted.due ?? context.now, context.now)
        if let hours, let opening = LocalTimes.opening(hours, from: wanted, clock), opening > wanted {
            answer["note"] = .string(
                "Nobody is there at that time; somebody is from \(clock.words(opening, besides: context.now)). Tell the "
                    + "caller so.")
        }
        return .object(answer)
    }
}

extension LeadSign {
    /// The caller asked for a person, to call back or to talk to at once.
    static let askedForPerson = LeadSign("asked for a person", points: 15)
}
