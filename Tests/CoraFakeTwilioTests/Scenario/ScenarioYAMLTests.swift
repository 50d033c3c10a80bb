import CoraCall
import CoraSpeech
import CoraTenant
import CoraWire
import Testing

@testable import CoraFakeTwilio

struct ScenarioYAMLTests {
    /// A Friday.
    private static let today = CivilDateTime(year: 2027, month: 3, day: 12)

    private func error(_ yaml: String) -> String? {
        do throws(ScenarioError) {
            _ = try Scenario(yaml: yaml, file: "a.yaml", today: Self.today)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `a whole scenario is read`() throws {
        let scenario = try Scenario(
            yaml: """
                name: all
                about: everything at once
                call: { from: "+14155550111", to: "+14155550122", name: Dana Field }
                voices: { caller: en-us+f3, agent: en-gb }
                limit_ms: 30000
                dial: { status: no-answer, after_ms: 200 }
                agent:
                  turns:
                    - heard: Goodbye.
                      says: Bye.
                      thinks_ms: 300
                      tools: [{ name: end_call, arguments: { reason: caller_done, tries: 2, code: "07" } }]
                      after_tools: Bye now.
                  otherwise: That is all.
                  faults: [{ scope: session, fault: freeze, at_turn: 2 }]
                caller:
                  - listen: { until: quiet, within_ms: 8000, quiet_ms: 400 }
                  - say: Goodbye.
                  - interrupt: { after_ms: 1200, say: "Sorry.", after_last_audio: true }
                  - dtmf: "12#"
                  - pause_ms: 1500
                  - mute_media_ms: 1200
                  - expect: { heard_ms_at_least: 400, within_ms: 4000 }
                  - expect: { clear_within_ms: 600 }
                  - expect: { server_closes_within_ms: 8000 }
                  - expect: { twiml_contains: "<Hangup" }
                  - hang_up: true
                expect: { barge_ins: 1, greetings: 1, ended_by: caller, silent_after_clear: true }
                """, file: "all.yaml", today: Self.today)
        #expect(scenario.name == "all")
        #expect(scenario.call == .init(from: "+14155550111", to: "+14155550122", name: "Dana Field"))
        #expect(scenario.limitMilliseconds == 30_000)
        #expect(scenario.dials == [.init(status: "no-answer", afterMilliseconds: 200)])
        #expect(scenario.agentTurns.first?.thinkingMilliseconds == 300)
        #expect(scenario.agentScript.fallback == "That is all.")
        #expect(scenario.agentFaults == [["scope": "session", "fault": "freeze", "at_turn": 2]])
        #expect(
            scenario.agentTurns.first?.toolCalls == [
                .init(name: "end_call", arguments: ["reason": "caller_done", "tries": 2, "code": "07"])
            ])
        #expect(
            scenario.caller == [
                .listen(Listening(withinMilliseconds: 8_000, quietMilliseconds: 400)), .say("Goodbye."),
                .interrupt(Interruption(afterMilliseconds: 1_200, text: "Sorry.", isAfterLastAudio: true)),
                .press(["1", "2", "#"]), .pause(milliseconds: 1_500), .muteMedia(milliseconds: 1_200),
                .expect(.heard(milliseconds: 400, withinMilliseconds: 4_000)),
                .expect(.clear(withinMilliseconds: 600)), .expect(.serverCloses(withinMilliseconds: 8_000)),
                .expect(.twiml(contains: "<Hangup", withinMilliseconds: 5_000)), .hangUp,
            ])
        #expect(scenario.expectations.bargeIns == 1)
        #expect(scenario.expectations.endedBy == .caller)
        #expect(scenario.expectations.isSilentAfterClear == true)
        #expect(scenario.expectations.isLastSpeechHeard == nil)
        #expect(scenario.lines.map(\.text) == ["Goodbye.", "Sorry.", "Bye.", "Bye now."])
    }

    @Test func `a second transfer may turn out otherwise`() throws {
        let scenario = try Scenario(
            yaml: """
                name: twice
                caller: []
                dial:
                  - { status: busy, after_ms: 300, caller_leaves_ms: 200 }
                  - { whisper_key: "1", talk_ms: 700, bridged: false }
                expect: { dialled: ["+14155550177", "+14155550178"], whisper_contains: Dana }
                """, file: "twice.yaml", today: Self.today)
        let second = Scenario.DialOutcome(bridged: false, whisperKey: "1", talkMilliseconds: 700)
        #expect(scenario.dialOutcome(0) == .init(status: "busy", afterMilliseconds: 300, callerLeavesMilliseconds: 200))
        #expect(scenario.dialOutcome(1) == second)
        #expect(scenario.dialOutcome(2) == second)
        #expect(scenario.expectations.dialled == ["+14155550177", "+14155550178"])
        #expect(scenario.expectations.whisperContains == ["Dana"])
    }

    @Test func `what the database has before and after is read`() throws {
        let scenario = try Scenario(
            yaml: """
                name: kept
                caller: [{ say: "On ${weekday}, please." }]
                prepare: ["DELETE FROM showings", "DELETE FROM leads"]
                rest: { fail: [too_many_requests, no_answer] }
                expect:
                  records:
                    - { about: the showing, query: "SELECT name FROM showings WHERE call_id = $1", is: "${workday}" }
                    - { query: "SELECT 1", is: "1" }
                """, file: "kept.yaml", today: Self.today)
        #expect(scenario.caller == [.say("On Monday, please.")])
        #expect(scenario.preparations == ["DELETE FROM showings", "DELETE FROM leads"])
        #expect(scenario.rest == .init(faults: .init(next: [.tooManyRequests, .noAnswer])))
        #expect(
            scenario.expectations.records == [
                .init(
                    about: "the showing", query: "SELECT name FROM showings WHERE call_id = $1", answer: "2027-03-15"),
                .init(query: "SELECT 1", answer: "1"),
            ])
    }

    @Test func `the server may have to do without REST`() throws {
        let without = try Scenario(yaml: "name: a\ncaller: []\nrest: false", file: "a.yaml", today: Self.today)
        #expect(!without.rest.isOffered)
        #expect(Scenario(name: "a", caller: []).rest.isOffered)
    }

    @Test func `a dial that has timed out is not answered`() {
        let slow = Scenario.DialOutcome(afterMilliseconds: 21_000)
        #expect(slow.ringing(atMost: 20) == (20_000, "no-answer"))
        #expect(slow.ringing(atMost: 30) == (21_000, "completed"))
    }

    @Test func `errors name file, line, key and what is wanted`() {
        let wrong = "name: a\ncaller:\n  - listen: { until: silence }\n"
        #expect(
            error(wrong) == "a.yaml:3: caller[0].listen.until: one of speaking, quiet is wanted, found silence")
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("name: [", "not valid YAML"),
        ("- a", "a mapping is wanted, found a list"),
        ("caller: []", "name: missing"),
        ("name: a", "caller: missing"),
        ("name: a\ncaller: 3", "caller: a list is wanted, found \"3\""),
        ("name: a\ncallr: []", "callr: no such key"),
        ("name: a\ncaller:\n  - shout: hello", "caller[0].shout: no such step"),
        ("name: a\ncaller:\n  - say: hello\n    hang_up: true", "caller[0]: one step"),
        ("name: a\ncaller:\n  - pause_ms: soon", "caller[0].pause_ms: a whole number from 0 is wanted, found \"soon\""),
        ("name: a\ncaller:\n  - pause_ms: -1", "a whole number from 0 is wanted"),
        ("name: a\ncaller:\n  - dtmf: \"12x\"", "caller[0].dtmf: keys are 0-9, * and #"),
        ("name: a\ncaller:\n  - interrupt: { say: hello }", "caller[0].interrupt.after_ms: missing"),
        ("name: a\ncaller:\n  - interrupt: { after_ms: 1, say: hello, when: now }", "interrupt.when: no such key"),
        ("name: a\ncaller:\n  - expect: { within_ms: 5 }", "caller[0].expect: one of heard_ms_at_least"),
        ("name: a\ncaller: []\nagent: { turns: [{ heard: hi }] }", "agent.turns[0]: a turn says something"),
        ("name: a\ncaller: []\ndial: []", "dial: at least one outcome is wanted"),
        ("name: a\ncaller: []\ndial: { whisper_key: yes }", "dial.whisper_key: one key of 0-9, * and # is wanted"),
        ("name: a\ncaller: []\ndial: [{ status: busy, bridged: true }]", "dial[0].bridged: nobody is joined"),
        ("name: a\ncaller:\n  - say: On ${wekday}.", "a.yaml:3: no such placeholder: ${wekday}.; there are ${workday}"),
        ("name: a\ncaller: []\nrest: { fail: sometimes }", "rest.fail: one of too_many_requests, server_error"),
        ("name: a\ncaller: []\nrest: never", "rest: true or false is wanted, found \"never\""),
        ("name: a\ncaller: []\nexpect: { records: [{ query: SELECT 1 }] }", "expect.records[0].is: missing"),
        ("name: a\ncaller: []\nexpect: { ended_by: god }", "expect.ended_by: one of caller, agent, failure is wanted"),
    ])
    func `an error says what is wrong`(yaml: String, expected: String) {
        let message = error(yaml)
        #expect(message?.contains(expected) == true, "\(message ?? "no error")")
    }
}
