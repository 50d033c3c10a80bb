import CoraCall
import CoraWeb
import Testing

struct WebCloseTests {
    private static let ends: [(Termination.Reason, UInt16, String)] = [
        (.callerHungUp, 1000, "caller_hung_up"), (.agentEnded, 1000, "agent_ended"),
        (.callerSilent, 1000, "caller_silent"), (.durationLimit, 1000, "duration_limit"),
        (.transferred(to: TransferOrder("+1")), 1000, "transferred"), (.drained, 1001, "drained"),
        (.operatorEnded, 1000, "operator_ended"), (.spendLimit, 1000, "spend_limit"),
        (.callerSocketLost, 1008, "not_reading"), (.callerMediaLost, 1008, "no_audio"),
        (.modelUnavailable("x"), 1011, "model_unavailable"), (.modelLost("x"), 1011, "model_lost"),
        (.poisoned("x"), 1011, "server_error"),
        (.protocolFault(.noStart), 1008, "no_hello"), (.protocolFault(.secondStart), 1008, "second_hello"),
        (.protocolFault(.beforeStart("media")), 1008, "before_hello"),
        (.protocolFault(.binaryFrame), 1003, "binary_frame"), (.protocolFault(.badFrame), 1002, "bad_frame"),
        (.protocolFault(.notAMessage("x")), 1007, "bad_message"), (.protocolFault(.badPayloads), 1007, "bad_audio"),
        (.protocolFault(.tooLarge), 1009, "too_large"), (.protocolFault(.wrongFormat("x")), 1003, "wrong_format"),
        (.protocolFault(.badStreamID), 1008, "bad_session"), (.protocolFault(.tooFast("x")), 1008, "too_fast"),
        (.protocolFault(.impossiblePlayback), 1008, "bad_position"),
        (.ticketRefused(.missing), 1008, "token_missing"), (.ticketRefused(.invalid), 1008, "token_invalid"),
        (.ticketRefused(.expired), 1008, "token_expired"), (.ticketRefused(.used), 1008, "token_used"),
        (.ticketRefused(.otherCall), 1008, "token_other_session"), (.ticketRefused(.draining), 1001, "drained"),
    ]

    @Test(arguments: ends)
    func `every end of a session has a close code, a word and a sentence`(
        reason: Termination.Reason, code: UInt16, word: String
    ) {
        let close = WebClose(Termination(reason))
        #expect(close.code == code)
        #expect(close.word == word)
        #expect(close.text.hasSuffix("."))
        // RFC 6455 §5.5: a control frame carries 125 bytes at most, two of them the code.
        #expect(close.word.utf8.count <= 123)
    }

    @Test func `the words of different faults differ`() {
        let words = Self.ends.map(\.2)
        #expect(Set(words).count == words.count - 1, "a drain has one word, before the session and in it")
    }
}
