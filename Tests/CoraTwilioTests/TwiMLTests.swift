import CoraTwilio
import Testing

private let head = #"<?xml version="1.0" encoding="UTF-8"?>"#

/// The expected texts are what Twilio's Python library 9.13.0 renders for the same document.
struct TwiMLTests {
    @Test func `a connected stream is rendered`() throws {
        let document = TwiML([
            .connect(
                .init(
                    action: #"https://x/a?b=1&c="2""#, method: .post,
                    stream: .init(
                        url: "wss://x/m", name: "agent", statusCallback: "https://x/s", statusCallbackMethod: .post,
                        parameters: [try .init(name: "token", value: "a\"b<>&\n\t\ré'")])))
        ])
        #expect(
            document.render() == head
                + #"<Response><Connect action="https://x/a?b=1&amp;c=&quot;2&quot;" method="POST"><Stream name="agent" "#
                + #"statusCallback="https://x/s" statusCallbackMethod="POST" url="wss://x/m"><Parameter name="token" "#
                + #"value="a&quot;b&lt;&gt;&amp;&#10;&#09;&#13;é'" /></Stream></Connect></Response>"#)
    }

    @Test func `the other verbs are rendered`() {
        let document = TwiML([
            .say(.init("Hello \"w\" <b> & é \n x ' ]]>\r 😀", voice: "Polly.Joanna", language: "en-US")),
            .say(.init("")), .pause(length: 2),
            .dial(
                .init(
                    number: "+14155550177", action: "/d", method: .post, timeout: 20, timeLimit: 3600,
                    callerId: "+1415", answerOnBridge: true, hangupOnStar: false)),
            .redirect(url: "https://x/?a=1&b=2", method: .post), .reject(reason: .busy), .hangup,
        ])
        #expect(
            document.render() == head
                + #"<Response><Say language="en-US" voice="Polly.Joanna">Hello "w" &lt;b&gt; &amp; é "#
                + "\n x ' ]]&gt;\r 😀</Say><Say />"
                + #"<Pause length="2" /><Dial action="/d" answerOnBridge="true" callerId="+1415" hangupOnStar="false" "#
                + #"method="POST" timeLimit="3600" timeout="20">+14155550177</Dial>"#
                + #"<Redirect method="POST">https://x/?a=1&amp;b=2</Redirect><Reject reason="busy" /><Hangup /></Response>"#
        )
    }

    @Test func `defaults are rendered without attributes`() {
        #expect(TwiML([]).render() == head + "<Response />")
        #expect(
            TwiML([
                .connect(.init(stream: .init(url: "wss://x/m"))), .dial(.init(number: "1")),
                .redirect(url: "/x", method: nil), .reject(reason: nil),
            ]).render() == head
                + #"<Response><Connect><Stream url="wss://x/m" /></Connect><Dial>1</Dial><Redirect>/x</Redirect>"#
                + "<Reject /></Response>")
    }

    @Test func `characters that XML does not have are dropped`() {
        #expect(
            TwiML([.say(.init("a\u{0}\u{1}\u{B}b\u{FFFE}\u{FFFF}c\u{7F}\u{FFFD}"))]).render()
                == head + "<Response><Say>abc\u{7F}\u{FFFD}</Say></Response>")
    }

    @Test func `a parameter is bounded`() throws {
        #expect(throws: Never.self) { try TwiML.Parameter(name: "n", value: String(repeating: "é", count: 498)) }
        let tooLong = #expect(throws: TwiMLError.self) {
            try TwiML.Parameter(name: "n", value: String(repeating: "a", count: 499))
        }
        #expect(tooLong?.code == .parameterTooLong)
        #expect(throws: TwiMLError.self) { try TwiML.Parameter(name: "", value: "x") }
    }
}
