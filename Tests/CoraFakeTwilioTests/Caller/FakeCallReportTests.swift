import Foundation
import Testing

@testable import CoraFakeTwilio

struct CallReportTests {
    /// A greeting, a question, an answer that is cut, an interruption and its answer. Milliseconds.
    private var record: FakeCallRecord {
        var record = FakeCallRecord()
        record.firstAudioAt = .milliseconds(4)
        record.agentSpeeches = [
            speech(received: 4, from: 20, to: 2_020, .finished),
            speech(received: 4_912, from: 4_920, to: 6_300, .cleared(unheardMilliseconds: 3_100)),
            speech(received: 8_410, from: 8_420, to: 9_420, .finished),
        ]
        record.callerSpeeches = [
            CallerSpeech(text: "One?", startedAt: .milliseconds(2_600), endedAt: .milliseconds(4_400)),
            CallerSpeech(
                text: "Sorry.", startedAt: .milliseconds(6_020), endedAt: .milliseconds(7_820), isInterrupting: true),
        ]
        record.clears = [
            ClearRecord(at: .milliseconds(2_700), droppedMilliseconds: 0, speechIndex: nil),
            ClearRecord(at: .milliseconds(6_282), droppedMilliseconds: 3_100, speechIndex: 1),
        ]
        record.ending = .callerHungUp
        return record
    }

    private func speech(received: Int, from start: Int, to end: Int, _ how: AgentSpeech.End) -> AgentSpeech {
        AgentSpeech(
            receivedAt: .milliseconds(received), startedAt: .milliseconds(start), endedAt: .milliseconds(end),
            heardMilliseconds: Double(end - start), end: how)
    }

    private func report(_ record: FakeCallRecord, _ expectations: CallExpectations = CallExpectations())
        -> FakeCallReport
    {
        FakeCallReport(
            scenario: Scenario(name: "test", caller: [], expectations: expectations), callSid: "CA1", record: record)
    }

    @Test func `answers are timed from the caller's last frame`() {
        let turns = report(record).turns
        #expect(turns.map(\.answeredAfter) == [.milliseconds(512), .milliseconds(590)])
        #expect(turns.map(\.heardAfter) == [.milliseconds(520), .milliseconds(600)])
    }

    @Test func `a turn that the agent did not answer has no time`() {
        var record = record
        record.agentSpeeches.removeLast()
        #expect(report(record).turns.last?.answeredAfter == nil)
        record.agentSpeeches.removeLast()
        record.agentSpeeches.append(speech(received: 6_900, from: 6_900, to: 9_000, .finished))
        #expect(report(record).turns.map(\.answeredAfter) == [nil, nil])
    }

    @Test func `a barge-in is timed from the caller's first frame`() throws {
        let bargeIn = try #require(report(record).bargeIns.first)
        #expect(report(record).bargeIns.count == 1)
        #expect(bargeIn.text == "Sorry.")
        #expect(bargeIn.speechToClear == .milliseconds(262))
        #expect(bargeIn.speechToSilence == .milliseconds(280))
        #expect(bargeIn.heardMilliseconds == 1_380)
        #expect(bargeIn.unheardMilliseconds == 3_100)
        #expect(bargeIn.leakedMilliseconds == 0)
    }

    @Test func `what is heard after a cut is a leak`() {
        var record = record
        record.agentSpeeches.insert(speech(received: 6_380, from: 6_400, to: 6_460, .finished), at: 2)
        #expect(report(record).bargeIns.first?.leakedMilliseconds == 60)
        var expectations = CallExpectations()
        expectations.isSilentAfterClear = true
        #expect(report(record, expectations).verdict == .failed)
    }

    @Test func `greetings are what is said before the caller speaks`() {
        #expect(report(record).greetings == 1)
        var silent = record
        silent.callerSpeeches = []
        #expect(report(silent).greetings == 3)
    }

    @Test func `expectations of the whole call are judged`() {
        var expectations = CallExpectations()
        expectations.bargeIns = 1
        expectations.greetings = 1
        expectations.agentSpeechesAtLeast = 3
        expectations.endedBy = .caller
        expectations.greetingWithinMilliseconds = 5
        expectations.answersWithinMilliseconds = 590
        expectations.clearWithinMilliseconds = 262
        expectations.isSilentAfterClear = true
        expectations.isLastSpeechHeard = true
        let good = report(record, expectations)
        #expect(good.expectations.count == 9)
        #expect(good.verdict == .passed)

        expectations.bargeIns = 0
        expectations.greetings = 2
        expectations.agentSpeechesAtLeast = 4
        expectations.endedBy = .agent
        expectations.greetingWithinMilliseconds = 3
        expectations.answersWithinMilliseconds = 589
        expectations.clearWithinMilliseconds = 261
        let bad = report(record, expectations)
        #expect(bad.expectations.filter { !$0.isMet }.count == 7)
        #expect(bad.verdict == .failed)
    }

    @Test func `who was dialled, and what they were told, is judged`() {
        let leg = DialledLeg(sid: "CA2", number: "+14155550177", callerID: "+14155550100")
        var record = record
        record.dials = [
            DialRecord(leg: leg, status: "no-answer", rang: .seconds(20)),
            DialRecord(
                leg: leg, status: "completed", rang: .seconds(3), answered: .seconds(9), isBridged: true,
                whispers: ["A call from Dana, about 123 Maple Street.", "Press 1 to take it."]),
        ]
        var expectations = CallExpectations()
        expectations.dialled = ["+14155550177", "+14155550177"]
        expectations.whisperContains = ["Dana", "Press 1"]
        #expect(report(record, expectations).verdict == .passed)
        #expect(report(record).text.contains("completed, put through"))
        expectations.dialled = ["+14155550178"]
        expectations.whisperContains = ["Diana"]
        #expect(report(record, expectations).expectations.map(\.isMet) == [false, false])
    }

    @Test func `a broken rule fails the call`() {
        var record = record
        record.violations = [Violation(code: 31_951, problem: "unknown event")]
        #expect(report(record).verdict == .failed)
        #expect(report(record).text.contains("31951 unknown event"))
    }

    @Test func `late ticks make the call unreliable`() {
        var record = record
        for _ in 0..<980 { record.pacing.add(.microseconds(250)) }
        for _ in 0..<9 { record.pacing.add(.milliseconds(61)) }
        #expect(report(record).verdict == .passed)
        for _ in 0..<2 { record.pacing.add(.milliseconds(61)) }
        #expect(report(record).verdict == .unreliable)
        #expect(report(record).text.contains("UNRELIABLE: 11 of 991 ticks"))
    }

    @Test func `pacing tells its percentiles`() {
        var pacing = PacingRecord()
        for _ in 0..<99 { pacing.add(.microseconds(150)) }
        pacing.add(.microseconds(7_310))
        #expect(pacing.percentile(0.5) == .microseconds(200))
        #expect(pacing.percentile(0.99) == .microseconds(200))
        #expect(pacing.percentile(1) == .microseconds(7_310))
        #expect(pacing.worst == .microseconds(7_310))
        #expect(pacing.isReliable)
    }

    @Test func `the text is aligned`() {
        let lines = report(record).text.split(separator: "\n").filter { $0.contains(" ms") && $0.hasPrefix("  ") }
        let ends = lines.compactMap { line in
            line.range(of: " ms").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(lines.count >= 7)
        #expect(Set(ends).count == 1, "\(report(record).text)")
    }
}
