import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import StoreTesting
import Testing

@Suite(.serialized)
struct StoreTests {
    @Test(.timeLimit(.minutes(2)))
    func `a call leaves its rows: start, turns, tools, bills, end, summary`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let call = StoreCall(1)
                var usage = ResponseUsage()
                (usage.textIn, usage.cachedTextIn, usage.textOut) = (215, 192, 17)
                (usage.audioIn, usage.cachedAudioIn, usage.audioOut) = (30, 10, 49)
                var figures = CallFigures()
                (figures.framesIn, figures.bargeIns) = (500, 2)
                let invocation = ToolInvocation(id: "call_1", name: "book_showing", arguments: #"{"b": 1}"#)
                let summary = CallSummary(
                    json: #"{"summary":"x"}"#, leadQuality: 70, nextActions: ["call, back", "\"quote\""],
                    properties: [], outcome: "showing_booked", source: .record)
                let rows =
                    call.rows(.started) + call.turn(1, "Hello") + call.rows(.usage(usage)) + call.rows(.usage(usage))
                    + call.rows(
                        .tool(invocation, ToolOutcome(stored: #"{"ok":true}"#), took: .milliseconds(40)), sequence: 2)
                    + call.rows(.transcription(TranscriptionCount(tokensIn: 41, tokensOut: 11)))
                    + call.rows(.ended(Termination(.callerHungUp), figures))
                    + [OutboxRow(summary, call: call.ticket.callID, tenant: "ray")]
                // Everything twice: a batch that is sent again changes nothing.
                #expect(outbox.accept(rows + rows))
                try await server.writing(outbox) { _ in }
                #expect(outbox.figures.shelved == 0)
                let stored = try await server.pool.query("SELECT * FROM calls").first
                #expect(stored?["twilio_sid"] == call.ticket.callSID)
                #expect(stored?["cost_audio_tokens"] == "158")
                #expect(stored?["cost_text_tokens"] == "464")
                #expect(stored?["audio_in_cached_tokens"] == "20")
                #expect(stored?["responses"] == "2")
                #expect(stored?["transcription_in_tokens"] == "41")
                #expect(stored?["transcription_cost_usd"] == "0.000213")
                #expect(stored?["cost_usd"] == "0.008654")
                #expect(stored?["termination"] == "caller_hung_up")
                #expect(stored?["outcome"] == "showing_booked")
                #expect(stored?["frames_in"] == "500")
                #expect(stored?["ended_at"] != nil)
                #expect(try await server.column("SELECT role FROM call_turns ORDER BY sequence") == ["user", "tool"])
                #expect(try await server.one("SELECT args ->> 'b' FROM tool_calls WHERE success") == "1")
                #expect(try await server.one("SELECT next_actions[2] FROM call_summaries") == "\"quote\"")
                await outbox.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a call's row never goes backwards; a second stream opens it again`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let first = StoreCall(2)
                let second = StoreCall(2, attempt: 1)
                let start = first.rows(.started)
                let cut = first.rows(.ended(Termination(.callerSocketLost), CallFigures()))
                let again = second.rows(.started)
                let end = second.rows(.ended(Termination(.callerHungUp), CallFigures()))
                let steps: [([OutboxRow], streams: String, termination: String?)] = [
                    (start, "1", nil), (cut, "1", "caller_socket_lost"), (again, "2", nil), (cut, "2", nil),
                    (start, "2", nil),
                    (end, "2", "caller_hung_up"), (again, "2", "caller_hung_up"), (cut, "2", "caller_hung_up"),
                ]
                for step in steps {
                    let outbox = try folder.open()
                    _ = outbox.accept(step.0)
                    try await server.writing(outbox) { _ in }
                    await outbox.close()
                    let row = try await server.pool.query("SELECT * FROM calls").first
                    #expect(row?["streams"] == step.streams)
                    #expect(row?["termination"] == step.termination)
                    #expect((row?["ended_at"] == nil) == (step.termination == nil))
                }
            }
        }
    }

    @Test func `two streams that come in one batch: the first says how the call began, the second where it is`()
        async throws
    {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let first = StoreCall(2).rows(.started)
                let second = StoreCall(2, attempt: 1).rows(.started)
                let began = try #require(first.first?.cells[3])
                let outbox = try folder.open()
                // The later one first: the order in the batch says nothing.
                _ = outbox.accept(second + first)
                try await server.writing(outbox) { _ in }
                await outbox.close()
                let rows = try await server.pool.query(
                    "SELECT streams, (extract(epoch FROM started_at) * 1000000)::bigint AS began FROM calls"
                ).rows
                #expect(rows.count == 1 && rows.first?["streams"] == "2")
                guard case .integer(let moment) = began else { return #expect(Bool(false)) }
                #expect(rows.first?["began"] == "\(moment)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a call's figures are the sums over its streams, however often they are sent`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                var (cut, end) = (CallFigures(), CallFigures())
                (cut.framesIn, cut.framesOut, cut.framesDropped, cut.bargeIns, cut.races) = (100, 50, 3, 2, 1)
                (end.framesIn, end.framesOut, end.framesDropped, end.bargeIns, end.races) = (400, 200, 0, 1, 4)
                let (first, second) = (StoreCall(2), StoreCall(2, attempt: 1))
                let start = first.rows(.started)
                let lost = first.rows(.ended(Termination(.callerSocketLost), cut))
                let over = second.rows(.started) + second.rows(.ended(Termination(.callerHungUp), end))
                for rows in [start + lost, over, lost, lost + over, start + over + lost] {
                    let outbox = try folder.open()
                    #expect(outbox.accept(rows))
                    try await server.writing(outbox) { _ in }
                    #expect(outbox.figures.shelved == 0)
                    await outbox.close()
                }
                let row = try await server.pool.query(
                    "SELECT *, figures ->> 'races' AS races FROM calls WHERE twilio_sid = $1",
                    [.text(first.ticket.callSID)]
                ).first
                #expect(row?["frames_in"] == "500")
                #expect(row?["frames_out"] == "250")
                #expect(row?["frames_dropped"] == "3")
                #expect(row?["barge_ins"] == "3")
                #expect(row?["races"] == "5")
                #expect(row?["termination"] == "caller_hung_up")
                #expect(
                    try await server.column("SELECT termination FROM call_streams ORDER BY stream")
                        == ["caller_socket_lost", "caller_hung_up"])
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a web session is on its channel, and keeps the latest of what its page measured`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let (telephone, session, endless) = (StoreCall(20), StoreCall(web: 21), StoreCall(web: 22))
                var (early, late) = (PageFigures(), PageFigures())
                (early.media, early.turns, early.gaps) = (.webrtc, [.milliseconds(640)], 1)
                (late.media, late.turns, late.gaps) = (.webrtc, [.milliseconds(640), .milliseconds(710)], 3)
                (late.lost, late.received, late.bargeIns) = (12, 4_810, [.milliseconds(85)])
                let first = session.rows(.page(early))
                let second = session.rows(.page(late), after: .seconds(1))
                // A build from before names no channel.
                var former = StoreCall(web: 23).rows(.started)
                former[0].cells.removeLast()
                for rows in [
                    telephone.rows(.started) + session.rows(.started) + former + first,
                    second + first, first + second,
                    endless.rows(.ended(Termination(.callerHungUp), CallFigures())),
                ] {
                    let outbox = try folder.open()
                    #expect(outbox.accept(rows))
                    try await server.writing(outbox) { _ in }
                    #expect(outbox.figures.shelved == 0)
                    await outbox.close()
                }
                #expect(
                    try await server.column("SELECT channel FROM calls ORDER BY twilio_sid")
                        == ["telephone", "web", "web", "web"])
                #expect(
                    try await server.column(
                        "SELECT concat_ws(' ', media, turn_ms, barge_in_ms, gaps, lost, received) FROM call_page_figures"
                    )
                        == ["webrtc {640,710} {85} 3 12 4810"])
                guard case .found(let call) = try await CallQueries(server.pool).call(session.ticket.callSID) else {
                    return #expect(Bool(false), "the session is not found")
                }
                #expect(call.page == late && call.listing.channel == .web)
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `many turns at once, some of them there already and one of them refused: each once, the one set aside`()
        async throws
    {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let call = StoreCall(10)
                let turns = (1...2000).flatMap { call.turn($0, "turn\t\\ \($0)\n") }
                var ghost = turns[1500]
                ghost.cells[0] = .text(RowID.make(at: WallTime(seconds: 0)))
                ghost.cells[3] = .text("ghost")
                for rows in [
                    call.rows(.started) + turns[..<600], Array(turns), turns + [ghost] + call.turn(2001, "last"),
                ] {
                    let outbox = try folder.open()
                    #expect(outbox.accept(rows))
                    try await server.writing(outbox) { _ in }
                    await outbox.close()
                }
                let stored = try await server.column("SELECT text FROM call_turns ORDER BY sequence")
                #expect(stored == (1...2000).map { "turn\t\\ \($0)\n" } + ["last"])
                let outbox = try folder.open()
                #expect(try await outbox.shelf().count == 1)
                #expect(outbox.figures.rows == 0)
                await outbox.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `rows set aside are written once what kept them out is mended`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let call = StoreCall(8)
                _ = outbox.accept(call.turn(1, "of a call that has no row"))
                try await server.writing(outbox) { _ in }
                #expect(outbox.figures.shelved == 1)
                await outbox.close()
                let again = try folder.open()
                _ = again.accept(call.rows(.started))
                #expect(try await again.retry() == 1)
                try await server.writing(again) { _ in }
                #expect(again.figures.shelved == 0)
                #expect(try await server.column("SELECT text FROM call_turns") == ["of a call that has no row"])
                await again.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `rows that PostgreSQL refuses are set aside with what it said; those around them are stored`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let call = StoreCall(4)
                _ = outbox.accept(call.rows(.started))
                for number in 1...300 {
                    _ = outbox.accept(call.turn(number, "turn \(number)"))
                    if number == 100 { _ = outbox.accept(StoreCall(5).turn(1, "of a call that has no row")) }
                    guard number == 200, var row = call.turn(999, "no role").first else { continue }
                    row.cells[3] = .text("ghost")
                    _ = outbox.accept([row])
                    row.cells[0] = .text("not an id")
                    _ = outbox.accept([row])
                }
                try await server.writing(outbox) { _ in }
                #expect(
                    try await server.column("SELECT text FROM call_turns ORDER BY sequence")
                        == (1...300).map { "turn \($0)" })
                let shelf = try await outbox.shelf()
                #expect(shelf.map { $0.error.prefix(5) } == ["23503", "23514", "22P02"])
                #expect(outbox.figures.rows == 0)
                await outbox.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `the conversation rebuilt from the store is the one the session held`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let call = StoreCall(6)
                let back = StoreCall(6, attempt: 1)
                let invocation = ToolInvocation(
                    id: "call_1", name: "search_properties", arguments: "{\"city\" : \"Austin\",\n \"beds\":3}")
                let cut = Turn(
                    sequence: 2, role: .assistant, item: "item_2", text: "Let me look at that for you.",
                    heard: "Let me look", saidMilliseconds: 2000, cutMilliseconds: 900)
                let result = #"{"ok":true,"data":[ {"id":"p1"} ]}"#
                let empty = Turn(
                    sequence: 4, role: .assistant, item: "item_4", text: "I have one.", heard: "",
                    saidMilliseconds: 700,
                    cutMilliseconds: 0)
                // Finished out of order, as they are when the caller's words come late and hearing later still.
                let records: [([OutboxRow])] = [
                    call.rows(.started),
                    call.rows(.tool(invocation, ToolOutcome(stored: result), took: .seconds(1)), sequence: 3),
                    call.rows(.turn(cut)), call.turn(1, "Three bedrooms in Austin?"), call.rows(.turn(empty)),
                    back.rows(.started), back.turn(2, "Hello? Are you there?"),
                    back.turn(1, .assistant, "I'm sorry, we were cut off for a moment. Please go on."),
                ]
                for rows in records { _ = outbox.accept(rows) }
                try await server.writing(outbox) { _ in }
                let rebuilt = try await StoredConversation.rebuild(callSID: call.ticket.callSID, from: server.pool)
                #expect(
                    rebuilt?.items == [
                        .message(
                            role: .user, item: "item_1", text: "Three bedrooms in Austin?",
                            heard: "Three bedrooms in Austin?", cutMilliseconds: nil),
                        .message(
                            role: .assistant, item: "item_2", text: "Let me look at that for you.",
                            heard: "Let me look", cutMilliseconds: 900),
                        .tool(invocation, ToolOutcome(stored: result)),
                        .message(
                            role: .assistant, item: "item_4", text: "I have one.", heard: "", cutMilliseconds: 0),
                        .message(
                            role: .assistant, item: "item_1",
                            text: "I'm sorry, we were cut off for a moment. Please go on.",
                            heard: "I'm sorry, we were cut off for a moment. Please go on.", cutMilliseconds: nil),
                        .message(
                            role: .user, item: "item_2", text: "Hello? Are you there?", heard: "Hello? Are you there?",
                            cutMilliseconds: nil),
                    ])
                #expect(rebuilt?.tenant == call.ticket.tenant)
                #expect(rebuilt?.streams == 2)
                #expect(rebuilt?.isEnded == false)
                #expect(try await StoredConversation.rebuild(callSID: "CA-none", from: server.pool) == nil)
                await outbox.close()
            }
        }
    }
}
