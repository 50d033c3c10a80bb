import CoraWire
import Foundation
import Synchronization

/// One fake call as Twilio's REST API sees it: its state, and the way to move it.
package final class RunningCall: Sendable {
    /// `CallStatus` of an inbound call.
    package enum Status: String, Sendable, Equatable {
        case ringing
        case inProgress = "in-progress"
        case completed, busy, canceled, failed

        /// Whether the call is over.
        var isOver: Bool { self != .ringing && self != .inProgress }
    }

    private struct State {
        var status = Status.ringing
        var endedAt: Date?
        var update: CallUpdate?
        var abandon: (@Sendable () -> Void)?
    }

    /// The call's SID.
    package let sid: String
    private let accountSid: String
    private let numbers: Scenario.Call
    private let startedAt = Date()
    private let state = Mutex(State())

    init(_ fields: CallFields) {
        sid = fields.callSid
        accountSid = fields.accountSid
        numbers = fields.call
    }

    /// The call's state.
    package var status: Status { state.withLock(\.status) }

    // MARK: The REST API's side

    /// Moves the call elsewhere, and abandons what it is doing now.
    ///
    /// - Throws: ``TwilioRESTError`` 21220 when the call's state does not allow it.
    func update(_ update: CallUpdate) throws(TwilioRESTError) {
        let abandon: (@Sendable () -> Void)?? = state.withLock { state in
            guard Self.isPossible(update, state.status) else { return nil }
            // An update that ends the call is not replaced by a later one.
            if state.update != .hangUp, state.update != .cancel { state.update = update }
            return .some(state.abandon)
        }
        guard let abandon else { throw .notInProgress }
        abandon?()
    }

    /// The call resource as Twilio answers with it (Twilio, "Call resource").
    var resource: JSON {
        let (status, endedAt, isEnding) = state.withLock { state in
            (state.status, state.endedAt, state.update == .hangUp || state.update == .cancel)
        }
        let seconds = endedAt.map { JSON.string("\(Int($0.timeIntervalSince(startedAt)))") }
        return .object([
            "sid": .string(sid), "account_sid": .string(accountSid),
            "status": .string(isEnding && !status.isOver ? "completed" : status.rawValue),
            "direction": .string("inbound"), "from": .string(numbers.from), "to": .string(numbers.to),
            "start_time": .string(Self.text(startedAt)),
            "end_time": endedAt.map { .string(Self.text($0)) } ?? .null,
            "duration": seconds ?? .null, "price": .null, "api_version": .string("2010-04-01"),
            "uri": .string("/2010-04-01/Accounts/\(accountSid)/Calls/\(sid).json"),
            "subresource_uris": .object([:]),
        ])
    }

    private static func isPossible(_ update: CallUpdate, _ status: Status) -> Bool {
        switch update {
        case .document, .fetch: status == .inProgress
        case .hangUp: !status.isOver
        case .cancel: status == .ringing
        }
    }

    /// The date as RFC 2822 writes it, such as `Thu, 15 Jan 2026 17:04:39 +0000`.
    private static func text(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
        return formatter.string(from: date)
    }

    // MARK: The call's side

    /// Notes that the call is answered: from now on it can be redirected.
    func answered() {
        state.withLock { if $0.status == .ringing { $0.status = .inProgress } }
    }

    /// Notes that the call is over.
    func ended(_ status: Status) {
        state.withLock { state in
            state.status = status
            state.endedAt = Date()
        }
    }

    /// Runs a step of the call that an update may abandon: the update cancels the step's task, and this waits for its
    /// end.
    func abandonable<Value: Sendable>(_ step: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task { await step() }
        let isUpdated = state.withLock { state in
            state.abandon = { task.cancel() }
            return state.update != nil
        }
        if isUpdated { task.cancel() }
        let value = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.abandon = nil }
        return value
    }

    /// Takes the update that came, if one did.
    func takeUpdate() -> CallUpdate? {
        state.withLock { state in
            defer { state.update = nil }
            return state.update
        }
    }
}
