import Testing

@testable import CoraFakeTwilio

struct WhisperTwiMLTests {
    private static let whisper = """
        <Gather numDigits="1" timeout="8" action="/whisper/answer?call=CA1" method="POST">\
        <Say>A call from Dana.</Say><Pause length="2"/></Gather><Hangup/>
        """

    private func interpreter(_ body: String) throws -> TwiMLInterpreter {
        TwiMLInterpreter(try TwiMLDocument("<Response>\(body)</Response>", on: .callee))
    }

    @Test func `a number has its whisper, and the dial its terms`() throws {
        let document = try TwiMLDocument(
            """
            <Response><Dial action="/dialled?transfer=7" timeout="20" answerOnBridge="true" callerId="+14155550100">
            <Number url="/whisper?call=CA1" method="GET">+14155550177</Number></Dial></Response>
            """)
        let number = TwiMLDocument.Number("+14155550177", whisper: .init(url: "/whisper?call=CA1", method: "GET"))
        #expect(
            document.verbs == [
                .dial(
                    TwiMLDocument.Dial(
                        action: .init(url: "/dialled?transfer=7", method: "POST"), numbers: [number],
                        callerID: "+14155550100", timeoutSeconds: 20, answersOnBridge: true))
            ])
    }

    @Test func `a whisper says who calls and asks for a key`() throws {
        var interpreter = try interpreter(Self.whisper)
        guard case .gather(let gather) = interpreter.next() else {
            Issue.record("no gather")
            return
        }
        #expect(gather.prompts == [.say("A call from Dana."), .pause(seconds: 2)])
        #expect(gather.digitLimit == 1)
        #expect(gather.timeoutSeconds == 8)
        #expect(interpreter.gathered("1") == .fetch(.init(url: "/whisper/answer?call=CA1", method: "POST")))
    }

    @Test func `without a key the next verb runs`() throws {
        var interpreter = try interpreter(Self.whisper)
        _ = interpreter.next()
        #expect(interpreter.gathered("") == .hangUp)
    }

    @Test func `a gather without an action asks its own document`() throws {
        var interpreter = try interpreter("<Gather/>")
        #expect(
            interpreter.next()
                == .gather(.init(action: nil, digitLimit: nil, timeoutSeconds: 5, prompts: [])))
        #expect(interpreter.gathered("5") == .fetch(.init(url: "", method: "POST")))
    }

    @Test func `after a whisper's last verb the two are joined`() throws {
        var empty = try interpreter("")
        #expect(empty.next() == .join)
        var spoken = try interpreter("<Say>Thank you.</Say>")
        #expect(spoken.next() == .say("Thank you."))
        #expect(spoken.next() == .join)
    }

    @Test(arguments: [
        ("<Dial>+14155550177</Dial>", 13_201), ("<Connect><Stream url='wss://a/m'/></Connect>", 12_200),
        ("<Reject/>", 12_200),
    ])
    func `a dialled leg cannot go elsewhere`(verb: String, expected: Int) {
        #expect { try TwiMLDocument("<Response>\(verb)</Response>", on: .callee) } throws: {
            ($0 as? Violation)?.code == expected
        }
    }
}
