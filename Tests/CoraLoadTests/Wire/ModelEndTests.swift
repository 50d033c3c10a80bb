import CoraWire
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import CoraLoad

/// The model's end of one call of a load test, against a bridge that does as the test says.
struct ModelEndTests {
    private let loop = Wire.testingLoop()
    private let desk: ModelDesk
    private let link: CallLink
    private let end: ModelEnd
    private let wire: Wire

    init() throws { try self.init(.talk) }

    private init(_ scenario: LoadScenario) throws {
        let links = [7, 8].map { number in
            CallLink(
                PlannedCall(
                    number: number, scenario: scenario, startsAt: 0, endsAt: 60_000_000_000, phase: 0))
        }
        link = links[0]
        desk = ModelDesk(links: links, mostFrames: 10_000, on: loop)
        end = ModelEnd(at: desk)
        wire = try Wire(end, isClient: false, on: loop)
    }

    /// The session is set up for call 7.
    private func setUp(format: String = "audio/pcmu", call: Int = 7, tools: String = "[]") throws {
        try wire.send(
            """
            {"type":"session.update","session":{"instructions":"You speak with \(CarrierWebhook.number(of: call)).",\
            "audio":{"output":{"format":{"type":"\(format)"}}},"tools":\(tools)}}
            """)
    }

    private func append(_ payload: String, piecesOf size: Int? = nil) throws {
        try wire.send(#"{"type":"input_audio_buffer.append","audio":"\#(payload)"}"#, piecesOf: size)
    }

    /// The caller's frame of this number arrives.
    private func frame(_ sequence: UInt32, direction: LoadStamp.Direction = .up, call: UInt32 = 7) throws {
        try append(Wire.base64(LoadStamp(direction, call: call, sequence: sequence, sentAt: desk.now)))
    }

    private func types() throws -> [String] { try wire.heard().compactMap { $0["type"]?.string } }

    /// The greeting has been asked for and said: 1.5 s of which 0.5 s are ahead.
    private func greet() throws {
        try setUp()
        try wire.send(#"{"type":"response.create"}"#)
        wire.pass(milliseconds: 1300)
        #expect(try types().last == "response.done")
    }

    // MARK: The session

    @Test func `it says that there is a session, and acknowledges settings each time`() throws {
        #expect(try types() == ["session.created"])
        try setUp()
        try setUp(call: 8)
        #expect(try types() == ["session.updated", "session.updated"])
        #expect(end.half.call == 7)
        #expect(desk.up == 1)
    }

    @Test func `which call it is of, instructions tell, or else the first frame`() throws {
        try wire.send(#"{"type":"session.update","session":{"instructions":"You speak with somebody."}}"#)
        #expect(end.half.call == 0)
        try frame(3, call: 8)
        #expect(end.half.call == 8)
        #expect(end.half.arrivals.first == 3)
        #expect(desk.tally.mixed == 0)
    }

    @Test func `a session that no one asks anything of begins its turns by itself`() throws {
        try setUp()
        wire.pass(milliseconds: 3000)
        #expect(try !types().contains("input_audio_buffer.speech_started"))
        wire.pass(milliseconds: 1000)
        #expect(try types().contains("input_audio_buffer.speech_started"))
    }

    @Test func `nothing is said before there are settings`() throws {
        wire.pass(milliseconds: 10_000)
        #expect(try types() == ["session.created"])
    }

    @Test func `a session that is over is kept by its call, and one that nothing tells the call of is counted`() throws
    {
        try setUp()
        try frame(1)
        wire.drop()
        #expect(desk.up == 0)
        #expect(desk.allHalves()[7]?.arrivals.arrived == 1)
        let other = ModelEnd(at: desk)
        let wire = try Wire(other, isClient: false, on: loop)
        wire.drop()
        #expect(desk.unknown == 1)
        #expect(desk.allHalves().count == 1)
    }

    // MARK: The caller's audio

    @Test(arguments: [1, 2, 5, 100])
    func `an append that comes in pieces is heard as one that does not`(size: Int) throws {
        try setUp()
        let stamps = (1...3).map { LoadStamp(.up, call: 7, sequence: $0, sentAt: desk.now) }
        try append(Wire.base64(stamps[0], stamps[1], stamps[2]), piecesOf: size)
        #expect(desk.tally.framesArrived == 3)
        #expect(end.half.arrivals.arrived == 3)
        #expect(desk.tally.mixed == 0)
    }

    @Test func `frames of somebody else, of the other way, and never sent are mixed up`() throws {
        try setUp()
        try frame(1, call: 8)
        try frame(1, direction: .down)
        try frame(20_000)
        try frame(0)
        #expect(desk.tally.mixed == 4)
        #expect(end.half.arrivals.arrived == 0)
        #expect(end.half.call == 7)
    }

    @Test func `frames that come twice or out of order are told, and none of them is lost`() throws {
        try setUp()
        for sequence: UInt32 in [2, 4, 3, 3, 5] { try frame(sequence) }
        #expect(end.half.arrivals.first == 2)
        #expect(end.half.arrivals.reordered == 2)
        #expect(end.half.arrivals.missing(from: 2, to: 5) == 0)
    }

    @Test func `what waited for the model before it heard anything is not timed`() throws {
        try setUp()
        let sentAt = desk.now
        wire.pass(milliseconds: 200)
        let payloads = [(1, sentAt), (2, desk.now)].map { number, at in
            Wire.base64(LoadStamp(.up, call: 7, sequence: UInt32(number), sentAt: at))
        }
        for payload in payloads { try append(payload) }
        #expect(desk.tally.latency.count == 1)
        #expect(desk.tally.late == 0)
    }

    @Test(arguments: [
        "", "no JSON", #"{"audio":"AAAA"}"#, #"{"type":"input_audio_buffer.append","audio":"%%"}"#,
        #"{"type":"input_audio_buffer.append","audio":"AA"#, #"{"type":"input_audio_buffer.append"}"#,
        #"{ "type":"input_audio_buffer.append","audio":null}"#,
    ])
    func `what is no event is nonsense, and the session goes on`(_ text: String) throws {
        try setUp()
        try wire.send(text)
        try frame(1)
        #expect(desk.tally.failures == ["nonsense": 1])
        #expect(desk.tally.framesArrived == 1)
    }

    @Test func `a frame that is no text is nonsense`() throws {
        try wire.send(.binary, ByteBuffer(bytes: [1]))
        #expect(desk.tally.failures == ["nonsense": 1])
    }

    @Test func `where stamps do not pass, a tone is timed, also with silence in its append`() throws {
        try setUp(format: "audio/pcm")
        #expect(end.isWide)
        link.upPulses.withLock { $0.send(at: desk.now) }
        wire.pass(milliseconds: 4)
        var audio = Pulse.quietDelta
        audio.writeImmutableBuffer(Pulse.loudDelta)
        try append(Wire.base64(audio))
        try append(Wire.base64(Pulse.loudDelta))
        #expect(desk.tally.latency.count == 1)
    }

    // MARK: Turns

    @Test func `the greeting is 1.5 s of stamped frames in order`() throws {
        try setUp()
        try wire.send(#"{"type":"response.create"}"#)
        wire.pass(milliseconds: 1300)
        let heard = try wire.heard()
        let found = heard.filter { $0["type"] == "response.output_audio.delta" }
            .flatMap { Wire.stamps(in: $0["delta"]?.string) }
        #expect(found.map(\.sequence) == Array(1...75))
        #expect(found.allSatisfy { $0.direction == .down && $0.call == 7 && $0.response == 1 })
        #expect(heard.last?["response"]?["status"] == "completed")
        #expect(desk.tally.framesSent == 75)
    }

    @Test func `a response that is asked for while one is said comes behind it`() throws {
        try setUp()
        for _ in 0..<3 { try wire.send(#"{"type":"response.create"}"#) }
        wire.pass(milliseconds: 1900)
        let types = try types().filter { $0 == "response.created" || $0 == "response.done" }
        #expect(types.prefix(3) == ["response.created", "response.done", "response.created"])
    }

    @Test func `a response that is cancelled ends, twice is once`() throws {
        try setUp()
        try wire.send(#"{"type":"response.create"}"#)
        for _ in 0..<2 { try wire.send(#"{"type":"response.cancel"}"#) }
        let done = try wire.heard().filter { $0["type"] == "response.done" }
        #expect(done.map { $0["response"]?["status"] } == ["cancelled"])
    }

    // MARK: Barge-ins

    /// The caller has spoken over an answer.
    private static func bargedIn() throws -> ModelEndTests {
        let test = try ModelEndTests(.bargeIn)
        try test.greet()
        // The first turn's answer is said until the second begins.
        for _ in 0..<120 where test.desk.tally.bargeIns == 0 { test.wire.pass(milliseconds: 100) }
        #expect(test.desk.tally.bargeIns == 1)
        return test
    }

    @Test func `a barge-in that is answered in time is no failure`() throws {
        let test = try Self.bargedIn()
        test.link.bargedInAt.store(0, ordering: .relaxed)
        try test.wire.send(#"{"type":"conversation.item.truncate","item_id":"item_2","audio_end_ms":700}"#)
        let truncated = try test.wire.heard().last
        #expect(truncated?["type"] == "conversation.item.truncated")
        #expect(truncated?["audio_end_ms"] == 700)
        test.wire.pass(milliseconds: 2200)
        #expect(test.desk.tally.failures.isEmpty)
        #expect(test.desk.tally.truncations == 1)
        #expect(test.end.half.cut.count == 1)
    }

    @Test func `one that no clear and no truncation answers is two failures`() throws {
        let test = try Self.bargedIn()
        test.wire.pass(milliseconds: 2200)
        #expect(test.desk.tally.failures == ["barge_in_unanswered": 1, "truncation_missing": 1])
        test.wire.pass(milliseconds: 1000)
        #expect(test.desk.tally.failures == ["barge_in_unanswered": 1, "truncation_missing": 1])
    }

    @Test func `a caller who is about to leave need not be answered`() throws {
        let test = try Self.bargedIn()
        test.link.isLeaving.store(true, ordering: .relaxed)
        test.wire.pass(milliseconds: 2200)
        #expect(test.desk.tally.failures.isEmpty)
        #expect(test.end.half.sent > 0)
    }

    // MARK: Tools

    /// The model has called a tool.
    private static func calledTool() throws -> ModelEndTests {
        let test = try ModelEndTests(.tool)
        try test.setUp(tools: #"[{"name":"end_call"},{"name":"search"}]"#)
        try test.wire.send(#"{"type":"response.create"}"#)
        for _ in 0..<120 where test.desk.tally.toolCalls == 0 { test.wire.pass(milliseconds: 100) }
        #expect(test.desk.tally.toolCalls == 1)
        return test
    }

    @Test func `a tool is one that does not end the call, and its output is counted once`() throws {
        let test = try Self.calledTool()
        let item = try test.wire.heard().last { $0["type"] == "response.output_item.done" }?["item"]
        #expect(item?["name"] == "search")
        let call = item?["call_id"]?.string ?? ""
        let output = { (id: String) in
            """
            {"type":"conversation.item.create",\
            "item":{"type":"function_call_output","call_id":"\(id)","output":"{}"}}
            """
        }
        try test.wire.send(output("call_of_somebody_else"))
        #expect(test.desk.tally.toolOutputs == 0)
        for _ in 0..<2 { try test.wire.send(output(call)) }
        #expect(test.desk.tally.toolOutputs == 1)
        test.wire.pass(milliseconds: 11_000)
        #expect(test.desk.tally.failures["tool_unanswered"] == nil)
    }

    @Test func `a tool without an output is a failure after 10 s, once`() throws {
        let test = try Self.calledTool()
        test.wire.pass(milliseconds: 9_900)
        #expect(test.desk.tally.failures["tool_unanswered"] == nil)
        test.wire.pass(milliseconds: 400)
        #expect(test.desk.tally.failures["tool_unanswered"] == 1)
    }

    // MARK: The end

    @Test func `it says nothing more once the caller has left, and begins no turn once they ask for a person`() throws {
        try greet()
        link.isQuiet.store(true, ordering: .relaxed)
        wire.pass(milliseconds: 8000)
        #expect(try types().isEmpty)
        try wire.send(#"{"type":"response.create"}"#)
        #expect(try types().contains("response.created"))
        link.isOver.store(true, ordering: .relaxed)
        wire.pass(milliseconds: 2000)
        #expect(try types().isEmpty)
    }
}
