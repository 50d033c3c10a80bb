import CoraCall
import Testing

struct TranscriptTests {
    @Test func `turns keep the order in which they began, whenever their words come`() {
        var transcript = Transcript()
        transcript.callerCommitted("U1")
        transcript.agentBegan("A1")
        _ = transcript.agentSaid("A1", "Hello there.", milliseconds: 900)
        let agent = transcript.allHeard()
        let caller = transcript.callerSaid("U1", "Hi.")

        #expect(caller == Turn(sequence: 1, role: .user, item: "U1", text: "Hi."))
        #expect(
            agent == [
                Turn(sequence: 2, role: .assistant, item: "A1", text: "Hello there.", saidMilliseconds: 900)
            ])
    }

    @Test func `words that come without a commit end the turn as one does`() {
        var transcript = Transcript()
        transcript.callerBegan("U1", atMilliseconds: 100)
        transcript.callerStopped("U1", atMilliseconds: 900)
        #expect(transcript.callerSaid("U1", "Hi.")?.saidMilliseconds == 800)

        transcript.callerCommitted("U1")
        #expect(transcript.callerSaid("U1", "Hi again.")?.saidMilliseconds == nil)
    }

    @Test func `what was said counts as heard only once it was`() {
        var transcript = Transcript()
        transcript.agentBegan("A1")
        #expect(transcript.allHeard() == [])
        #expect(transcript.agentSaid("A1", "Hello.", milliseconds: 500) == nil)
        #expect(transcript.allHeard().map(\.item) == ["A1"])
        #expect(transcript.allHeard() == [])
    }

    @Test func `cut after its words were known`() {
        var transcript = Transcript()
        transcript.agentBegan("A1")
        _ = transcript.agentSaid("A1", "one two three four", milliseconds: 1800)
        let turn = transcript.cut("A1", atMilliseconds: 800)

        #expect(turn?.text == "one two three four")
        #expect(turn?.heard == "one two")
        #expect(turn?.saidMilliseconds == 1800)
        #expect(turn?.cutMilliseconds == 800)
        #expect(transcript.allHeard() == [])
    }

    @Test func `cut before its words were known`() {
        var transcript = Transcript()
        transcript.agentBegan("A1")
        #expect(transcript.cut("A1", atMilliseconds: 0) == nil)
        let turn = transcript.agentSaid("A1", "one two", milliseconds: 700)

        #expect(turn?.heard == "")
        #expect(turn?.cutMilliseconds == 0)
    }

    @Test func `a cut at or behind the end is no cut`() {
        var transcript = Transcript()
        transcript.agentBegan("A1")
        _ = transcript.agentSaid("A1", "one two", milliseconds: 700)
        let turn = transcript.cut("A1", atMilliseconds: 700)

        #expect(turn?.heard == "one two")
        #expect(turn?.cutMilliseconds == nil)
    }

    @Test func `an item that is not known cannot be cut`() {
        var transcript = Transcript()
        #expect(transcript.cut("A1", atMilliseconds: 5) == nil)
    }

    @Test func `at the end what is open is finished, as far as it was heard`() {
        var transcript = Transcript()
        transcript.callerCommitted("U1")
        transcript.agentBegan("A1")
        transcript.agentBegan("A2")
        _ = transcript.agentSaid("A2", "three four", milliseconds: 1000)
        _ = transcript.agentSaid("A1", "one two", milliseconds: 700)
        let turns = transcript.close { $0 == "A2" ? 500 : 700 }

        #expect(turns.map(\.item) == ["A1", "A2"])
        #expect(turns.map(\.heard) == ["one two", "three"])
        #expect(turns.map(\.cutMilliseconds) == [nil, 500])
        #expect(transcript.close { _ in nil } == [])
    }

    @Test(arguments: [
        (0, ""), (100, ""), (300, "one"), (400, "one"), (699, "one two"), (1000, "one two six"), (5000, "one two six"),
        (-5, ""),
    ])
    func `a word is heard once it is whole`(heard: Int, words: String) {
        #expect(Transcript.words(of: "one two six", heard: heard, of: 1000) == words)
    }

    @Test func `words without a length were heard`() {
        #expect(Transcript.words(of: "one", heard: 0, of: 0) == "one")
        #expect(Transcript.words(of: "", heard: 1, of: 10) == "")
    }

    @Test(arguments: [
        ("こんにちは、家はまだ空いています。", "こんにちは、家はまだ空いて"), ("房子还在出售，您想什么时候看房？", "房子还在出售，您想什么时候"),
        ("สวัสดีครับบ้านยังว่างอยู่", "สวัสดีครับบ้านยังว่า"),
    ])
    func `a script without blanks is cut between its characters`(text: String, part: String) {
        let words = Transcript.words(of: text, heard: 5000, of: 6000)
        #expect(words.count == text.count * 5 / 6)
        #expect(words.hasPrefix(part.prefix(10)))
    }
}
