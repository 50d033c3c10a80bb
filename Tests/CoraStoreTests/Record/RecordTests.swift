import CoraCall
import CoraSettings
import CoraStore
import CoraTenant
import StoreTesting
import Testing

struct RecordTests {
    private static let time: Int64 = 1_790_000_000_123_456

    static func ticket(attempt: Int = 0) -> CallTicket {
        let sid = "CA0123456789abcdef0123456789abcdef"
        return CallTicket(
            callSID: sid, callID: RowID.call(sid: sid), tenant: Tenant(id: "ray", numbers: ["+1"], agentName: "Ray"),
            callerNumber: "+14155550199", dialledNumber: "+15005550006", attempt: attempt)
    }

    private static let rows = CallRows(.priced)

    private static func made(
        _ record: CallRecord, _ ticket: CallTicket = ticket(), sequence: Int? = nil
    ) -> [[String: OutboxRow.Cell]] {
        rows.rows(of: record, ticket, at: WallTime(microseconds: time), sequence: sequence).map { row in
            let columns = OutboxRow.Kind(rawValue: row.kind)?.columns ?? []
            #expect(columns.count == row.cells.count)
            return Dictionary(uniqueKeysWithValues: zip(columns.map(\.name), row.cells))
        }
    }

    @Test func `every kind has as many cells as columns`() {
        let records: [CallRecord] = [
            .started, .turn(Turn(sequence: 1, role: .user, item: "i", text: "t")), .usage(ResponseUsage()),
            .transcription(TranscriptionCount(tokensIn: 10)),
            .tool(ToolInvocation(id: "c", name: "n", arguments: "{}"), ToolOutcome(stored: "{}"), took: .zero),
            .page(PageFigures()), .ended(Termination(.callerHungUp), CallFigures()),
        ]
        for record in records { #expect(!Self.made(record).isEmpty) }
        let summary = OutboxRow(CallSummary(json: "{}", source: .record), call: "c", tenant: "t")
        #expect(summary.cells.count == OutboxRow.Kind.summary.columns.count)
    }

    @Test func `a turn that was cut says what was heard; one that was not does not repeat itself`() {
        let whole = Turn(sequence: 4, role: .assistant, item: "item_4", text: "Hello there", saidMilliseconds: 900)
        #expect(Self.made(.turn(whole))[0]["heard_text"] == .null)
        let cut = Turn(
            sequence: 4, role: .assistant, item: "item_4", text: "Hello there", heard: "Hello", saidMilliseconds: 900,
            cutMilliseconds: 450, event: ModelEvent(type: "e", raw: "{}"))
        let row = Self.made(.turn(cut))[0]
        #expect(row["heard_text"] == .text("Hello"))
        #expect(row["text"] == .text("Hello there"))
        #expect(row["cut_ms"] == .integer(450))
        #expect(row["audio_ms"] == .integer(900))
        #expect(row["event_type"] == .text("e"))
        #expect(row["raw"] == .event("{}"))
        #expect(row["ts"] == .integer(Self.time))
    }

    @Test func `turns of a second stream come after those of the first`() {
        let turn = CallRecord.turn(Turn(sequence: 2, role: .user, item: "i", text: "t"))
        #expect(Self.made(turn)[0]["sequence"] == .integer(2))
        #expect(Self.made(turn, Self.ticket(attempt: 1))[0]["sequence"] == .integer(1_000_002))
        #expect(Self.made(turn, Self.ticket(attempt: .max))[0]["sequence"] == .integer(2_000_000_002))
    }

    @Test func `a tool leaves its call and its turn; only an envelope that says ok is a success`() {
        let call = ToolInvocation(id: "call_1", name: "book", arguments: #"{"b":1, "a":2}"#)
        let good = Self.made(.tool(call, ToolOutcome(stored: #"{"ok":true}"#), took: .milliseconds(250)), sequence: 3)
        #expect(good.count == 2)
        #expect(good[0]["success"] == .integer(1))
        #expect(good[0]["duration_ms"] == .integer(250))
        #expect(good[0]["ts"] == .integer(Self.time - 250_000))
        #expect(good[1]["role"] == .text("tool"))
        #expect(good[1]["sequence"] == .integer(3))
        #expect(good[1]["raw"] == .text(#"{"type":"function_call","name":"book","arguments":"{\"b\":1, \"a\":2}"}"#))
        for result in [#"{"ok":false}"#, "{}", "", "[true]", #"{"ok":"true"}"#, #"{"ok":"#] {
            let row = Self.made(.tool(call, ToolOutcome(stored: result), took: .zero))[0]
            #expect(row["success"] == .integer(0), "\(result)")
        }
    }

    @Test func `a call's row says by which channel it came; figures that a page did not measure are nothing`() {
        #expect(Self.made(.started)[0]["channel"] == .text("telephone"))
        var session = Self.ticket()
        session.caller = .web
        #expect(Self.made(.started, session)[0]["channel"] == .text("web"))
        var figures = PageFigures()
        (figures.media, figures.firstAudio, figures.turns) = (.webrtc, .milliseconds(412), [.milliseconds(640)])
        let row = Self.made(.page(figures), session)[0]
        #expect(row["call_id"] == .text(session.callID) && row["ts"] == .integer(Self.time))
        #expect(row["media"] == .text("webrtc") && row["first_audio_ms"] == .integer(412))
        #expect(row["turn_ms"] == .text("[640]") && row["barge_in_ms"] == .text("[]"))
        #expect(row["gaps"] == .null && row["lost"] == .null)
    }

    @Test func `a claim without a tool is kept with its words`() {
        let claim = UnbackedClaim(.booking, sentence: "I've booked it.", item: "A1", isCorrected: true)
        let row = Self.made(.claim(claim))[0]
        #expect(row["commitment"] == .text("booking"))
        #expect(row["sentence"] == .text("I've booked it."))
        #expect(row["item_id"] == .text("A1"))
        #expect(row["corrected"] == .integer(1))
    }

    @Test func `money is exact: cached tokens at their own price, in billionths`() {
        var usage = ResponseUsage()
        (usage.textIn, usage.cachedTextIn, usage.textOut) = (215, 192, 17)
        (usage.audioIn, usage.cachedAudioIn, usage.audioOut) = (30, 10, 49)
        let cost = 23 * 4000 + 192 * 400 + 17 * 16_000 + 20 * 32_000 + 10 * 400 + 49 * 64_000
        #expect(Self.made(.usage(usage))[0]["cost_usd"] == .text("0.00\(cost)"))
        #expect(cost == 4_220_800)
        let minute = TranscriptionPrice(minute: 4_500_000).cost(of: TranscriptionCount(milliseconds: 30_000))
        #expect(minute == 2_250_000)
        var unknown = Self.ticket()
        unknown.tenant.model = "another"
        #expect(Self.made(.usage(usage), unknown)[0]["cost_usd"] == .null)
    }

    @Test func `a call's id is the carrier's, the same for every stream; other ids are hashed`() {
        #expect(RowID.call(sid: "CA0123456789abcdef0123456789abcdef") == "01234567-89ab-cdef-0123-456789abcdef")
        let odd = RowID.call(sid: "CAxyz")
        #expect(odd.count == 36 && odd == RowID.call(sid: "CAxyz") && odd != RowID.call(sid: "CAxyy"))
        let id = RowID.make(at: WallTime(microseconds: Self.time))
        #expect(id.utf8.count == 36 && Array(id)[14] == "7" && "89ab".contains(Array(id)[19]))
        #expect(RowID.make(at: WallTime(microseconds: Self.time + 1_000)) > id)
        #expect(Set((0..<1000).map { _ in RowID.make(at: WallTime(seconds: 0)) }).count == 1000)
    }

    @Test func `a tenant comes back from its snapshot as it was`() {
        var tenant = Tenant(
            id: "sarah", numbers: ["+1", "+2"], agentName: "Sarah \"Chen\"", instructions: "Be\nbrief.")
        #expect(TenantSnapshot.tenant(from: TenantSnapshot.text(of: tenant)) == tenant)
        (tenant.model, tenant.humanNumber, tenant.zeroMeansHuman, tenant.encoding) = ("m", "+3", true, .pcm16)
        tenant.turnDetection = TurnDetectionPolicy(threshold: 0.7, prefixMilliseconds: 1, silenceMilliseconds: 2)
        tenant.humanNumbers = [.afterHours: "+4", .primaryAgent: "+5"]
        (tenant.timeZone, tenant.toolsAllowed) = ("America/Denver", ["end_call"])
        tenant.businessHours = BusinessHours(byDay: ["fri": [["09:00", "12:00"], ["13:00", "24:00"]]])
        tenant.manners = PhoneManners(silence: .seconds(3), keypadPause: .milliseconds(900))
        #expect(TenantSnapshot.tenant(from: TenantSnapshot.text(of: tenant)) == tenant)
        #expect(TenantSnapshot.tenant(from: "{}") == nil)
    }

    @Test func `a snapshot shows a tenant's tools, and none of their secrets`() {
        let snapshot = TenantSnapshot.text(of: SampleTenants.full.tenant)
        #expect(snapshot.contains("mortgage_rate") && snapshot.contains("crm") && !snapshot.contains("1234"))
    }
}
