/// One axis of a plot: which values are where, and which of them are named. A value.
package struct Axis: Sendable, Equatable {
    /// From the first value to the last, which differ.
    package let range: ClosedRange<Double>
    /// The values that are named.
    package let ticks: [Double]

    /// An axis from 0 (or from `lowest`) to a round number that is not below `highest`, with about so many ticks.
    package init(upTo highest: Double, from lowest: Double = 0, ticks count: Int = 4) {
        let span = max(highest - lowest, 0)
        let step = Self.step(max(span, 1e-6) / Double(max(count, 1)))
        let steps = max((span / step).rounded(.up), 1)
        range = lowest...(lowest + steps * step)
        ticks = (0...Int(steps)).map { lowest + Double($0) * step }
    }

    /// An axis with these ticks.
    package init(ticks: [Double]) {
        self.ticks = ticks
        let first = ticks.first ?? 0
        range = first...max(ticks.last ?? 1, first + 1e-9)
    }

    /// Where a value is, from 0 to 1; what is outside is at an end.
    package func place(_ value: Double) -> Double {
        let part = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return min(max(part, 0), 1)
    }

    /// The next round step: 1, 2 or 5 times a power of ten.
    private static func step(_ wanted: Double) -> Double {
        var power = 1.0
        while power > wanted { power /= 10 }
        while power * 10 <= wanted { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= wanted * 0.999 } ?? power * 10
    }
}
