import CoraWeb
import Testing

private let session = "WS0123456789abcdef0123456789abcdef"

struct WebHelloTests {
    @Test(arguments: [
        ["cora.v1, cora.session.\(session), cora.token.a.b-_.c"],
        ["cora.v1", "cora.session.\(session)", "cora.token.a.b-_.c"],
        [" cora.token.a.b-_.c ,\tcora.session.\(session),cora.v1,chat"],
    ])
    func `session and token are found among the subprotocols`(offered: [String]) {
        #expect(WebHello(subprotocols: offered) == WebHello(session: session, token: "a.b-_.c"))
        #expect(WebHello.isSpoken(in: offered))
    }

    @Test func `what a client offers is found again`() {
        let hello = WebHello(session: session, token: "a.b.c")
        #expect(WebHello(subprotocols: hello.subprotocols) == hello)
        #expect(WebHello.isSpoken(in: hello.subprotocols))
    }

    @Test(arguments: [
        [], [""], [" , ,"], ["cora.v1"], ["cora.v1, cora.token.t"], ["cora.session.\(session)"],
        ["cora.session.,cora.token."],
    ])
    func `half a hello is none`(offered: [String]) {
        #expect(WebHello(subprotocols: offered) == nil)
    }

    @Test(arguments: [[], ["cora.v2"], ["cora.v1x"], ["xcora.v1"], ["CORA.V1"]])
    func `another protocol is not ours`(offered: [String]) {
        #expect(!WebHello.isSpoken(in: offered))
    }

    @Test func `a session's id is WS and 32 hexadecimal digits`() {
        #expect(WebHello.isSession(session))
        for text in [
            "", "WS", "CA0123456789abcdef0123456789abcdef", String(session.dropLast()), session + "0",
            session.replacing("f", with: "F"), session.replacing("0", with: "é"),
        ] {
            #expect(!WebHello.isSession(text), "\(text)")
        }
    }
}
