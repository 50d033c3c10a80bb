import CoraCall
import CoraTenant
import Testing

/// What a caller who can read is shown; on a telephone nothing is.
struct ShownTests {
    private static let event = ModelEvent(type: "t", raw: "{}")

    /// A conversation over a leg with these abilities, live.
    private func live(_ abilities: LegAbilities) -> Conversation {
        let now = CallInstant(nanoseconds: 1_000_000_000)
        let catalog = ToolCatalog([
            .init("look", ToolTraits(followUp: .owed, isShown: true)), .init("score", ToolTraits(followUp: .owed)),
        ])
        var conversation = Conversation(leg: abilities, tools: catalog, at: now)
        for event: CallEvent in [
            .legStarted(ConversationDriver.claim), .ticketRedeemed(ConversationDriver.ticket, greeting: .model),
            .modelOpened, .sessionReady, .responseCreated(id: "R1"), .agentBegan(item: "A1"),
        ] {
            conversation.take(event, at: now)
        }
        return conversation
    }

    /// What is shown for these events, those before `since` left out.
    private func shown(_ conversation: inout Conversation, _ events: [CallEvent]) -> [Shown] {
        let now = CallInstant(nanoseconds: 2_000_000_000)
        _ = drained(&conversation)
        for event in events { conversation.take(event, at: now) }
        return drained(&conversation)
    }

    private func drained(_ conversation: inout Conversation) -> [Shown] {
        var shown: [Shown] = []
        while let effect = conversation.takeEffect() {
            if case .show(let what) = effect { shown.append(what) }
        }
        return shown
    }

    private func invocation(_ name: String, _ sequence: Int) -> ToolInvocation {
        ToolInvocation(id: name, name: name, arguments: "{}", sequence: sequence)
    }

    @Test func `words are shown as they come, then the turn`() {
        var conversation = live([.telephone, .shows])
        let shown = shown(
            &conversation,
            [
                .agentWords(item: "A1", "One "), .agentWords(item: "A1", "two."),
                .agentSaid(item: "A1", "One two.", Self.event), .agentItemDone(item: "A1", text: "One two."),
                .callerWords(item: "U1", "Hi"), .callerSaid(item: "U1", "Hi.", Self.event, nil),
            ])
        #expect(
            shown == [
                .words(item: "A1", .assistant, "One "), .words(item: "A1", .assistant, "two."),
                .turn(
                    Turn(
                        sequence: 1, role: .assistant, item: "A1", text: "One two.", saidMilliseconds: 0,
                        event: Self.event)),
                .words(item: "U1", .user, "Hi"),
                .turn(Turn(sequence: 2, role: .user, item: "U1", text: "Hi.", event: Self.event)),
            ])
    }

    @Test func `words of an item that was cut are not shown any more`() {
        var conversation = live([.telephone, .shows])
        let now = CallInstant(nanoseconds: 1_500_000_000)
        _ = conversation.audioBegan(item: "A1", response: "R1", at: now)
        _ = conversation.audioArrived(bytes: 8000)
        _ = conversation.audioPlayed(bytes: 8000, at: now)
        let shown = shown(
            &conversation,
            [
                .agentWords(item: "A1", "One "), .speechStarted(item: "U1", milliseconds: 0),
                .agentWords(item: "A1", "two."),
            ])
        #expect(shown == [.words(item: "A1", .assistant, "One ")])
    }

    @Test func `noise that was shown as words is withdrawn`() {
        var conversation = live([.telephone, .shows])
        let shown = shown(
            &conversation, [.callerWords(item: "U1", "…"), .callerSaid(item: "U1", "", Self.event, nil)])
        #expect(shown == [.words(item: "U1", .user, "…"), .withdrawn(item: "U1")])
    }

    @Test func `tools are shown, and their answers only where callers may see them`() {
        var conversation = live([.telephone, .shows])
        let answer = ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true)
        let shown = shown(
            &conversation,
            [
                .toolCalled(id: "look", name: "look", arguments: "{}", response: "R1"),
                .toolCalled(id: "score", name: "score", arguments: "{}", response: "R1"),
                .toolFinished(invocation("look", 2), answer, took: .zero),
                .toolFinished(invocation("score", 3), answer, took: .zero),
            ])
        #expect(
            shown == [
                .toolBegan(invocation("look", 2)), .toolBegan(invocation("score", 3)),
                .toolEnded(invocation("look", 2), succeeded: true, answer: #"{"ok":true}"#),
                .toolEnded(invocation("score", 3), succeeded: true, answer: nil),
            ])
    }

    @Test func `a model that is lost and back is noticed`() {
        var conversation = live([.telephone, .shows])
        let shown = shown(&conversation, [.modelLost(ModelLoss("why")), .modelOpened, .sessionReady])
        #expect(shown == [.notice(.agentAway), .notice(.agentBack)])
    }

    @Test func `a telephone shows nothing`() {
        var conversation = live(.telephone)
        let shown = shown(
            &conversation,
            [
                .agentWords(item: "A1", "One"), .callerWords(item: "U1", "Hi"),
                .callerSaid(item: "U1", "Hi.", Self.event, nil), .modelLost(ModelLoss("why")),
            ])
        #expect(shown.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a caller is put through by a tool only where the leg can do that`(isTelephone: Bool) {
        var conversation = live(isTelephone ? .telephone : [.media, .shows])
        let now = CallInstant(nanoseconds: 2_000_000_000)
        conversation.take(.responseDone(id: "R1", .completed, spoken: "", nil), at: now)
        conversation.take(.responseCreated(id: "R2"), at: now)
        conversation.take(.toolCalled(id: "look", name: "look", arguments: "{}", response: "R2"), at: now)
        conversation.take(.responseDone(id: "R2", .completed, spoken: "", nil), at: now)
        let order = ToolOutcome(envelope: "{}", succeeded: true, transfer: TransferOrder("+15550177"))
        conversation.take(.toolFinished(invocation("look", 2), order, took: .zero), at: now)
        #expect((conversation.machine.state.phase == .leaving) == isTelephone)
    }
}
