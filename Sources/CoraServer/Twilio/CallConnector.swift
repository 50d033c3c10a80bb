import CoraBusiness
import CoraCall
import CoraSettings
import CoraStore
import CoraSupervisor
import CoraTenant
import CoraTwilio
import Foundation
import Logging

/// Connects callers to the agent: finds what is known of them, has them admitted, and answers with the address of the
/// media socket, or with why they are turned away.
struct CallConnector: Sendable {
    let answers: TwilioAnswers
    let tenants: any TenantDirectory
    let desk: TicketDesk
    /// What is known of calls and callers; nil without a database.
    let memory: CallMemory?
    let live: LiveSettings
    let logger: Logger

    /// Connects the caller of a request about the caller's own line to the tenant whose number was dialled.
    /// - Parameters:
    ///   - count: which stream of the call it is.
    ///   - handover: what the stream before this one has left; nil if this process did not have it.
    ///   - missed: why the caller was not put through to a person before; nil if they were not to be.
    func connect(
        _ sid: String, _ fields: WebhookFields, _ count: StreamCount, after handover: Handover? = nil,
        missed: TransferMiss? = nil
    ) async throws -> TwiML {
        let tenant = await tenants.tenant(forDialled: fields.dialled)
        return try await connect(sid, fields, to: tenant, count, after: handover, missed: missed)
    }

    /// Connects the caller to a tenant that was found already; nil if no tenant has the number.
    func connect(
        _ sid: String, _ fields: WebhookFields, to tenant: Tenant?, _ count: StreamCount,
        after handover: Handover? = nil, missed: TransferMiss? = nil
    ) async throws -> TwiML {
        guard let tenant else {
            logger.warning("no tenant for the number that was dialled", metadata: [LogKey.call: "\(sid)"])
            return answers.notInService
        }
        var ticket = CallTicket(
            callSID: sid, callID: RowID.call(sid: sid), tenant: tenant,
            callerNumber: fields.from, callerName: fields["CallerName"],
            dialledNumber: fields.dialled, attempt: count.attempt, missed: missed,
            past: await past(of: sid, count, handover),
            localTime: LocalMoment(Date(), in: tenant.timeZone))
        ticket.lostStreams = count.lost
        ticket.lasted = handover?.lasted ?? .zero
        ticket.history = await memory?.callers.history(for: ticket)
        do {
            return try answers.connect(token: try await desk.issue(ticket), count: count)
        } catch let refusal as AdmissionRefusal {
            return turnAway(ticket, refusal, isMoved: fields.isMoved)
        }
    }

    /// What was said and done on earlier streams: this process's own notes, which have the last words; else what the
    /// database has.
    private func past(of sid: String, _ count: StreamCount, _ handover: Handover?) async -> [PastItem] {
        guard count.attempt > 0 else { return [] }
        if let handover, !handover.past.isEmpty { return handover.past }
        return await memory?.past(of: sid) ?? []
    }

    /// Answers a call that is refused. A call that another instance has sent here is not sent on: that one does not
    /// take it either.
    private func turnAway(_ ticket: CallTicket, _ refusal: AdmissionRefusal, isMoved: Bool) -> TwiML {
        var metadata: Logger.Metadata = [
            LogKey.call: "\(ticket.callSID)", LogKey.tenant: "\(ticket.tenant.id)",
            LogKey.reason: "\(refusal.rawValue)",
        ]
        if refusal == .draining, !isMoved, let voice = live.current.server.drainRedirect {
            metadata[LogKey.url] = "\(voice.text)"
            logger.notice("a caller is sent to another instance", metadata: metadata)
            return TwilioAnswers.moved(to: voice, ticket)
        }
        logger.warning("a call was refused", metadata: metadata)
        // A caller who was cut off has been heard already; the call's record says what came of that.
        let isNoted = ticket.attempt == 0 && memory?.refused.note(ticket, because: refusal.words) ?? false
        let human = ticket.tenant.limits.whenRefused == .human ? ticket.tenant.humanNumber : nil
        return answers.refused(refusal, of: ticket.tenant, human: human, isCalledBack: isNoted)
    }
}
