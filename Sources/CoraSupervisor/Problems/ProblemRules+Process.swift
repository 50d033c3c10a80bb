// What is wrong with the process beside its calls.
extension ProblemRules {
    /// How many connections of strangers are closed in `stretch` before that is a problem: browsers open some too many.
    private static let crowd = 50

    static let files: Rule = { view in
        let failed = view.growth(echo) { $0.acceptFailures }
        guard failed > 0 else { return [] }
        let limit = view.now.files.map { " (\($0.limit) are allowed)" } ?? ""
        let words = "no file descriptor is left for connections\(limit): accepting failed \(failed) times in \(echo) s"
        return [.critical(.filesUsedUp, words)]
    }

    static let strangers: Rule = { view in
        let closed = view.growth(stretch) { $0.crowdedOut }
        guard closed >= crowd else { return [] }
        let words = "strangers open more connections than they may: \(closed) of the oldest were closed in \(stretch) s"
        return [.warning(.strangersCrowding, words)]
    }

    static let log: Rule = { view in
        let dropped = view.growth(echo) { $0.logLinesDropped }
        guard dropped > 0 else { return [] }
        let words = "standard error does not take the log: \(dropped) lines were lost in \(echo) s"
        return [.warning(.logDropped, words)]
    }
}
