/// Which trace, and which span of it, as OpenTelemetry counts them.
package struct SpanIdentity: Sendable, Hashable {
    /// The trace's id, 128 bits.
    package var trace: UInt128
    /// The span's id; zero where only a trace is named.
    package var span: UInt64

    package init(trace: UInt128, span: UInt64 = 0) {
        self.trace = trace
        self.span = span
    }

    /// The trace of a call: its id is that of the call, so that one leads to the other.
    ///
    /// - Parameter callID: our own id of the call, a UUID; nil if it is none.
    package init?(callID: String) {
        let digits = callID.filter { $0 != "-" }
        guard digits.utf8.count == 32, let trace = UInt128(digits, radix: 16), trace != 0 else { return nil }
        self.init(trace: trace)
    }

    /// A new span within this one's trace.
    var child: SpanIdentity { SpanIdentity(trace: trace, span: UInt64.random(in: 1 ... .max)) }

    /// The trace's id as it is written: 32 hexadecimal digits.
    package var traceText: String { Self.hexadecimal(trace, 32) }

    /// The span's id as it is written: 16 hexadecimal digits.
    package var spanText: String { Self.hexadecimal(span, 16) }

    private static func hexadecimal(_ number: some FixedWidthInteger, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
