import CoraAudio

/// A call as a picture: the caller's voice above, what the caller heard of the agent below, on one time axis, with each
/// barge-in marked and what it cut off shaded. Pure: a value in, SVG text out.
package struct WaveformPicture: Sendable {
    /// A line that was said, drawn over its waveform.
    package struct Label: Sendable, Equatable {
        /// What was said; empty draws nothing.
        package var text: String
        /// When it began, in seconds.
        package var start: Double
        /// When it ended, in seconds.
        package var end: Double

        package init(text: String, start: Double, end: Double) {
            self.text = text
            self.start = start
            self.end = end
        }
    }

    /// A barge-in; times in seconds.
    package struct Cut: Sendable, Equatable {
        /// When the caller began to speak.
        package var speech: Double
        /// When the agent was cut.
        package var clear: Double
        /// How many seconds of the agent the caller had heard.
        package var heard: Double
        /// How many seconds were thrown away.
        package var unheard: Double

        package init(speech: Double, clear: Double, heard: Double, unheard: Double) {
            self.speech = speech
            self.clear = clear
            self.heard = heard
            self.unheard = unheard
        }
    }

    /// The line above everything.
    package var title: String
    /// The line below the title.
    package var subtitle: String
    /// The caller's sound, 8 kHz.
    package var caller: [Int16]
    /// The agent's sound as the caller heard it, 8 kHz.
    package var agent: [Int16]
    /// What the caller said.
    package var callerLabels: [Label]
    /// What the agent said.
    package var agentLabels: [Label]
    /// The barge-ins.
    package var cuts: [Cut]

    package init(
        title: String, subtitle: String = "", caller: [Int16], agent: [Int16], callerLabels: [Label] = [],
        agentLabels: [Label] = [], cuts: [Cut] = []
    ) {
        self.title = title
        self.subtitle = subtitle
        self.caller = caller
        self.agent = agent
        self.callerLabels = callerLabels
        self.agentLabels = agentLabels
        self.cuts = cuts
    }

    /// The picture of a call.
    package init(_ report: FakeCallReport) {
        let cuts = report.bargeIns.map { bargeIn in
            Cut(
                speech: (bargeIn.clearedAt - bargeIn.speechToClear).inMilliseconds / 1_000,
                clear: bargeIn.clearedAt.inMilliseconds / 1_000, heard: bargeIn.heardMilliseconds / 1_000,
                unheard: Double(bargeIn.unheardMilliseconds) / 1_000)
        }
        let callers = report.callerSpeeches.map { speech in
            let end = speech.endedAt ?? speech.startedAt
            return Label(
                text: speech.text, start: speech.startedAt.inMilliseconds / 1_000, end: end.inMilliseconds / 1_000)
        }
        let firstWord = report.callerSpeeches.first?.startedAt ?? .seconds(1 << 20)
        let agents = report.agentSpeeches.map { speech in
            Label(
                text: speech.text ?? (speech.startedAt < firstWord ? "(greeting)" : ""),
                start: speech.startedAt.inMilliseconds / 1_000, end: speech.endedAt.inMilliseconds / 1_000)
        }
        self.init(
            title: report.about.isEmpty ? report.scenario : report.about, subtitle: Self.subtitle(report),
            caller: report.callerTrack.map(G711.decode), agent: report.agentTrack.map(G711.decode),
            callerLabels: callers, agentLabels: agents, cuts: cuts)
    }

    /// The picture, as an SVG document.
    package var svg: String {
        WaveformDrawing(self).document
    }

    private static func subtitle(_ report: FakeCallReport) -> String {
        var parts: [String] = []
        if let greeting = report.greetingAfter { parts.append("first audio after \(figure(greeting))") }
        if let answer = report.turns.compactMap(\.answeredAfter).max() {
            parts.append("answers within \(figure(answer))")
        }
        if let clear = report.bargeIns.map(\.speechToClear).max() {
            parts.append("barge-in cleared within \(figure(clear))")
        }
        return parts.joined(separator: "  ·  ")
    }

    private static func figure(_ duration: Duration) -> String {
        "\(Int(duration.inMilliseconds.rounded())) ms"
    }
}
