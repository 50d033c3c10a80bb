import CoraCall
import CoraTenant
import Testing

/// What the page of a web session tells of what it measured: seen as it comes, and recorded once, at the end.
struct PageTests {
    private static let now = CallInstant(nanoseconds: 1_000_000_000)

    private static func figures(gaps: Int) -> PageFigures {
        var figures = PageFigures()
        (figures.media, figures.gaps) = (.webrtc, gaps)
        return figures
    }

    private static func ticket(_ caller: Caller) -> CallTicket {
        var ticket = ConversationDriver.ticket
        ticket.caller = caller
        return ticket
    }

    /// A conversation over a leg with these abilities, whose ticket was redeemed.
    private static func begun(_ caller: Caller, _ abilities: LegAbilities) -> Conversation {
        var conversation = Conversation(leg: abilities, tools: ToolCatalog([]), at: now)
        conversation.take(.legStarted(ConversationDriver.claim), at: now)
        conversation.take(.ticketRedeemed(ticket(caller), greeting: .model), at: now)
        return conversation
    }

    private static func effects(_ conversation: inout Conversation) -> [CallEffect] {
        var effects: [CallEffect] = []
        while let effect = conversation.takeEffect() { effects.append(effect) }
        return effects
    }

    @Test func `each report is observed; the last is recorded, before the end`() {
        var conversation = Self.begun(.web, [.shows])
        _ = Self.effects(&conversation)
        for gaps in 1...3 { conversation.take(.pageMeasured(Self.figures(gaps: gaps)), at: Self.now) }
        let seen = Self.effects(&conversation)
        #expect(seen == (1...3).map { .observe(.page(Self.figures(gaps: $0))) })
        conversation.take(.callerHungUp, at: Self.now)
        let records = Self.effects(&conversation).compactMap { effect in
            if case .record(let entry) = effect { entry } else { nil }
        }
        #expect(records.first == .page(Self.figures(gaps: 3)))
        #expect(records.count == 2)
        guard case .ended = records.last else { return #expect(Bool(false), "no end is recorded") }
    }

    @Test func `a page that tells nothing leaves no figures`() {
        var conversation = Self.begun(.web, [.shows])
        conversation.take(.callerHungUp, at: Self.now)
        let effects = Self.effects(&conversation)
        #expect(!effects.contains { if case .record(.page) = $0 { true } else { false } })
        #expect(conversation.snapshot(at: Self.now).page == nil)
    }

    @Test func `a web session shows how its audio travels, a telephone does not`() {
        #expect(Self.begun(.web, [.media, .shows]).snapshot(at: Self.now).media == .socket)
        #expect(Self.begun(.web, [.shows]).snapshot(at: Self.now).media == .webrtc)
        #expect(Self.begun(.number("+15125550142"), .telephone).snapshot(at: Self.now).media == nil)
        var conversation = Self.begun(.web, [.shows])
        conversation.take(.pageMeasured(Self.figures(gaps: 2)), at: Self.now)
        #expect(conversation.snapshot(at: Self.now).page == Self.figures(gaps: 2))
    }
}
