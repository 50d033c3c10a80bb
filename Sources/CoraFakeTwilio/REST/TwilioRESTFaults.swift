/// What ``TwilioRESTServer`` does wrong on purpose.
package struct TwilioRESTFaults: Sendable, Equatable {
    /// How a request fails, whatever it asks for.
    package enum Failure: String, Sendable, Equatable, CaseIterable {
        /// HTTP 429 with code 20429; not processed.
        case tooManyRequests = "too_many_requests"
        /// HTTP 500; not processed.
        case serverError = "server_error"
        /// Not processed and never answered.
        case noAnswer = "no_answer"
        /// Processed, and never answered: whoever asks again asks twice.
        case lostAnswer = "lost_answer"
    }

    /// How the next requests fail, the first first; those after them are answered as they should be.
    package var next: [Failure]

    package init(next: [Failure] = []) {
        self.next = next
    }

    /// So many requests fail alike.
    package static func next(_ count: Int, _ failure: Failure) -> TwilioRESTFaults {
        TwilioRESTFaults(next: Array(repeating: failure, count: count))
    }

    /// Takes what becomes of the request that is here now; nil: nothing bad.
    mutating func take() -> Failure? {
        next.isEmpty ? nil : next.removeFirst()
    }
}
