package import CoraTenant

/// How long a carrier may repeat its request for a stream. After that, the same request is a replay: it is signed
/// rightly, for nothing in the signature is bound to a time, and yet the carrier has not sent it. Pure.
package enum RetryWindow {
    /// The longest that Twilio takes over a webhook with all its retries ("Webhooks: Connection Overrides", total time).
    package static let carrier = CallDuration.seconds(15)
    /// How long streams are remembered: longer than any call.
    package static let memory = CallDuration.seconds(86_400)

    /// Whether a request for a stream is a replay.
    /// - Parameters:
    ///   - age: how long ago the stream was let in; nil if it was not.
    ///   - ticketLife: how long its ticket was good: until then a request gets the ticket there is.
    package static func isReplay(age: CallDuration?, ticketLife: CallDuration) -> Bool {
        age.map { $0 > max(carrier, ticketLife) } ?? false
    }
}
