package import Tracing

/// Which trace, and which span of it: what a child needs of its parent.
package struct SpanIdentity: Sendable, Equatable {
    /// The trace's id, 128 bits.
    package var trace: UInt128
    /// The span's id; zero in a context that names a trace and no span of it.
    package var span: UInt64

    package init(trace: UInt128, span: UInt64 = 0) {
        self.trace = trace
        self.span = span
    }

    /// The trace of a call: its id is that of the call, so that whoever has one has the other.
    ///
    /// - Parameter callID: our own id of the call, a UUID; nil if it is none.
    package init?(callID: String) {
        let digits = callID.filter { $0 != "-" }
        guard digits.utf8.count == 32, let trace = UInt128(digits, radix: 16), trace != 0 else { return nil }
        self.init(trace: trace)
    }

    /// The trace's id as it is written: 32 hexadecimal digits.
    package var traceText: String { Self.hexadecimal(trace, 32) }
    /// The span's: 16 hexadecimal digits.
    package var spanText: String { Self.hexadecimal(span, 16) }

    /// `traceparent`, as the W3C's Trace Context has it.
    var header: String { "00-\(traceText)-\(spanText)-01" }

    /// Reads a `traceparent`; nil if it is none.
    init?(header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] != "ff", parts[1].utf8.count == 32, parts[2].utf8.count == 16,
            let trace = UInt128(parts[1], radix: 16), let span = UInt64(parts[2], radix: 16), trace != 0, span != 0
        else { return nil }
        self.init(trace: trace, span: span)
    }

    private static func hexadecimal(_ number: some FixedWidthInteger, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

private enum IdentityKey: ServiceContextKey {
    typealias Value = SpanIdentity
    static let nameOverride: String? = "cora-span"
}

extension ServiceContext {
    /// The span that work in this context belongs to.
    package var spanIdentity: SpanIdentity? {
        get { self[IdentityKey.self] }
        set { self[IdentityKey.self] = newValue }
    }
}
