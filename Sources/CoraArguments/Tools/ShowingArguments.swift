import CoraCall
package import CoraTenant

/// The arguments of `book_showing`.
package struct ShowingArguments: ToolArguments {
    /// The visitor.
    struct Contact: Decodable, Sendable {
        var name: String
        var phone: String
        var email: String?
    }

    var propertyId: String
    var datetimeISO: String
    var contact: Contact

    /// The arguments in one spelling, so that repeats are known as such.
    package struct Request: Sendable, Equatable {
        /// The listing's id or address, as the model wrote it.
        package var property: String
        /// When the showing begins, in seconds since 1970 (UTC).
        package var starts: Int
        /// The visitor's name.
        package var name: String
        /// The visitor's number.
        package var phone: PhoneNumber
        /// The visitor's e-mail address; nil if they gave none.
        package var email: String?
        /// Whether the model was told in this call that the caller has another showing of it, and asks again. The
        /// arguments alone do not show it.
        package var isConfirmed = false

        /// When the showing ends, in seconds since 1970 (UTC).
        package var ends: Int { starts + ShowingArguments.length }
    }

    /// How long a showing takes, in seconds.
    package static let length = 30 * 60

    /// What the model is told of the tool.
    package static let description = ToolDescription(
        name: "book_showing",
        description: "Books a visit to a listing. Read day, time, name and number back to the caller and have them "
            + "confirmed first. Say the confirmation code it returns, sign by sign. Only say that it is booked when this "
            + "returned ok.",
        parameters: .object([
            .init("propertyId", .string(description: "The listing's propertyId, or its street address")),
            .init(
                "datetimeISO",
                .string(description: "Local day and time as 2027-03-14T15:30, without an offset")),
            .init(
                "contact",
                .object([
                    .init("name", .string(description: "The visitor's name")),
                    .init("phone", .string(description: "Their telephone number")),
                    .init("email", .nullable(.string(description: "Their e-mail address, if they gave one"))),
                ])),
        ]))

    /// Turns the arguments into a request.
    /// - Throws: `invalid_arguments` and other errors that show in the arguments alone.
    package func request(in context: ToolContext) throws(ToolError) -> Request {
        guard let property = CallerText.plain(propertyId, longest: 120) else {
            throw ToolError(.invalidArguments, "propertyId is empty. Ask which home, or search for it first.")
        }
        return Request(
            property: property, starts: try LocalTimes.moment(datetimeISO, "datetimeISO", context.clock),
            name: try CallerText.name(contact.name), phone: try CallerText.phone(contact.phone),
            email: try CallerText.email(contact.email))
    }

    /// Checks that a showing that begins at a moment lies in the future and within business hours, from beginning to end.
    /// - Throws: `invalid_time`, `outside_hours`.
    package static func check(_ starts: Int, _ context: ToolContext) throws(ToolError) {
        let clock = context.clock
        try LocalTimes.checkAhead(starts, "datetimeISO", context)
        guard let hours = context.ticket.tenant.businessHours else { return }
        guard !LocalTimes.isOpen(hours, from: starts, to: starts + length, clock) else { return }
        let next = LocalTimes.opening(hours, from: starts, clock).map { " The next opening is \(clock.words($0))." }
        throw ToolError(
            .outsideHours,
            "Nobody is there at \(clock.words(starts)). Hours that day: \(LocalTimes.words(hours, on: starts, clock))."
                + (next ?? "") + " Ask the caller for a time within the hours.")
    }
}
