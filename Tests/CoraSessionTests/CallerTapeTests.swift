import CoraCall
import CoraTenant
import Testing

@testable import CoraSession

/// What is kept of the caller's audio, frame by frame. A frame is 20 ms here, and its base64 a letter of the alphabet.
@Suite struct CallerTapeTests {
    /// Appends frames of one letter each.
    /// - Returns: how many the tape dropped that the model should have heard.
    @discardableResult private func append(_ letters: String, to tape: inout CallerTape) -> Int {
        var dropped = 0
        for letter in letters.utf8 {
            withUnsafeBytes(of: letter) { dropped += tape.append($0, bytes: 160) }
        }
        return dropped
    }

    /// What the tape gives to the model.
    private func released(_ tape: inout CallerTape) -> String {
        var text: [UInt8] = []
        tape.release { base64, _ in text += base64 }
        return String(decoding: text, as: UTF8.self)
    }

    /// A tape whose session hears, and has been given nothing.
    private func passing() -> CallerTape {
        var tape = CallerTape(limit: .seconds(5))
        _ = released(&tape)
        append(String(repeating: "-", count: 200), to: &tape)
        return tape
    }

    @Test func `what is said before the session is set up is given to it in order, and once`() {
        var tape = CallerTape(limit: .seconds(5))
        append("abc", to: &tape)
        #expect(tape.length == .milliseconds(60))
        #expect(released(&tape) == "abc")
        #expect(tape.length == .zero)
    }

    @Test func `the oldest of what is held goes first, and is counted`() {
        var tape = CallerTape(limit: .milliseconds(60))
        #expect(append("abcde", to: &tape) == 2)
        #expect(released(&tape) == "cde")
    }

    @Test func `of a turn that is lost with its session, all goes to the next one from its beginning on`() {
        var tape = passing()
        append("abc", to: &tape)
        tape.keepTurn(milliseconds: 60)
        append("def", to: &tape)
        tape.hold(replayingTurn: true)
        append("ghi", to: &tape)
        #expect(released(&tape) == "abcdefghi")
    }

    @Test func `a turn whose words are known is not said again`() {
        var tape = passing()
        tape.keepTurn(milliseconds: 0)
        append("abc", to: &tape)
        tape.turnSettled()
        tape.hold(replayingTurn: true)
        append("def", to: &tape)
        #expect(released(&tape) == "def")
    }

    @Test func `what a session was given and had no time to notice goes to the one after it`() {
        var tape = passing()
        tape.keepTurn(milliseconds: 0)
        append("abc", to: &tape)
        tape.hold(replayingTurn: true)
        #expect(released(&tape) == "abc")
        append("def", to: &tape)
        tape.hold(replayingTurn: false)
        append("ghi", to: &tape)
        #expect(released(&tape) == "abcdefghi")
    }

    @Test func `what a session has had three seconds to notice is not given again`() {
        var tape = CallerTape(limit: .seconds(5))
        append("abc", to: &tape)
        #expect(released(&tape) == "abc")
        append(String(repeating: "-", count: 151), to: &tape)
        tape.hold(replayingTurn: false)
        append("def", to: &tape)
        #expect(released(&tape) == "def")
    }

    @Test func `a turn is kept for thirty seconds, what comes without a model for twenty more`() {
        var tape = passing()
        tape.keepTurn(milliseconds: 0)
        append(String(repeating: "a", count: 2000), to: &tape)
        tape.hold(replayingTurn: true)
        #expect(append(String(repeating: "b", count: 1000), to: &tape) == 0)
        #expect(append("ccc", to: &tape) == 3)
        let text = released(&tape)
        #expect(text.count { $0 == "a" } == 1497)
        #expect(text.count { $0 == "b" } == 1000)
    }

    @Test func `a successor hears the last half second again`() {
        var tape = passing()
        append(String(repeating: "a", count: 25), to: &tape)
        tape.repeatLast(milliseconds: 500)
        append("b", to: &tape)
        #expect(released(&tape) == String(repeating: "a", count: 25) + "b")
    }

    @Test func `an hour of frames is kept in the same room`() {
        var tape = passing()
        for _ in 0..<180_000 / 26 { append("abcdefghijklmnopqrstuvwxyz", to: &tape) }
        tape.hold(replayingTurn: false)
        append("!", to: &tape)
        #expect(released(&tape) == "!")
    }
}
