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

/// An axis of percentiles that stretches the slowest: each step is a tenth of what is left.
extension Axis {
    /// Where 0, 90, 99, 99.9 and 99.99 % are.
    package static let tails = [0.0, 1, 2, 3, 4]

    /// Where a percentage is: 0 % is 0, 90 % is 1, 99 % is 2 and so on, with straight lines between, a logarithm without
    /// Foundation.
    package static func tail(_ percent: Double) -> Double {
        let steps = [0, 90, 99, 99.9, 99.99, 100]
        for (index, (from, to)) in zip(steps, steps.dropFirst()).enumerated() where percent <= to {
            return Double(index) + (percent - from) / (to - from)
        }
        return Double(steps.count - 1)
    }

    /// The percentage at one of ``tails``, as it is written.
    package static func percent(atTail tail: Double) -> String {
        let percents = ["0", "90", "99", "99.9", "99.99"]
        return percents[min(max(Int(tail.rounded()), 0), percents.count - 1)] + " %"
    }
}
