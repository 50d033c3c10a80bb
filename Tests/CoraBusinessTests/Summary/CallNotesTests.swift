import CoraBusiness
import CoraCall
import CoraStore
import CoraTenant
import Testing

struct CallNotesTests {
    private typealias Calls = SummaryCalls

    private static func words(_ call: EndedCall) -> [String] {
        call.items.map { item in
            switch item {
            case .message(_, _, let text, _, _): text
            case .tool(let invocation, _): invocation.name
            }
        }
    }

    @Test
    func `turns that finish out of order stand in order; a tool stands where it answered; streams follow each other`() {
        var notes = CallNotes(Calls.ticket(), startedAt: WallTime(seconds: 0))
        notes.take(Calls.turn(1, .assistant, "greeting"), of: Calls.ticket())
        notes.take(Calls.turn(3, .assistant, "answer"), of: Calls.ticket())
        notes.take(Calls.turn(2, .user, "question"), of: Calls.ticket())
        notes.take(
            .tool(ToolInvocation(id: "t", name: "search", arguments: "{}"), ToolOutcome(stored: "{}"), took: .zero),
            of: Calls.ticket())
        notes.take(Calls.turn(1, .user, "back"), of: Calls.ticket(attempt: 1))
        let call = notes.ended(Termination(.callerHungUp), at: WallTime(microseconds: 5_500_000))
        #expect(Self.words(call) == ["greeting", "question", "answer", "search", "back"])
        #expect(call.seconds == 5)
        #expect(call.ending?.word == "caller_hung_up")
        #expect(!call.mayGoOn)
        #expect(notes.ended(Termination(.callerSocketLost), at: WallTime(seconds: 0)).mayGoOn)
    }

    @Test func `an endless call keeps its opening and its end`() {
        var notes = CallNotes(Calls.ticket(), startedAt: WallTime(seconds: 0))
        for sequence in 1...2_000 {
            notes.take(
                Calls.turn(sequence, .user, "\(sequence) " + String(repeating: "x", count: 500)), of: Calls.ticket())
        }
        let call = notes.ended(Termination(.durationLimit), at: WallTime(microseconds: 1))
        let words = Self.words(call)
        #expect(words.first?.hasPrefix("1 ") == true)
        #expect(words.last?.hasPrefix("2000 ") == true)
        #expect(words.reduce(0) { $0 + 2 * $1.utf8.count } <= CallNotes.byteLimit)
        #expect(call.itemsLeftOut == 2_000 - words.count)
    }

    @Test func `turns of a megabyte do not fill the memory, even at the opening`() {
        var notes = CallNotes(Calls.ticket(), startedAt: WallTime(seconds: 0))
        let huge = String(repeating: "x", count: 1 << 20)
        for sequence in 1...20 { notes.take(Calls.turn(sequence, .user, huge), of: Calls.ticket()) }
        let words = Self.words(notes.ended(Termination(.callerHungUp), at: WallTime(microseconds: 1)))
        #expect(words.reduce(0) { $0 + $1.utf8.count } <= CallNotes.byteLimit)
        #expect(words.count >= CallNotes.opening)
    }
}
