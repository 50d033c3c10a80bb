import CoraCall
import CoraTenant
import CoraWire
import NIOCore
import Testing

@Suite struct ToolTests {
    /// What the model was given: the tools' answers and the requests to speak, in order.
    private func given(_ call: TestCall) async throws -> [String] {
        try await call.model { model in
            model.received.compactMap { event in
                switch (event["type"]?.string, event["item"]?["type"]?.string) {
                case ("conversation.item.create", "function_call_output"): event["item"]?["call_id"]?.string
                case ("response.create", _): event["response"]?["tool_choice"] == "none" ? "speak only" : "speak"
                default: nil
                }
            }
        }
    }

    /// A quiet call whose model calls these tools in one response; all run.
    private func calling(_ ids: String...) async throws -> TestCall {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            for id in ids { model.calls("look", id: id, in: "R1") }
            model.done("R1")
        }
        for id in ids { await call.tools.asked.first { $0.id == id } }
        return call
    }

    private func answers(_ id: String, on call: TestCall, transfer: TransferOrder? = nil) async throws {
        await call.tools.answer(id, ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true, transfer: transfer))
        await call.recorder.entries.first { if case .tool(let asked, _, _) = $0 { asked.id == id } else { false } }
        // What follows the record leaves in the same turn of the loop.
        await call.pass(.zero)
    }

    @Test(.timeLimit(.minutes(10)))
    func `results go back as they were asked for, and one response follows`() async throws {
        let call = try await calling("slow", "quick")
        try await answers("quick", on: call)
        #expect(try await given(call) == ["speak"])
        try await answers("slow", on: call)
        #expect(try await given(call) == ["speak", "slow", "quick", "speak"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a caller who waits is told so once, and gets the answer after it`() async throws {
        let call = try await calling("slow")
        await call.pass(.milliseconds(580))
        #expect(try await given(call) == ["speak"])
        await call.pass(.milliseconds(40))
        #expect(try await given(call) == ["speak", "speak only"])
        try await call.model { $0.says("One moment.", milliseconds: 700, item: "A2", in: "R2") }
        await call.pass(.seconds(3))
        try await answers("slow", on: call)
        #expect(try await given(call) == ["speak", "speak only", "slow", "speak"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `the same call twice is one tool`() async throws {
        let call = try await calling("c1")
        try await call.model { $0.calls("look", id: "c1", in: "R1") }
        try await answers("c1", on: call)
        try await call.model { $0.calls("look", id: "c1", in: "R1") }
        #expect(call.tools.asked.events.count == 1)
        #expect(try await given(call).count { $0 == "c1" } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a tool that runs when the call ends is cancelled`() async throws {
        let call = try await calling("slow")
        try await call.carrier { $0.stop() }
        #expect(await call.ending() == Termination(.callerHungUp))
        await call.tools.cancelled.first { $0 == "slow" }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a tool knows its place among the turns, and the answer what it took`() async throws {
        let call = try await calling("c1")
        await call.pass(.milliseconds(300))
        try await answers("c1", on: call)
        let entries = call.recorder.entries.events
        let tool = entries.compactMap { if case .tool(let tool, _, let took) = $0 { (tool, took) } else { nil } }.first
        #expect(tool?.0.sequence == 2)
        #expect(tool?.1 == .milliseconds(300))
        #expect(
            call.observer.observations.events.contains(.tool(name: "look", succeeded: true, took: .milliseconds(300))))
    }

    // MARK: Transfers

    private static let order = TransferOrder("+14155550177")

    @Test(.timeLimit(.minutes(10)))
    func `a transfer ordered in one response with a goodbye puts the caller through`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.calls("look", id: "c1", in: "R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        try await answers("c1", on: call, transfer: Self.order)
        try await call.model { $0.done("R1") }
        let told = try await call.model { $0.received.suffix(2) }
        #expect(told.first?["item"]?["content"]?[0]?["text"]?.string?.contains("I'll connect you") == true)
        try await call.model { $0.says("One moment, I'll connect you.", milliseconds: 900, item: "A2", in: "R2") }
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.transferred(to: Self.order)))
        #expect(call.transferSteps == [.requested])
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (MoveOutcome.moved, [TransferStep.Status.requested, .dialled]),
            (.notMoved("busy"), [.requested]), (.gone, [.requested, .failed]),
        ])
    func `the carrier is asked to put the caller through, and the line is kept until it answers`(
        outcome: MoveOutcome, steps: [TransferStep.Status]
    ) async throws {
        var options = TestCall.Options()
        options.move = outcome
        let call = try await TestCall.quiet(options)
        try await call.model { model in
            model.begins("R1")
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        try await answers("c1", on: call, transfer: Self.order)
        try await call.model { $0.says("One moment, I'll connect you.", milliseconds: 900, item: "A2", in: "R2") }
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.transferred(to: Self.order)))
        await call.pass(.zero)
        #expect(call.mover?.orders.events == [Self.order])
        #expect(try await call.carrier { $0.heard.last } == .close(1000))
        #expect(call.transferSteps == steps)
    }
}

extension TestCall {
    /// The steps of transfers that were taken down.
    var transferSteps: [TransferStep.Status] {
        recorder.entries.events.compactMap { if case .transfer(let step) = $0 { step.status } else { nil } }
    }
}
