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
        /// Processed, but never answered: a client that tries again makes the change twice.
        case lostAnswer = "lost_answer"
    }

    /// How the next requests fail, in order; the requests after them are answered correctly.
    package var next: [Failure]

    package init(next: [Failure] = []) {
        self.next = next
    }

    /// The faults for `count` requests that all fail in the same way.
    package static func next(_ count: Int, _ failure: Failure) -> TwilioRESTFaults {
        TwilioRESTFaults(next: Array(repeating: failure, count: count))
    }

    /// Takes the fault of the next request; nil when it is to be answered correctly.
    mutating func take() -> Failure? {
        next.isEmpty ? nil : next.removeFirst()
    }
}
