package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
package import CoraWire

/// Takes down that the business is to call the caller back.
package struct RequestCallback: WritingTool {
    /// The arguments that the model passes.
    package struct Arguments: Decodable, Sendable {
        var phone: String
        var reason: String
        var notes: String?
        var dueISO: String?
    }

    /// The arguments in one spelling, so that repeats are known as such.
    package struct Request: Sendable {
        var phone: PhoneNumber
        var reason: String
        var notes: String?
        /// When to call; nil for as soon as possible.
        var due: CivilDateTime?
    }

    /// The reasons that the table accepts.
    static let reasons = ["general_question", "financing", "offer_help", "status_update"]

    /// Keeps which callback was noted last, so that a repeat notes none.
    package let effects: ToolEffects

    package init(_ pool: PostgresPool) {
        effects = ToolEffects(pool)
    }

    /// What the model is told of the tool.
    package static let description = ToolDescription(
        name: "request_callback",
        description: "Has somebody of the business call the caller back. Ask whether the number they call from is the "
            + "right one, and read another one back digit by digit. Only say that somebody will call when this returned "
            + "ok.",
        parameters: .object([
            .init("phone", .string(description: "The number to call")),
            .init("reason", .string(allowed: reasons)),
            .init(
                "notes",
                .nullable(
                    .string(description: "What it is about, in a sentence, with addresses and names that were said"))
            ),
            .init(
                "dueISO",
                .nullable(
                    .string(
                        description: "When, if they said so: local day as 2027-03-14, or day and time as "
                            + "2027-03-14T15:30, without an offset"))),
        ]))

    /// What the tool means to the rules of a call and of the business.
    package static let traits = ToolTraits(
        backs: [.callback, .message], makesGood: [.callback, .message], outcome: .callbackRequested,
        leadSign: .askedForPerson, followUp: .arranged, writes: true)

    package func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> Request {
        var due: CivilDateTime?
        if let text = CallerText.wish(arguments.dueISO, longest: 60) {
            due = try LocalTimes.civil(text, "dueISO", context.clock)
        }
        let (phone, digits) = try CallerText.phoneWithExtension(arguments.phone)
        let notes = [
            CallerText.wish(arguments.notes, longest: ArgumentCheck.longestText), digits.map { "Extension \($0)." },
        ].compactMap(\.self)
        return Request(
            phone: phone, reason: arguments.reason, notes: notes.isEmpty ? nil : notes.joined(separator: " "), due: due)
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
        let due = try request.due.map { due throws(ToolError) in try Self.moment(due, context) }
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

    // MARK: When to call

    /// The moment that is meant, in seconds since 1970. A day without a time is its first business hour; today, from
    /// now on.
    static func moment(_ due: CivilDateTime, _ context: ToolContext) throws(ToolError) -> Int {
        let clock = context.clock
        let hours = context.ticket.tenant.businessHours
        var time = due
        let isDay = due.second == nil
        if isDay { time.second = (hours?[due.weekday].first?.opens ?? 9 * 60) * 60 }
        var moment = try LocalTimes.moment(of: time, "dueISO", clock)
        if isDay, clock.show(context.now).dayNumber == due.dayNumber { moment = max(moment, context.now) }
        // Talking takes a moment: "now" does not count as past.
        try LocalTimes.checkAhead(moment, "dueISO", context, grace: 300)
        return moment
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
