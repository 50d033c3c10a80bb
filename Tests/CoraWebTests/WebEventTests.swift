import CoraCall
import CoraWeb
import CoraWire
import NIOCore
import Testing

struct WebEventTests {
    private func text(_ event: WebEvent) -> String {
        var buffer = ByteBuffer()
        event.write(into: &buffer)
        return String(buffer: buffer)
    }

    private static let hungUp = WebClose(Termination(.callerHungUp))
    private static let modelDown = WebClose(Termination(.modelUnavailable("no")))

    @Test(arguments: [
        (
            WebEvent.ready(session: "WS1", agent: "Ann"),
            #"{"agent":"Ann","media":"socket","sample_rate":24000,"session":"WS1","type":"ready"}"#
        ),
        (.clear(position: 7200), #"{"position":7200,"type":"clear"}"#),
        (.words(item: "A1", .agent, "One "), #"{"item":"A1","speaker":"agent","text":"One ","type":"words"}"#),
        (
            .turn(
                .init(sequence: 2, item: "A1", speaker: .agent, text: "One two.", heard: "One", cutMilliseconds: 700)),
            #"{"cut_ms":700,"heard":"One","item":"A1","sequence":2,"speaker":"agent","text":"One two.","type":"turn"}"#
        ),
        (
            .turn(.init(sequence: 1, item: "U1", speaker: .caller, text: "Hi", heard: "Hi")),
            #"{"heard":"Hi","item":"U1","sequence":1,"speaker":"caller","text":"Hi","type":"turn"}"#
        ),
        (
            .tool(id: "c1", name: "look", .running, result: nil),
            #"{"id":"c1","name":"look","state":"running","type":"tool"}"#
        ),
        (
            .tool(id: "c1", name: "look", .done, result: ["ok": true]),
            #"{"id":"c1","name":"look","result":{"ok":true},"state":"done","type":"tool"}"#
        ),
        (.withdrawn(item: "U1"), #"{"item":"U1","type":"withdrawn"}"#),
        (.notice(.agentAway), #"{"code":"agent_away","type":"notice"}"#),
        (.ignored(#"no "x""#), #"{"code":"ignored","text":"no \"x\"","type":"error"}"#),
        (.heartbeat(id: 3), #"{"id":3,"type":"heartbeat"}"#),
        (
            .goodbye(hungUp, telephone: nil),
            #"{"code":1000,"reason":"caller_hung_up","text":"You hung up.","type":"goodbye"}"#
        ),
        (
            .goodbye(modelDown, telephone: "+14155550199"),
            #"{"code":1011,"reason":"model_unavailable","telephone":"+14155550199","#
                + #""text":"The agent cannot be reached right now.","type":"goodbye"}"#
        ),
    ])
    func `a client is told in exactly these words`(event: WebEvent, written: String) {
        #expect(text(event) == written)
    }
}
