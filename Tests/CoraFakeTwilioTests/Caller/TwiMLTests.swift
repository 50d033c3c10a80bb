import Testing

@testable import CoraFakeTwilio

struct TwiMLTests {
    private func interpreter(_ body: String) throws -> TwiMLInterpreter {
        TwiMLInterpreter(try TwiMLDocument("<?xml version=\"1.0\"?>\n<Response>\(body)</Response>"))
    }

    private func code(_ document: String) -> Int? {
        do throws(Violation) {
            _ = try TwiMLDocument(document)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a stream carries its parameters unescaped`() throws {
        var interpreter = try interpreter(
            """
            <Connect action="/after" method="GET"><Stream url="wss://a.example/media" name="agent">
            <Parameter name="token" value="a&amp;b"/></Stream></Connect>
            """)
        guard case .openStream(let connect) = interpreter.next() else {
            Issue.record("no stream")
            return
        }
        #expect(connect.url == "wss://a.example/media")
        #expect(connect.parameters == ["token": "a&b"])
        #expect(connect.action == .init(url: "/after", method: "GET"))
    }

    @Test func `an action makes the verbs after it unreachable`() throws {
        var interpreter = try interpreter(
            "<Connect action='/after'><Stream url='wss://a.example/m'/></Connect><Say>never</Say>")
        _ = interpreter.next()
        #expect(interpreter.streamEnded() == .fetch(.init(url: "/after", method: "POST")))
        #expect(interpreter.next() == .hangUp)
    }

    @Test func `without an action the next verb runs, and then the call ends`() throws {
        var interpreter = try interpreter(
            "<Connect><Stream url='wss://a.example/m'/></Connect><Say> Goodbye. </Say><Pause length='2'/>")
        _ = interpreter.next()
        #expect(interpreter.streamEnded() == .say("Goodbye."))
        #expect(interpreter.next() == .wait(seconds: 2))
        #expect(interpreter.next() == .hangUp)
    }

    @Test func `a dial tells its numbers and its action`() throws {
        var interpreter = try interpreter("<Dial action='/done'><Number>+14155550177</Number></Dial>")
        guard case .dial(let dial) = interpreter.next() else {
            Issue.record("no dial")
            return
        }
        #expect(dial.numbers == [.init("+14155550177")])
        #expect(dial.timeoutSeconds == 30)
        #expect(dial.callerID == nil)
        #expect(!dial.answersOnBridge)
        #expect(interpreter.dialEnded() == .fetch(.init(url: "/done", method: "POST")))
    }

    @Test func `reject counts as the first verb only`() throws {
        var first = try interpreter("<Reject reason='busy'/>")
        #expect(first.next() == .reject(reason: "busy"))
        var second = try interpreter("<Say>Sorry.</Say><Reject/>")
        _ = second.next()
        #expect(second.next() == .hangUp)
    }

    @Test func `redirect goes on elsewhere`() throws {
        var interpreter = try interpreter("<Redirect method='GET'>/other</Redirect>")
        #expect(interpreter.next() == .fetch(.init(url: "/other", method: "GET")))
    }

    @Test func `an empty document ends the call`() throws {
        var interpreter = try interpreter("")
        #expect(interpreter.next() == .hangUp)
    }

    @Test(arguments: [
        ("\n<?xml version=\"1.0\"?><Response/>", 12_100),
        ("<Response><Say>", 12_100),
        ("<Answer/>", 12_102),
        ("<Response><say>hello</say></Response>", 12_200),
        ("<Response><Connect/></Response>", 12_200),
        ("<Response><Say></Say></Response>", 13_520),
        ("<Response><Dial/></Response>", 13_201),
        ("<Response><Dial><Conference>a</Conference></Dial></Response>", 13_215),
        ("<Response><Dial>extension 7</Dial></Response>", 13_223),
        ("<Response><Dial><Number>4155550177</Number></Dial></Response>", 13_223),
        ("<Response><Dial method='PUT'>+14155550177</Dial></Response>", 13_210),
        ("<Response><Dial timeout='4'>+14155550177</Dial></Response>", 13_212),
        ("<Response><Dial callerId='me'>+14155550177</Dial></Response>", 13_214),
        ("<Response><Dial><Number url='/w' method='PUT'>+14155550177</Number></Dial></Response>", 13_221),
        ("<Response><Gather method='PUT'/></Response>", 13_312),
        ("<Response><Gather timeout='soon'/></Response>", 13_313),
        ("<Response><Gather numDigits='0'/></Response>", 13_314),
        ("<Response><Gather><Hangup/></Gather></Response>", 13_320),
        ("<Response><Gather><Say/></Gather></Response>", 13_520),
        ("<Response><Connect><Stream url='wss://a/m?token=1'/></Connect></Response>", 31_920),
        ("<Response><Connect><Stream url='wss://a/m' track='both_tracks'/></Connect></Response>", 31_941),
    ])
    func `wrong documents get Twilio's code`(document: String, expected: Int) {
        #expect(code(document) == expected)
    }

    @Test func `a parameter of 500 characters is refused`() {
        let document = { (count: Int) in
            let value = String(repeating: "x", count: count)
            return
                "<Response><Connect><Stream url='wss://a/m'><Parameter name='p' value='\(value)'/></Stream></Connect>"
                + "</Response>"
        }
        #expect(code(document(498)) == nil)
        #expect(code(document(499)) == 12_200)
    }
}
