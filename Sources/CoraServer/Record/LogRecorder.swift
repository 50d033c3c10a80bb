import CoraCall
import CoraTenant
import Logging

/// Records calls in the log; it is the only record without a database.
struct LogRecorder: CallRecorder {
    let logger: Logger

    /// Writes a record to the log.
    func record(_ entry: CallRecord, of ticket: CallTicket) {
        var metadata: Logger.Metadata = [LogKey.call: "\(ticket.callSID)", LogKey.tenant: "\(ticket.tenant.id)"]
        switch entry {
        case .started:
            logger.debug("recorded: start", metadata: metadata)
        case .turn(let turn):
            metadata[LogKey.turn] = "\(turn.sequence) \(turn.role.rawValue)"
            metadata[LogKey.text] = "\(turn.text)"
            if let cut = turn.cutMilliseconds {
                metadata[LogKey.heard] = "\(turn.heard)"
                metadata[LogKey.cut] = "\(cut)"
            }
            logger.info("turn", metadata: metadata)
        case .tool(let invocation, let outcome, let span):
            metadata[LogKey.tool] = "\(invocation.name)"
            metadata[LogKey.arguments] = "\(invocation.arguments)"
            metadata[LogKey.toolResult] = "\(outcome.envelope)"
            metadata[LogKey.milliseconds] = "\(span.milliseconds)"
            logger.info("tool", metadata: metadata)
        case .transfer(let step):
            metadata[LogKey.transfer] = "\(step.status.rawValue)"
            metadata[LogKey.number] = "\(step.order.number)"
            if let detail = step.detail { metadata[LogKey.reason] = "\(detail)" }
            logger.info("transfer", metadata: metadata)
        case .claim(let claim):
            metadata[LogKey.claim] = "\(claim.commitment.rawValue)"
            metadata[LogKey.text] = "\(claim.sentence)"
            metadata[LogKey.corrected] = "\(claim.isCorrected)"
            logger.warning("the agent claimed what no tool has done", metadata: metadata)
        case .usage(let usage):
            metadata[LogKey.tokensIn] = "\(usage.audioIn + usage.textIn)"
            metadata[LogKey.tokensOut] = "\(usage.audioOut + usage.textOut)"
            logger.debug("usage", metadata: metadata)
        case .transcription(let usage):
            metadata[LogKey.tokensIn] = "\(usage.tokensIn)"
            metadata[LogKey.tokensOut] = "\(usage.tokensOut)"
            metadata[LogKey.milliseconds] = "\(usage.milliseconds)"
            logger.debug("transcription usage", metadata: metadata)
        case .page(let figures):
            metadata[LogKey.page] = "\(figures.inWords)"
            logger.info("the page's figures", metadata: metadata)
        case .ended(let termination, let figures):
            metadata[LogKey.outcome] = "\(termination.label)"
            metadata[LogKey.framesIn] = "\(figures.framesIn)"
            metadata[LogKey.framesOut] = "\(figures.framesOut)"
            metadata[LogKey.framesDropped] = "\(figures.framesDropped)"
            metadata[LogKey.bargeIns] = "\(figures.bargeIns)"
            logger.info("call recorded", metadata: metadata)
        }
    }
}
