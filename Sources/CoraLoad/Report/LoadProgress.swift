/// What is shown once a second. A value.
package struct LoadProgress: Sendable {
    package var second: LoadSecond
    /// Added latency since the beginning, both ways.
    package var latency: Spread
    package var wanted = 0
    package var failures = 0
    package var secondsLeft = 0.0
    package var pacingP99: Double?

    package init(second: LoadSecond, latency: Spread) {
        self.second = second
        self.latency = latency
    }

    /// One line.
    /// - Parameter width: the terminal's columns; the line is cut there.
    package func line(width: Int) -> String {
        let parts = [
            "\(Figure.clock(secondsLeft)) left", "\(second.calls)/\(wanted) calls up",
            "\(Figure.grouped(Int(second.framesPerSecond.rounded()))) frames/s",
            "p50 \(Figure.milliseconds(latency.percentile(50)))", "p99 \(Figure.milliseconds(latency.percentile(99)))",
            "\(failures) failed", "own pacing p99 \(Figure.milliseconds(pacingP99))",
        ]
        return String(parts.joined(separator: "  ").prefix(max(width - 1, 20)))
    }
}

/// Numbers as people read them.
package enum Figure {
    /// With a fixed number of decimals.
    package static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
        let digits = String(String(Int(scale) + rest).dropFirst())
        return (value < 0 && scaled > 0 ? "-" : "") + "\(whole)" + (places > 0 ? ".\(digits)" : "")
    }

    /// Milliseconds with their unit: more decimals the shorter they are; a dash for none.
    package static func milliseconds(_ value: Double?) -> String {
        guard let value else { return "–" }
        return decimal(value, places: value < 10 ? 2 : value < 100 ? 1 : 0) + " ms"
    }

    /// A whole number in groups of three.
    package static func grouped(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// Minutes and seconds.
    package static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// A number without needless decimals.
    package static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? grouped(Int(value)) : decimal(value, places: 2)
    }
}
