import CoraSpeech
import CoraWire

// Every fault by its name. A new one is a case of its scope's type, and a line here.
extension FaultForm {
    /// All faults; the names of each scope are in the order in which they are explained.
    static let all: [FaultForm] =
        dial + session + turn + response + ofRequest("secret") { .secret($0) } + ofRequest("call") { .call($0) }
        + ofRequest("hangup") { .hangUp($0) } + sideband

    private static let dial: [FaultForm] = [
        FaultForm("dial", "refuse", refusal) {
            .dial(.refuse(status: $0["status"]?.int ?? 503, retryAfterSeconds: $0["retry_after"]?.int))
        },
        FaultForm("dial", "reset") { _ in .dial(.reset) },
        FaultForm("dial", "hang") { _ in .dial(.hang) },
        FaultForm("dial", "delay", [.required("ms", milliseconds)]) { .dial(.delay($0.duration("ms"))) },
        FaultForm("dial", "close", closing) { .dial(.close($0.closing)) },
        FaultForm("dial", "mute") { _ in .dial(.mute) },
    ]

    private static let session: [FaultForm] = [
        ofSession("drop") { _ in .drop },
        ofSession("reset") { _ in .reset },
        ofSession("freeze") { _ in .freeze },
        ofSession("close", closing) { .close($0.closing) },
        ofSession("hang_up") { _ in .close(StandInClosing(code: 1_000)) },
        ofSession("refuse_session_update") { _ in .refuseSessionUpdate },
        ofSession("garbage", [.required("kind", choice(SessionFault.Garbage.self))]) {
            .garbage($0.choice("kind") ?? .notJSON)
        },
        ofSession("flood", [.optional("events", .integer(1...50_000))]) { .flood(events: $0["events"]?.int ?? 10_000) },
        ofSession(
            "noise",
            [.optional("every_ms", .integer(100...3_600_000)), .optional("transcripts", .array(.text, maximum: 100))]
        ) {
            .noise(
                every: $0.duration("every_ms", or: 6_000),
                transcripts: $0["transcripts"]?.array?.compactMap(\.string) ?? ["", "."])
        },
    ]

    private static let turn: [FaultForm] = [
        FaultForm("turn", "unanswered") { _ in .turn(.unanswered) },
        FaultForm("turn", "never_stops") { _ in .turn(.neverStops) },
        FaultForm(
            "turn", "transcription",
            [
                .optional("outcomes", .array(choice(TurnFault.Transcription.self), maximum: 10)),
                .optional("apart_ms", milliseconds), .optional("heard", .text),
            ]
        ) {
            let outcomes = $0["outcomes"]?.array?.compactMap { TurnFault.Transcription(rawValue: $0.string ?? "") }
            return .turn(
                .transcription(
                    outcomes ?? [.completed], apart: $0.duration("apart_ms"), heard: $0["heard"]?.string))
        },
    ]

    private static let response: [FaultForm] = [
        FaultForm("response", "ignored") { _ in .response(.ignored) },
        FaultForm("response", "slow", [.required("ms", milliseconds)]) { .response(.slow($0.duration("ms"))) },
        FaultForm("response", "stalls", [.optional("after_audio_ms", milliseconds)]) {
            .response(.stalls(afterAudioMilliseconds: $0["after_audio_ms"]?.int ?? 0))
        },
        FaultForm(
            "response", "failed",
            [
                .required("code", choice(StandInFaults.ResponseFailure.self)),
                .optional("try_again_in_ms", .integer(1...3_600_000)),
            ]
        ) {
            let wait = $0["try_again_in_ms"]?.int.map { Duration.milliseconds($0) }
            return .response(.failed($0.choice("code") ?? .serverError, wait: wait))
        },
        FaultForm(
            "response", "incomplete",
            [
                .required("reason", choice(ResponseFault.Incompleteness.self)),
                .optional("after_audio_ms", milliseconds), .optional("call", call),
            ]
        ) {
            .response(
                .incomplete(
                    $0.choice("reason") ?? .maxOutputTokens, afterAudioMilliseconds: $0["after_audio_ms"]?.int ?? 0,
                    call: $0["call"]?.call))
        },
        FaultForm("response", "empty") { _ in .response(.empty) },
        FaultForm("response", "text_only") { _ in .response(.textOnly) },
        FaultForm("response", "call_again", [.optional("after_ms", milliseconds), .optional("new_item", .bool)]) {
            .response(.callAgain(after: $0.duration("after_ms"), asNewItem: $0["new_item"]?.bool ?? false))
        },
        FaultForm("response", "call_after_speech", [.optional("call", call)]) {
            .response(.callAfterSpeech($0["call"]?.call ?? AgentScript.ToolCall(name: "end_call")))
        },
        FaultForm(
            "response", "mcp_call",
            [
                .optional("server", .text), .optional("tool", .text), .optional("arguments", .any),
                .optional("output", .text), .optional("fails", .bool), .optional("ends_after_done_ms", milliseconds),
            ]
        ) {
            let call = AgentScript.ToolCall(
                name: $0["tool"]?.string ?? "look_up", arguments: $0["arguments"] ?? [:])
            return .response(
                .mcpCall(
                    MCPCall(
                        server: $0["server"]?.string ?? "shop", call: call,
                        output: $0["fails"]?.bool == true ? nil : $0["output"]?.string ?? "{}",
                        endsAfterDone: $0["ends_after_done_ms"]?.int.map { .milliseconds($0) })))
        },
    ]
}

// MARK: - Calls between a browser and the model

extension FaultForm {
    private static func ofRequest(
        _ scope: String, fault: @escaping @Sendable (RequestFault) -> StandInFault
    ) -> [FaultForm] {
        [
            FaultForm(scope, "refuse", refusal) {
                fault(.refuse(status: $0["status"]?.int ?? 503, retryAfterSeconds: $0["retry_after"]?.int))
            },
            FaultForm(scope, "delay", [.required("ms", milliseconds)]) { fault(.delay($0.duration("ms"))) },
        ]
    }

    private static let sideband: [FaultForm] = [
        FaultForm("sideband", "unknown") { _ in .sideband(.unknown) },
        FaultForm("sideband", "drop", [.required("ms", milliseconds)]) { .sideband(.drop(after: $0.duration("ms"))) },
        FaultForm("sideband", "quiet") { _ in .sideband(.quiet) },
        FaultForm("sideband", "ends_with_media") { _ in .sideband(.endsWithMedia) },
    ]
}

// MARK: - Members that several faults have

extension FaultForm {
    private static let milliseconds = Schema.integer(0...3_600_000)
    private static let refusal: [Field] = [
        .required("status", .integer(400...599)), .optional("retry_after", .integer(0...3_600)),
    ]

    /// How a session is closed: by a name, by a code, or by a name with another code.
    private static let closing: [Field] = [
        .optional("reason", .choice(StandInClosing.named.keys.sorted())), .optional("code", .integer(1_000...4_999)),
    ]

    private static let call = Schema.object([.required("name", .string(maximum: 64)), .optional("arguments", .any)])

    private static let moment: [Field] = [
        .optional("after_ms", milliseconds), .optional("at_turn", .integer(1...10_000)),
        .optional("after_audio_ms", milliseconds),
    ]

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Schema
    where Choice.RawValue == String {
        .choice(type.allCases.map(\.rawValue))
    }

    private static func ofSession(
        _ name: String, _ fields: [Field] = [], kind: @escaping @Sendable (JSON) -> SessionFault.Kind
    ) -> FaultForm {
        FaultForm("session", name, fields + moment) { json throws(APIError) in
            .session(SessionFault(kind(json), try json.moment()))
        }
    }
}

extension JSON {
    fileprivate func duration(_ name: String, or fallback: Int = 0) -> Duration {
        .milliseconds(self[name]?.int ?? fallback)
    }

    fileprivate func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
        self[name]?.string.flatMap(Choice.init(rawValue:))
    }

    fileprivate var call: AgentScript.ToolCall {
        AgentScript.ToolCall(name: self["name"]?.string ?? "", arguments: self["arguments"] ?? [:])
    }

    fileprivate var closing: StandInClosing {
        let named = self["reason"]?.string.flatMap { StandInClosing.named[$0] }
        return StandInClosing(
            error: named?.error, code: self["code"]?.int ?? named?.code ?? 1_011, reason: named?.reason ?? "")
    }

    fileprivate func moment() throws(APIError) -> SessionFault.Moment {
        let moments: [SessionFault.Moment?] = [
            self["after_ms"]?.int.map { .after(.milliseconds($0)) }, self["at_turn"]?.int.map { .turn($0) },
            self["after_audio_ms"]?.int.map { .audio(milliseconds: $0) },
        ]
        let given = moments.compactMap { $0 }
        guard given.count < 2 else {
            throw APIError(
                code: "invalid_value",
                message: "Only one of 'after_ms', 'at_turn' and 'after_audio_ms' can be the fault's moment.")
        }
        return given.first ?? .now
    }
}
