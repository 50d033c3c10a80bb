import CoraCall
package import CoraTenant

/// The arguments of `request_callback`.
package struct CallbackArguments: ToolArguments {
    var phone: String
    var reason: String
    var notes: String?
    var dueISO: String?

    /// The arguments in one spelling, so that repeats are known as such.
    package struct Request: Sendable, Equatable {
        /// The number to call.
        package var phone: PhoneNumber
        /// One of the reasons of the schema.
        package var reason: String
        /// What it is about; nil if nothing was said.
        package var notes: String?
        /// When to call; nil for as soon as possible.
        package var due: CivilDateTime?
    }

    /// The reasons that the table accepts.
    static let reasons = ["general_question", "financing", "offer_help", "status_update"]

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

    /// Turns the arguments into a request.
    /// - Throws: `invalid_time`, `invalid_phone`.
    package func request(in context: ToolContext) throws(ToolError) -> Request {
        var due: CivilDateTime?
        if let text = CallerText.wish(dueISO, longest: 60) {
            due = try LocalTimes.civil(text, "dueISO", context.clock)
        }
        let (number, digits) = try CallerText.phoneWithExtension(phone)
        let all = [
            CallerText.wish(notes, longest: ArgumentCheck.longestText), digits.map { "Extension \($0)." },
        ].compactMap(\.self)
        return Request(phone: number, reason: reason, notes: all.isEmpty ? nil : all.joined(separator: " "), due: due)
    }

    /// The moment that is meant, in seconds since 1970. A day without a time is its first business hour; today, from
    /// now on.
    /// - Throws: `invalid_time`.
    package static func moment(_ due: CivilDateTime, _ context: ToolContext) throws(ToolError) -> Int {
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
}
