import CoraSpeech
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import CoraStandIn

/// Faults as JSON, and the requests of the control port, as values.
struct FaultFormTests {
    @Test(
        arguments: [
            (
                #"{"scope":"dial","fault":"refuse","status":429,"retry_after":2,"count":3}"#,
                PlannedFault(.dial(.refuse(status: 429, retryAfterSeconds: 2)), count: 3)
            ),
            (
                #"{"scope":"dial","fault":"close","code":1013}"#,
                PlannedFault(.dial(.close(StandInClosing(code: 1_013))))
            ),
            (
                #"{"scope":"dial","fault":"close","reason":"invalid_api_key"}"#,
                PlannedFault(.dial(.close(StandInClosing(.wrongKey))))
            ),
            (
                #"{"scope":"session","fault":"freeze","at_turn":2,"count":"always","skip":1}"#,
                PlannedFault(.session(SessionFault(.freeze, .turn(2))), count: nil, skip: 1)
            ),
            (
                #"{"scope":"session","fault":"noise","after_ms":500}"#,
                PlannedFault(
                    .session(
                        SessionFault(
                            .noise(every: .seconds(6), transcripts: ["", "."]), .after(.milliseconds(500)))))
            ),
            (
                #"{"scope":"turn","fault":"transcription","outcomes":["failed","completed"],"apart_ms":20}"#,
                PlannedFault(.turn(.transcription([.failed, .completed], apart: .milliseconds(20))))
            ),
            (
                #"{"scope":"response","fault":"failed","code":"rate_limit_exceeded","try_again_in_ms":4200}"#,
                PlannedFault(.response(.failed(.rateLimitExceeded, wait: .milliseconds(4_200))))
            ),
            (
                #"{"scope":"response","fault":"mcp_call","fails":true,"ends_after_done_ms":0}"#,
                PlannedFault(
                    .response(
                        .mcpCall(
                            MCPCall(
                                server: "shop", call: AgentScript.ToolCall(name: "look_up"), output: nil,
                                endsAfterDone: .zero))))
            ),
            (
                #"{"scope":"call","fault":"refuse","status":429,"retry_after":1}"#,
                PlannedFault(.call(.refuse(status: 429, retryAfterSeconds: 1)))
            ),
            (#"{"scope":"hangup","fault":"delay","ms":300}"#, PlannedFault(.hangUp(.delay(.milliseconds(300))))),
            (
                #"{"scope":"sideband","fault":"drop","ms":80}"#,
                PlannedFault(.sideband(.drop(after: .milliseconds(80))))
            ),
            (
                #"{"scope":"session","fault":"hang_up","at_turn":1}"#,
                PlannedFault(.session(SessionFault(.close(StandInClosing(code: 1_000)), .turn(1))))
            ),
        ] as [(String, PlannedFault)])
    func `a fault is read from JSON`(text: String, fault: PlannedFault) throws {
        #expect(try PlannedFault.read(text) == [fault])
        #expect(try PlannedFault.read("[\(text),\(text)]") == [fault, fault])
    }

    @Test func `every fault can be read by its name alone, or says what it lacks`() throws {
        for form in FaultForm.all {
            let json: JSON = ["scope": .string(form.scope), "fault": .string(form.name)]
            let required = form.fields.filter(\.isRequired).map(\.name)
            if required.isEmpty {
                #expect(try PlannedFault.read(json).count == 1, "\(form.name)")
            } else {
                let error = #expect(throws: APIError.self) { try PlannedFault.read(json) }
                #expect(error?.message == "Missing required parameter: '\(required[0])'.")
            }
        }
    }

    @Test func `the page on the stand-in names every fault, and every member of each`() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Config/standin.md"),
            encoding: .utf8)
        for form in FaultForm.all {
            #expect(page.contains("`\(form.name)`"))
            for field in form.fields { #expect(page.contains("`\(field.name)`"), "\(form.name)") }
        }
    }

    @Test(
        arguments: [
            ("", "not JSON"), ("7", "Invalid type"), ("{}", "Missing required parameter: 'scope'."),
            (#"{"scope":"moon","fault":"drop"}"#, "Invalid value: 'moon'."),
            (#"{"scope":"dial","fault":"drop"}"#, "Invalid value: 'drop'."),
            (#"{"scope":"dial","fault":"reset","colour":1}"#, "Unknown parameter: 'colour'."),
            (#"{"scope":"dial","fault":"refuse","status":200}"#, "Invalid 'status'"),
            (#"{"scope":"dial","fault":"reset","count":0}"#, "Invalid 'count'"),
            (#"{"scope":"dial","fault":"reset","count":"often"}"#, "Invalid value: 'often'."),
            (#"{"scope":"session","fault":"drop","after_ms":1,"at_turn":1}"#, "Only one of"),
            (#"[{"scope":"dial","fault":"reset"},{}]"#, "Missing required parameter: 'scope'."),
        ])
    func `a broken fault is refused, and the reason is clear`(text: String, reason: String) {
        let error = #expect(throws: PlannedFault.Malformed.self) { try PlannedFault.read(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `faults of a scope happen in order, and of each scope by themselves`() {
        let plan = FaultPlan([
            PlannedFault(.dial(.reset), count: 2), PlannedFault(.response(.empty)),
            PlannedFault(.dial(.hang), count: nil),
        ])
        #expect((0..<4).map { _ in plan.take(\.dial) } == [.reset, .reset, .hang, .hang])
        #expect((0..<2).map { _ in plan.take(\.response) } == [.empty, nil])
        #expect(plan.take(\.turn) == nil)
        #expect(!plan.add(Array(repeating: PlannedFault(.dial(.mute)), count: FaultPlan.limit)))
        plan.clear()
        #expect(plan.take(\.dial) == nil)
    }

    @Test func `requests of the control port`() throws {
        func demand(_ method: HTTPMethod, _ path: String, _ body: String = "") throws -> ControlDemand {
            try ControlDemand(method, path: path, body: ByteBuffer(string: body))
        }
        #expect(try demand(.GET, "/sessions") == .sessions)
        #expect(try demand(.GET, "/record") == .record)
        #expect(try demand(.DELETE, "/faults") == .clear)
        #expect(
            try demand(.POST, "/faults", #"{"scope":"dial","fault":"hang"}"#) == .plan([PlannedFault(.dial(.hang))]))
        #expect(try demand(.POST, "/sessions/all/freeze") == .inflict(SessionFault(.freeze), session: nil))
        #expect(
            try demand(.POST, "/sessions/sess_1/close", #"{"reason":"session_expired","at_turn":1}"#)
                == .inflict(SessionFault(.close(.sessionExpired), .turn(1)), session: "sess_1"))
    }

    @Test(
        arguments: [
            (.GET, "/", "", 404), (.GET, "/faults", "", 405), (.PUT, "/sessions/all/drop", "", 405),
            (.POST, "/faults", "", 400), (.POST, "/faults", "{", 400), (.POST, "/faults", "[1]", 400),
            (.POST, "/sessions/all/melt", "", 400), (.POST, "/sessions/all/drop", #"{"count":2}"#, 400),
            (.POST, "/sessions/all/drop", "[]", 400), (.POST, "/sessions//drop", "", 404),
        ] as [(HTTPMethod, String, String, UInt)])
    func `broken requests of the control port are told so`(method: HTTPMethod, path: String, body: String, status: UInt)
    {
        let error = #expect(throws: HTTPRefusal.self) {
            try ControlDemand(method, path: path, body: ByteBuffer(string: body))
        }
        #expect(error?.status.code == status)
        #expect(error?.body["error"]?["message"]?.string?.isEmpty == false)
    }
}
