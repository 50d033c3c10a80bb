extension Verdicts {
    /// Judges whether enough files may be open for the calls that are let in.
    /// - Parameters:
    ///   - soft: the limit in force in this shell (RLIMIT_NOFILE).
    ///   - hard: the limit up to which a process may raise its own, as the server does at its start.
    package static func openFiles(soft: Int, hard: Int, for budget: FileBudget) -> Finding {
        let check = "open files"
        let wanted = budget.wanted
        let allowed =
            soft == hard ? "\(hard) are allowed" : "\(hard) are allowed (\(soft) until the server asks for all)"
        guard hard < wanted else {
            return .ok(check, "\(allowed); \(wanted) are enough for \(budget.calls) calls")
        }
        let fix =
            "raise the limit to \(wanted) or more: ulimit -Hn, or LimitNOFILE= in the service's unit; or lower MAX_CALLS or "
            + "MAX_CONNECTIONS"
        let found =
            "only \(allowed): enough for about \(budget.calls(within: hard)) calls, and MAX_CALLS is \(budget.calls)"
        return hard < 256 ? .fail(check, found, fix: fix) : .warn(check, found, fix: fix)
    }

    /// Judges who can read what the process writes.
    /// - Parameters:
    ///   - umask: the bits that new files do not get.
    ///   - outbox: the mode of the outbox folder; nil if it is not there yet.
    package static func privacy(umask: Int, outbox: Int?, folder: String) -> Finding {
        let check = "file modes"
        let mask = "umask " + Words.octal(umask)
        if let outbox, outbox & 0o077 != 0 {
            return .warn(
                check, "\(folder) is open to other users (\(Words.octal(outbox))): what callers said is in it",
                fix: "start the server, which closes it; or chmod 700, if it is another user's")
        }
        guard umask & 0o002 != 0 else {
            return .warn(
                check, "\(mask): every user can change new files, other than the outbox",
                fix: "set UMask=0077 in the service's unit, or umask 077")
        }
        guard umask & 0o044 == 0o044 else {
            return .ok(
                check,
                "\(mask): other users can read new files, such as recordings of `cora call`; not the outbox, which is its user's alone"
            )
        }
        return .ok(check, "\(mask); the outbox is its user's alone, whatever that says")
    }
}
