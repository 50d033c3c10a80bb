/// Draws a ``WaveformPicture`` as SVG.
struct WaveformDrawing {
    private static let sampleRate = 8_000.0
    private static let margin = (left: 96.0, right: 40.0)
    private static let plotTop = 118.0
    private static let laneHeight = 192.0
    private static let laneGap = 42.0
    private static let waveHalfHeight = 52.0
    private static let columnWidth = 1.5
    private static let lineHeight = 17.0
    private static let characterWidth = 6.9

    private let picture: WaveformPicture
    private let seconds: Double
    private let plotWidth: Double
    private let gain: Double
    private var svg = SVG()

    init(_ picture: WaveformPicture) {
        self.picture = picture
        let samples = max(picture.caller.count, picture.agent.count)
        seconds = max(1, Double(samples) / Self.sampleRate)
        plotWidth = min(max(1_264, seconds * 40), 6_000)
        let peak = max(Self.peak(picture.caller), Self.peak(picture.agent), 1)
        gain = Self.waveHalfHeight / peak
    }

    /// The whole SVG document.
    var document: String {
        var drawing = self
        drawing.drawHeader()
        drawing.drawLane(0, name: "Caller")
        drawing.drawLane(1, name: "Agent")
        drawing.drawAxis()
        for cut in picture.cuts { drawing.drawCutSpan(cut) }
        drawing.drawWave(picture.caller, lane: 0, style: "caller")
        drawing.drawWave(picture.agent, lane: 1, style: "agent")
        for cut in picture.cuts { drawing.drawCutLine(cut) }
        drawing.drawLabels(picture.callerLabels, lane: 0, style: "said caller-text")
        drawing.drawLabels(picture.agentLabels, lane: 1, style: "said agent-text")
        let size = "width=\"\(SVG.number(width))\" height=\"\(SVG.number(height))\""
        let box = "viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\""
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box)>\n\(Self.style)\(drawing.svg.text)</svg>\n"
    }

    // MARK: Paper

    private var width: Double { Self.margin.left + plotWidth + Self.margin.right }
    private var plotBottom: Double { Self.plotTop + 2 * Self.laneHeight + Self.laneGap }
    private var height: Double { plotBottom + 92 }

    private func x(_ second: Double) -> Double {
        Self.margin.left + min(max(second, 0), seconds) / seconds * plotWidth
    }

    private func laneTop(_ lane: Int) -> Double {
        Self.plotTop + Double(lane) * (Self.laneHeight + Self.laneGap)
    }

    private func middle(_ lane: Int) -> Double {
        laneTop(lane) + Self.laneHeight - Self.waveHalfHeight - 12
    }

    // MARK: Parts

    private mutating func drawHeader() {
        svg.add("rect", ["width": "100%", "height": "100%", "fill": "#faf9f6"])
        svg.add(label: picture.title, x: 40, y: 50, style: "title")
        svg.add(label: picture.subtitle, x: 40, y: 78, style: "subtitle")
    }

    private mutating func drawLane(_ lane: Int, name: String) {
        let top = laneTop(lane)
        svg.add(
            "rect",
            [
                "x": SVG.number(Self.margin.left), "y": SVG.number(top), "width": SVG.number(plotWidth),
                "height": SVG.number(Self.laneHeight), "rx": "6", "fill": "#ffffff", "stroke": "#e7e4dc",
            ])
        svg.add(
            label: name, x: Self.margin.left - 16, y: middle(lane) + 5,
            style: lane == 0 ? "name caller-text" : "name agent-text", anchor: "end")
    }

    private mutating func drawAxis() {
        let step = Self.tickStep(seconds)
        let y = plotBottom + 26
        for tick in 0...Int(seconds / step) {
            let second = Double(tick) * step
            let place = SVG.number(x(second))
            for lane in 0...1 {
                svg.add(
                    "line",
                    [
                        "x1": place, "x2": place, "y1": SVG.number(laneTop(lane) + 1),
                        "y2": SVG.number(laneTop(lane) + Self.laneHeight - 1), "class": "grid",
                    ])
            }
            svg.add(label: "\(Int(second)) s", x: x(second), y: y, style: "tick", anchor: "middle")
        }
        drawLegend(y: plotBottom + 64)
    }

    private mutating func drawLegend(y: Double) {
        var entries = [("#2f5d8a", "caller's voice"), ("#3d8073", "agent, as the caller heard it")]
        if !picture.cuts.isEmpty {
            entries += [
                ("#f3cf9c", "caller speaks over the agent"), ("url(#dropped)", "agent audio dropped, never heard"),
            ]
        }
        var left = Self.margin.left
        for (fill, text) in entries {
            svg.add(
                "rect",
                [
                    "x": SVG.number(left), "y": SVG.number(y - 11), "width": "18", "height": "12", "rx": "3",
                    "fill": fill,
                ])
            svg.add(label: text, x: left + 26, y: y, style: "legend")
            left += 26 + Double(text.count) * Self.characterWidth + 34
        }
    }

    /// Draws a waveform as one closed outline: along the peaks, and back along the troughs.
    private mutating func drawWave(_ samples: [Int16], lane: Int, style: String) {
        let middle = middle(lane)
        svg.add(
            "line",
            [
                "x1": SVG.number(Self.margin.left), "x2": SVG.number(Self.margin.left + plotWidth),
                "y1": SVG.number(middle), "y2": SVG.number(middle), "class": "\(style)-base",
            ])
        let columns = Int(plotWidth / Self.columnWidth)
        let perColumn = seconds * Self.sampleRate / Double(columns)
        var upper = ""
        var lower: [String] = []
        for column in 0..<columns {
            let start = Int(Double(column) * perColumn)
            let end = min(Int(Double(column + 1) * perColumn), samples.count)
            guard start < end else { break }
            let slice = samples[start..<end]
            let place = SVG.number(Self.margin.left + (Double(column) + 0.5) * Self.columnWidth)
            let top = middle - max(0.5, Double(slice.max() ?? 0) * gain)
            let bottom = middle - min(-0.5, Double(slice.min() ?? 0) * gain)
            upper += "\(column == 0 ? "M" : "L")\(place) \(SVG.number(top))"
            lower.append("L\(place) \(SVG.number(bottom))")
        }
        guard !lower.isEmpty else { return }
        svg.add("path", ["d": upper + lower.reversed().joined() + "Z", "class": style])
    }

    private mutating func drawLabels(_ labels: [WaveformPicture.Label], lane: Int, style: String) {
        for (index, label) in labels.enumerated() where !label.text.isEmpty {
            let next = index + 1 < labels.count ? x(labels[index + 1].start) - 14 : Self.margin.left + plotWidth
            let room = next - x(label.start)
            let lines = Self.wrapped(label.text, columns: Int(room / Self.characterWidth), lines: 3)
            for (number, line) in lines.enumerated() {
                let y = laneTop(lane) + 22 + Double(number) * Self.lineHeight
                svg.add(label: line, x: x(label.start) + 4, y: y, style: style)
            }
        }
    }

    private mutating func drawCutSpan(_ cut: WaveformPicture.Cut) {
        let speech = x(cut.speech)
        let clear = x(cut.clear)
        svg.add(
            "rect",
            [
                "x": SVG.number(speech), "y": SVG.number(laneTop(0)), "width": SVG.number(max(2, clear - speech)),
                "height": SVG.number(plotBottom - laneTop(0)), "class": "overlap",
            ])
        let nextSpeech = picture.agentLabels.first { $0.start > cut.clear }.map { x($0.start) - 6 }
        let end = min(x(cut.clear + cut.unheard), nextSpeech ?? .infinity)
        svg.add(
            "rect",
            [
                "x": SVG.number(clear), "y": SVG.number(middle(1) - Self.waveHalfHeight),
                "width": SVG.number(max(0, end - clear)), "height": SVG.number(2 * Self.waveHalfHeight),
                "class": "dropped",
            ])
        let text = "\(SVG.tenths(cut.unheard)) s unheard"
        guard end - clear > Double(text.count) * Self.characterWidth + 8 else { return }
        svg.add(
            label: text, x: (clear + end) / 2, y: middle(1) - Self.waveHalfHeight + 22, style: "unheard",
            anchor: "middle")
    }

    private mutating func drawCutLine(_ cut: WaveformPicture.Cut) {
        let place = x(cut.clear)
        svg.add(
            "line",
            [
                "x1": SVG.number(place), "x2": SVG.number(place), "y1": SVG.number(laneTop(0)),
                "y2": SVG.number(plotBottom), "class": "cut",
            ])
        let reaction = Int(((cut.clear - cut.speech) * 1_000).rounded())
        let text = "agent cut after \(SVG.number(cut.heard)) s, \(reaction) ms after the caller began"
        let chip = Double(text.count) * Self.characterWidth + 24
        let fits = place + chip < Self.margin.left + plotWidth
        let left = fits ? place : place - chip
        let y = laneTop(1) - Self.laneGap / 2
        svg.add(
            "rect",
            [
                "x": SVG.number(left), "y": SVG.number(y - 13), "width": SVG.number(chip), "height": "26", "rx": "13",
                "fill": "#b4443c",
            ])
        svg.add(label: text, x: left + chip / 2, y: y + 4.5, style: "chip", anchor: "middle")
    }

    // MARK: Figures

    private static func peak(_ samples: [Int16]) -> Double {
        Double(samples.map(\.magnitude).max() ?? 0)
    }

    /// Seconds between two ticks of the time axis: a round figure that gives at most some twenty ticks.
    static func tickStep(_ seconds: Double) -> Double {
        [1, 2, 5, 10, 30, 60].first { seconds / $0 <= 22 } ?? 300
    }

    /// Breaks a text into at most `limit` lines of at most `columns` characters; the last one ends in "…" if text is
    /// left.
    static func wrapped(_ text: String, columns: Int, lines limit: Int) -> [String] {
        guard columns >= 6 else { return [] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= columns {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        lines.append(line)
        let shown = lines.prefix(limit).enumerated().map { index, line in
            let isCutShort = line.count > columns || (index == limit - 1 && lines.count > limit)
            return isCutShort ? shortened(line, columns) : line
        }
        return Array(shown)
    }

    private static func shortened(_ line: String, _ columns: Int) -> String {
        var kept = line.prefix(columns - 1)
        while let last = kept.last, " ,.".contains(last) { kept.removeLast() }
        return kept + "…"
    }

    private static let style = """
        <defs>
        <pattern id="dropped" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" fill="#f9e6e2"/><rect width="2.2" height="7" fill="#e9b9b1"/>
        </pattern>
        </defs>
        <style>
        text { font-family: Inter, "Helvetica Neue", "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; }
        .title { font-size: 25px; font-weight: 600; fill: #23272e; }
        .subtitle { font-size: 14px; fill: #6b7078; }
        .name { font-size: 15px; font-weight: 600; }
        .tick { fill: #8a8e95; }
        .legend { fill: #4d5259; }
        .said { font-size: 12px; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
        .unheard { fill: #8f332c; stroke: #f9e6e2; stroke-width: 5px; stroke-linejoin: round; paint-order: stroke; }
        .chip { font-weight: 600; fill: #ffffff; }
        .caller { fill: #2f5d8a; }
        .agent { fill: #3d8073; }
        .caller-base { stroke: #2f5d8a; stroke-opacity: 0.35; }
        .agent-base { stroke: #3d8073; stroke-opacity: 0.35; }
        .caller-text { fill: #24496d; }
        .agent-text { fill: #2c6157; }
        .grid { stroke: #f1eee7; }
        .overlap { fill: #f3cf9c; fill-opacity: 0.55; }
        .dropped { fill: url(#dropped); }
        .cut { stroke: #b4443c; stroke-width: 1.6; }
        </style>

        """
}
