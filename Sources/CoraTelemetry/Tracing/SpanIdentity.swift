/// The ids of a trace and of a span in it, as OpenTelemetry writes them.
package struct SpanIdentity: Sendable, Hashable {
    /// The trace's id, 128 bits.
    package var trace: UInt128
    /// The span's id; zero where only a trace is named.
    package var span: UInt64

    package init(trace: UInt128, span: UInt64 = 0) {
        self.trace = trace
        self.span = span
    }

    /// The trace of a call. Its id is that of the call, so that one can be found by the other.
    ///
    /// - Parameter callID: our own id of the call; the result is nil if it is not a UUID.
    package init?(callID: String) {
        let digits = callID.filter { $0 != "-" }
        guard digits.utf8.count == 32, let trace = UInt128(digits, radix: 16), trace != 0 else { return nil }
        self.init(trace: trace)
    }

    /// The ids of a new span in the same trace.
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
