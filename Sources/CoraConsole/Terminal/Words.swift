/// Writes figures for the terminal.
enum Words {
    /// Milliseconds as `0:07`, `3:42`, `1:03:42`.
    static func span(_ milliseconds: Double) -> String {
        let seconds = milliseconds.isFinite ? Int(max(0, min(milliseconds, 1e15)) / 1000) : 0
        guard seconds >= 3600 else { return "\(seconds / 60):\(two(seconds % 60))" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// Milliseconds, roughly: `12 s`, `3 min`, `2 h 5 min`, `3 d 4 h`.
    static func roughly(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" }
        if seconds < 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
        return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }

    /// Milliseconds as `0.4 ms`, `850 ms`, `1.24 s`, `3:10`; a dash for nil.
    static func took(_ milliseconds: Double?) -> String {
        guard let milliseconds, milliseconds.isFinite else { return "-" }
        if milliseconds == 0 { return "0 ms" }
        if milliseconds < 10 { return "\(fixed(milliseconds, 1)) ms" }
        if milliseconds < 1000 { return "\(Int(milliseconds.rounded())) ms" }
        if milliseconds < 100_000 { return "\(fixed(milliseconds / 1000, 2)) s" }
        return span(milliseconds)
    }

    /// The bits of a file's mode as `0755`.
    static func octal(_ mode: Int) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// A number as `12,040`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + result
    }

    /// US dollars as `$12.40`; with four places below ten cents.
    static func dollars(_ amount: Double) -> String { "$" + fixed(amount, amount < 0.1 && amount > 0 ? 4 : 2) }

    /// A size as `12 KB`, `3.4 MB`.
    static func bytes(_ count: Int64) -> String {
        if count < 1000 { return "\(count) B" }
        if count < 1_000_000 { return "\(count / 1000) KB" }
        if count < 1_000_000_000 { return "\(fixed(Double(count) / 1e6, 1)) MB" }
        return "\(fixed(Double(count) / 1e9, 1)) GB"
    }

    /// A number with so many decimal places.
    static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "-" }
        let scale = [1.0, 10, 100, 1000, 10_000][min(max(places, 0), 4)]
        let whole = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        let rest = String(whole % Int64(scale))
        return "\(sign)\(whole / Int64(scale)).\(String(repeating: "0", count: max(0, places - rest.count)))\(rest)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
