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
    /// How far ahead a callback may be asked for, in days.
    static let furthest = 365

    /// Keeps which callbacks were noted, so that a repeat notes none.
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
        if let text = CallerText.plain(arguments.dueISO, longest: 60) { due = try LocalTimes.civil(text, "dueISO") }
        return Request(
            phone: try CallerText.phone(arguments.phone), reason: arguments.reason,
            notes: CallerText.plain(arguments.notes, longest: ArgumentCheck.longestText), due: due)
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
        let isChange = try await CallbackBook.note(
            CallbackBook.Request(
                tenant: context.ticket.tenant.id, call: context.ticket.callID, phone: request.phone.e164,
                reason: request.reason, notes: request.notes, due: due), on: connection)
        return answer(request, due, isChange, context)
    }

    /// The moment that is meant, in seconds since 1970. A day without a time is its first business hour; today, from
    /// now on.
    static func moment(_ due: CivilDateTime, _ context: ToolContext) throws(ToolError) -> Int {
        let clock = context.clock
        let hours = context.ticket.tenant.businessHours
        var time = due
        let isDay = due.second == nil
        if isDay { time.second = (hours?[due.weekday].first?.opens ?? 9 * 60) * 60 }
        guard var moment = clock.moment(of: time) else {
            throw ToolError(
                .invalidTime,
                "dueISO: the clocks are put forward then, so there is no such time. Ask the caller for another.")
        }
        if isDay, clock.show(context.now).dayNumber == due.dayNumber { moment = max(moment, context.now) }
        // Talking takes a moment: "now" does not count as past.
        guard moment > context.now - 300 else {
            throw ToolError(
                .invalidTime,
                "\(clock.words(moment)) has passed: it is \(clock.words(context.now)) now. Ask the caller when suits them."
            )
        }
        guard moment <= context.now + furthest * 86_400 else {
            throw ToolError(.invalidTime, "That is more than a year ahead. Ask the caller which day they mean.")
        }
        return moment
    }

    private func answer(_ request: Request, _ due: Int?, _ isChange: Bool, _ context: ToolContext) -> JSON {
        let clock = context.clock
        let hours = context.ticket.tenant.businessHours
        var answer: [String: JSON] = ["phone": .string(request.phone.spoken), "updated": .bool(isChange)]
        if let due { answer["due"] = .string(clock.words(due)) }
        let wanted = max(due ?? context.now, context.now)
        if let hours, let opening = LocalTimes.opening(hours, from: wanted, clock), opening > wanted {
            answer["note"] = .string(
                "Nobody is there at that time; somebody is from \(clock.words(opening)). Tell the caller so.")
        }
        return .object(answer)
    }
}

extension LeadSign {
    /// The caller asked for a person, to call back or to talk to at once.
    static let askedForPerson = LeadSign("asked for a person", points: 15)
}
