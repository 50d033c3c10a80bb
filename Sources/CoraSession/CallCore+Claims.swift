import CoraCall
import CoraRealtime
import Logging

// What the agent says is done, against what its tools have done.
extension CallCore {
    /// A tool ran that the model's own side carries out, and that we only hear of.
    func toolAnswered(elsewhere name: String) {
        commitments.toolAnswered(name, succeeded: true)
    }

    /// A response is about to be done: what it claims without a tool is put right and taken down. On a later stream of a
    /// call nothing is, since what was done on the one before is not known here.
    func checkClaims() {
        let claims = commitments.responseDone()
        guard let ticket, ticket.attempt == 0, let first = claims.first else { return }
        let outcome = machine.claimMade(at: now)
        guard outcome != .ignore else { return }
        var isCorrected = false
        if case .correct(let lineStaysOpen, let request) = outcome {
            isCorrected = true
            tell(.system, Directions.correction(of: first.commitment, lineStaysOpen: lineStaysOpen))
            if let request { ask(request) }
        }
        for var claim in claims {
            claim.isCorrected = isCorrected
            services.recorder.record(.claim(claim), of: ticket)
        }
    }
}
