package import CoraCall
package import Logging

/// Takes calls down in the log: what there is until a database takes them.
package struct LogRecorder: CallRecorder {
    private let logger: Logger

    package init(_ logger: Logger) {
        self.logger = logger
    }

    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        var metadata: Logger.Metadata = ["cora.call.sid": "\(ticket.callSID)", "cora.tenant": "\(ticket.tenant.id)"]
        switch entry {
        case .started:
            logger.debug("recorded: start", metadata: metadata)
        case .turn(let turn):
            metadata["cora.turn"] = "\(turn.sequence) \(turn.role.rawValue)"
            metadata["cora.pii.text"] = "\(turn.text)"
            if let cut = turn.cutMilliseconds {
                metadata["cora.pii.heard"] = "\(turn.heard)"
                metadata["cora.cut.ms"] = "\(cut)"
            }
            logger.info("turn", metadata: metadata)
        case .tool(let invocation, let outcome, let span):
            metadata["cora.tool"] = "\(invocation.name)"
            metadata["cora.pii.arguments"] = "\(invocation.arguments)"
            metadata["cora.pii.result"] = "\(outcome.envelope)"
            metadata["cora.ms"] = "\(span.milliseconds)"
            logger.info("tool", metadata: metadata)
        case .transfer(let step):
            metadata["cora.transfer"] = "\(step.status.rawValue)"
            metadata["cora.pii.number"] = "\(step.order.number)"
            if let detail = step.detail { metadata["cora.reason"] = "\(detail)" }
            logger.info("transfer", metadata: metadata)
        case .claim(let claim):
            metadata["cora.claim"] = "\(claim.commitment.rawValue)"
            metadata["cora.pii.text"] = "\(claim.sentence)"
            metadata["cora.corrected"] = "\(claim.isCorrected)"
            logger.warning("the agent claimed what no tool has done", metadata: metadata)
        case .usage(let usage):
            metadata["cora.tokens.in"] = "\(usage.audioIn + usage.textIn)"
            metadata["cora.tokens.out"] = "\(usage.audioOut + usage.textOut)"
            logger.debug("usage", metadata: metadata)
        case .transcription(let usage):
            metadata["cora.tokens.in"] = "\(usage.tokensIn)"
            metadata["cora.tokens.out"] = "\(usage.tokensOut)"
            metadata["cora.ms"] = "\(usage.milliseconds)"
            logger.debug("transcription usage", metadata: metadata)
        case .ended(let termination, let figures):
            metadata["cora.outcome"] = "\(termination.label)"
            metadata["cora.frames.in"] = "\(figures.framesIn)"
            metadata["cora.frames.out"] = "\(figures.framesOut)"
            metadata["cora.frames.dropped"] = "\(figures.framesDropped)"
            metadata["cora.bargeins"] = "\(figures.bargeIns)"
            logger.info("call recorded", metadata: metadata)
        }
    }
}
