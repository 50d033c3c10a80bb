package import CoraArguments
package import CoraBusiness
package import CoraCall
package import CoraPostgres
package import CoraTenant
package import CoraWire

/// Books a visit to a listing, at a time when the business is open and no other visitor has the listing.
package struct BookShowing: WritingTool {
    /// The arguments that the model passes.
    package typealias Arguments = ShowingArguments
    /// The arguments in one spelling, so that repeats are known as such.
    package typealias Request = ShowingArguments.Request

    /// Keeps which showing was booked last, so that a repeat books none.
    package let effects: ToolEffects
    private let moves = ShowingMoves()

    package init(_ pool: PostgresPool) {
        effects = ToolEffects(pool)
    }

    /// What the model is told of the tool.
    package static let description = ShowingArguments.description

    /// A person of the business sees a showing in the book, so the agent may also say that they will be told of it or
    /// will call about it.
    package static let traits = ToolTraits(
        backs: [.booking, .callback, .message], makesGood: [.booking], outcome: .showingBooked,
        leadSign: LeadSign("booked a showing", points: 40), followUp: .arranged, writes: true, isShown: true)

    /// Turns arguments into a request.
    /// - Throws: `invalid_arguments` and other errors that show in the arguments alone.
    package func request(_ arguments: Arguments, in context: ToolContext) throws(ToolError) -> Request {
        var request = try arguments.request(in: context)
        request.isConfirmed = moves.isOffered(.init(request), in: context.ticket.callID)
        return request
    }

    /// The request as JSON, from which its key is made.
    package func canonical(_ request: Request) -> JSON {
        [
            "property": .string(request.property.lowercased()), "starts": .int(request.starts),
            "name": .string(request.name.lowercased()), "phone": .string(request.phone.e164),
            "email": request.email.map(JSON.string) ?? .null,
        ]
    }

    package func write(
        _ request: Request, in context: ToolContext, on connection: PostgresConnection
    ) async throws -> JSON {
        let listing = try await listing(request.property, context.ticket.tenant.id, connection)
        try ShowingArguments.check(request.starts, context)
        let codes = (0..<5).map { _ in ConfirmationCode(UInt64.random(in: 0...UInt64.max)).text }
        let booking = try await ShowingBook.book(
            ShowingBook.Request(
                tenant: context.ticket.tenant.id, property: listing.id, call: context.ticket.callID,
                starts: request.starts, ends: request.ends, name: request.name,
                phone: request.phone.e164, email: request.email, now: context.now,
                caller: context.ticket.caller.number, mayMove: request.isConfirmed), codes: codes, on: connection)
        switch booking {
        case .booked(let code): return answer("Booked", code, listing, request, context)
        case .alreadyBooked(let code):
            return answer("Already booked", code, listing, request, context, ["alreadyBooked": true])
        case .moved(let code, let from):
            moves.clear(context.ticket.callID)
            let before = context.clock.words(from, besides: context.now)
            return answer("Moved from \(before)", code, listing, request, context, ["movedFrom": .string(before)])
        case .hasAnother(let code, let starts):
            moves.offer(.init(request), in: context.ticket.callID)
            throw Self.hasAnother(code, starts, listing, request, context)
        case .taken: throw try await taken(listing, request.starts, context, connection)
        case .outOfCodes: throw ToolError.unavailable
        }
    }

    private func answer(
        _ done: String, _ code: String, _ listing: ShowingBook.Listing, _ request: Request, _ context: ToolContext,
        _ more: [String: JSON] = [:]
    ) -> JSON {
        let when = context.clock.words(request.starts, besides: context.now)
        let spoken = ConfirmationCode(code)?.spoken ?? code
        let answer: [String: JSON] = [
            "confirmationCode": .string(code), "propertyId": .string(listing.id),
            "datetimeISO": .string(context.clock.iso(request.starts)),
            "say": .string("\(done): \(listing.address), \(when). Confirmation code \(spoken)."),
            "phone": .string(request.phone.spoken),
        ]
        return .object(answer.merging(more) { $1 })
    }

    /// The error for a caller who has a showing of the listing already: whether it is to be moved is theirs to say.
    private static func hasAnother(
        _ code: String, _ starts: Int, _ listing: ShowingBook.Listing, _ request: Request, _ context: ToolContext
    ) -> ToolError {
        let clock = context.clock
        let spoken = ConfirmationCode(code)?.spoken ?? code
        return ToolError(
            .alreadyBooked,
            "The caller already has a showing of \(listing.address): \(clock.words(starts, besides: context.now)), "
                + "confirmation code \(spoken). Nothing was changed. Ask whether it is to be moved to "
                + "\(clock.words(request.starts, besides: context.now)). Only after they have said yes, call book_showing "
                + "again with the same arguments; it is moved then.")
    }

    private func listing(
        _ name: String, _ tenant: String, _ connection: PostgresConnection
    ) async throws -> ShowingBook.Listing {
        let found = try await ShowingBook.listings(named: name, of: tenant, on: connection)
        guard let first = found.first else {
            throw ToolError(
                .unknownProperty,
                "There is no listing “\(name.excerpt(60))”. Ask which home is meant, search for it, and use its propertyId."
            )
        }
        guard found.count == 1 else {
            let list = found.map { "\($0.address), \($0.city) (\($0.id))" }.joined(separator: "; ")
            throw ToolError(.unknownProperty, "Several listings may be meant: \(list). Ask the caller which one.")
        }
        guard first.isActive else {
            throw ToolError(
                .unavailableProperty,
                "\(first.address) is not for sale any more. Tell the caller, and offer to look for something like it.")
        }
        return first
    }

    /// The error for a time that is taken; its message names free times near it.
    private func taken(
        _ listing: ShowingBook.Listing, _ starts: Int, _ context: ToolContext, _ connection: PostgresConnection
    ) async throws -> ToolError {
        let window = max(context.now, starts - 3 * 3600)...(starts + 2 * 86_400)
        let spans = try await ShowingBook.taken(
            property: listing.id, of: context.ticket.tenant.id, from: window.lowerBound, to: window.upperBound,
            on: connection)
        let step = ShowingArguments.length
        let candidates = stride(from: starts - 6 * step, through: starts + 96 * step, by: step).filter { time in
            time > context.now && !spans.contains { $0.overlaps(time..<time + step) }
                && (context.ticket.tenant.businessHours.map {
                    LocalTimes.isOpen($0, from: time, to: time + step, context.clock)
                } ?? true)
        }
        let free = candidates.sorted { (abs($0 - starts), $0) < (abs($1 - starts), $1) }.prefix(3).sorted()
        let words = free.map(context.clock.words).joined(separator: "; ")
        return ToolError(
            .timeTaken,
            "Somebody else visits \(listing.address) at that time."
                + (words.isEmpty ? " Ask the caller for another day." : " Free are: \(words). Ask which one suits."))
    }
}

extension ShowingMoves.Wish {
    /// The wish by which ``ShowingMoves`` knows a request.
    fileprivate init(_ request: ShowingArguments.Request) {
        self.init(property: request.property.lowercased(), starts: request.starts, phone: request.phone)
    }
}
