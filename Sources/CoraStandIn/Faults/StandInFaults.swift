/// What the stand-in does wrong on purpose. All off by default.
package struct StandInFaults: Sendable, Equatable {
    /// Why a response fails (reference, 6.7).
    package enum ResponseFailure: String, Sendable, Equatable, CaseIterable {
        /// Too many requests, the HTTP 429 of this protocol.
        case rateLimitExceeded = "rate_limit_exceeded"
        /// The server's own fault.
        case serverError = "server_error"
        /// The account has no money left.
        case insufficientQuota = "insufficient_quota"
    }

    /// How a request for a text response goes wrong (`POST /v1/responses`).
    package enum SummaryFailure: String, Sendable, Equatable, CaseIterable {
        /// HTTP 429.
        case rateLimitExceeded = "rate_limit_exceeded"
        /// HTTP 500.
        case serverError = "server_error"
        /// HTTP 200 and a body that breaks off.
        case brokenJSON = "broken_json"
        /// HTTP 200 and a response whose text does not fit the schema that was asked for.
        case schemaViolation = "schema_violation"
        /// The right answer, after ``slowness``.
        case slow
    }

    /// How long `SummaryFailure.slow` takes.
    package static let slowness = Duration.seconds(20)

    /// How long an accepted TCP connection is left unread, TLS and HTTP included.
    package var dialDelay: Duration
    /// How long the answer to the websocket upgrade is held back.
    package var handshakeDelay: Duration
    /// The HTTP status every upgrade is refused with; nil to accept.
    package var refusedUpgradeStatus: Int?
    /// Whether `session.update` is checked and applied but never answered.
    package var sessionUpdatesUnanswered: Bool
    /// Responses that fail, by their number in the session, counted from 0.
    package var failedResponses: [Int: ResponseFailure]
    /// Why every response fails; nil for only ``failedResponses``.
    package var everyResponseFails: ResponseFailure?
    /// Whether a failed response sends no `response.created` before its `response.done`.
    package var failsWithoutCreated: Bool
    /// The number of audio deltas in a session after which the TCP connection is closed without a close frame.
    package var abortAfterAudioDeltas: Int?
    /// How many audio deltas of a cancelled response still arrive after its `response.done`.
    package var lateDeltasAfterCancel: Int
    /// Whether an event of an unknown type precedes each response and every event has an unknown field.
    package var unknownEventsAndFields: Bool
    /// Whether `speech_started` and `speech_stopped` are each sent twice.
    package var doubledSpeechEvents: Bool
    /// Whether every transcription ends in `failed`.
    package var transcriptionsFail: Bool
    /// Requests for text responses that fail, by their number since the server began, counted from 0.
    package var failedSummaries: [Int: SummaryFailure]
    /// How every request for a text response goes wrong; nil for only ``failedSummaries``.
    package var everySummaryFails: SummaryFailure?
    /// Faults of the next dials, sessions, turns and responses, in order.
    package var planned: [PlannedFault]

    package init(
        dialDelay: Duration = .zero, handshakeDelay: Duration = .zero, refusedUpgradeStatus: Int? = nil,
        sessionUpdatesUnanswered: Bool = false, failedResponses: [Int: ResponseFailure] = [:],
        everyResponseFails: ResponseFailure? = nil, failsWithoutCreated: Bool = false,
        abortAfterAudioDeltas: Int? = nil, lateDeltasAfterCancel: Int = 0, unknownEventsAndFields: Bool = false,
        doubledSpeechEvents: Bool = false, transcriptionsFail: Bool = false,
        failedSummaries: [Int: SummaryFailure] = [:], everySummaryFails: SummaryFailure? = nil,
        planned: [PlannedFault] = []
    ) {
        self.dialDelay = dialDelay
        self.handshakeDelay = handshakeDelay
        self.refusedUpgradeStatus = refusedUpgradeStatus
        self.sessionUpdatesUnanswered = sessionUpdatesUnanswered
        self.failedResponses = failedResponses
        self.everyResponseFails = everyResponseFails
        self.failsWithoutCreated = failsWithoutCreated
        self.abortAfterAudioDeltas = abortAfterAudioDeltas
        self.lateDeltasAfterCancel = lateDeltasAfterCancel
        self.unknownEventsAndFields = unknownEventsAndFields
        self.doubledSpeechEvents = doubledSpeechEvents
        self.transcriptionsFail = transcriptionsFail
        self.failedSummaries = failedSummaries
        self.everySummaryFails = everySummaryFails
        self.planned = planned
    }

    /// Why the response of that number fails; nil when it does not fail.
    func failure(ofResponse number: Int) -> ResponseFailure? {
        failedResponses[number] ?? everyResponseFails
    }

    /// How the text response of that number goes wrong; nil when it does not.
    func failure(ofSummary number: Int) -> SummaryFailure? {
        failedSummaries[number] ?? everySummaryFails
    }
}
