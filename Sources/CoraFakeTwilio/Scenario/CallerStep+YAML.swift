import CoraSpeech

extension CallerStep {
    /// Reads a step, `- name: value`.
    init(_ node: ScenarioNode) throws(ScenarioError) {
        let (name, value) = try node.only()
        switch name {
        case "listen": self = .listen(try Listening(value))
        case "say": self = .say(try value.text())
        case "play": self = .say(try Self.recording(value))
        case "interrupt": self = .interrupt(try Interruption(value))
        case "dtmf": self = .press(try Self.keys(value))
        case "pause_ms": self = .pause(milliseconds: try value.count())
        case "mute_media_ms": self = .muteMedia(milliseconds: try value.count())
        case "expect": self = .expect(try StepExpectation(value))
        case "hang_up":
            guard try value.truth() else { throw value.wrong("true is wanted") }
            self = .hangUp
        default:
            throw value.wrong(
                "no such step; there are listen, say, play, interrupt, dtmf, pause_ms, mute_media_ms, expect, hang_up")
        }
    }

    /// Reads a recording: a line whose text is the path of a sound file; see ``SpeechRenderer``.
    private static func recording(_ node: ScenarioNode) throws(ScenarioError) -> String {
        let path = try node.text()
        guard path.hasSuffix(SpeechRenderer.recordingSuffix) else {
            throw node.wrong("the path of a .wav file is wanted")
        }
        return path
    }

    private static func keys(_ node: ScenarioNode) throws(ScenarioError) -> [Character] {
        let keys = Array(try node.text())
        guard keys.allSatisfy("0123456789*#".contains) else { throw node.wrong("keys are 0-9, * and #") }
        return keys
    }
}

extension Listening {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("until", "within_ms", "quiet_ms")
        self.init(until: try node.required("until").choice(Until.self))
        if let within = node.optional("within_ms") { withinMilliseconds = try within.count() }
        if let quiet = node.optional("quiet_ms") { quietMilliseconds = try quiet.count() }
    }
}

extension Interruption {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("after_ms", "say", "after_last_audio", "within_ms")
        self.init(
            afterMilliseconds: try node.required("after_ms").count(), text: try node.required("say").text())
        if let last = node.optional("after_last_audio") { isAfterLastAudio = try last.truth() }
        if let within = node.optional("within_ms") { withinMilliseconds = try within.count() }
    }
}

extension StepExpectation {
    fileprivate init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow(
            "heard_ms_at_least", "clear_within_ms", "server_closes_within_ms", "twiml_contains", "within_ms")
        let within = try node.optional("within_ms")?.count()
        if let heard = node.optional("heard_ms_at_least") {
            self = .heard(milliseconds: try heard.count(), withinMilliseconds: within ?? 10_000)
        } else if let clear = node.optional("clear_within_ms") {
            self = .clear(withinMilliseconds: try clear.count())
        } else if let closes = node.optional("server_closes_within_ms") {
            self = .serverCloses(withinMilliseconds: try closes.count())
        } else if let text = node.optional("twiml_contains") {
            self = .twiml(contains: try text.text(), withinMilliseconds: within ?? 5_000)
        } else {
            throw node.wrong(
                "one of heard_ms_at_least, clear_within_ms, server_closes_within_ms, twiml_contains is wanted")
        }
    }
}
