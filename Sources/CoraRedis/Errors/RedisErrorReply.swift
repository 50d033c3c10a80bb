/// What the server says when it does not do a command.
package struct RedisErrorReply: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds that ask for something else than giving up; the raw value is the server's own word.
    package enum Kind: String, Sendable, CaseIterable {
        /// The server has just started and reads its data.
        case loading = "LOADING"
        /// The memory that it may use is full (`maxmemory`, `noeviction`).
        case full = "OOM"
        /// It cannot save, and therefore takes nothing (`stop-writes-on-bgsave-error`).
        case cannotSave = "MISCONF"
        /// It is a replica, or was made one.
        case readOnly = "READONLY"
        /// It is a replica that has lost its master.
        case masterDown = "MASTERDOWN"
        /// Too few replicas are well (`min-replicas-to-write`).
        case fewReplicas = "NOREPLICAS"
        /// A script has been running for too long (`busy-reply-threshold`).
        case busy = "BUSY"
        /// It does not know the script's digest.
        case noScript = "NOSCRIPT"
        /// A cluster of which a part is missing.
        case clusterDown = "CLUSTERDOWN"
        /// A cluster in which the key is on another node.
        case moved = "MOVED"
        /// A cluster in which the key is being moved to another node.
        case ask = "ASK"
        /// A cluster in which the keys are between two nodes.
        case tryAgain = "TRYAGAIN"
        /// A cluster, and keys of more than one slot.
        case crossSlot = "CROSSSLOT"
        /// No password was given, or it holds no more.
        case noAuthentication = "NOAUTH"
        /// The user or the password is wrong.
        case wrongPassword = "WRONGPASS"
        /// The user may not do that.
        case noPermission = "NOPERM"
        /// The key holds a value of another type.
        case wrongType = "WRONGTYPE"
        /// Anything else; a mistake in a command or a script, mostly.
        case other = "ERR"
    }

    /// The line as it came, without its dash.
    package let line: String

    package init(_ line: String) {
        self.line = line
    }

    /// The kind of it.
    ///
    /// Before version 7, Redis told an error inside a script as `ERR Error running script (…): @user_script:2: -OOM …`:
    /// there the word behind the dash counts.
    package var kind: Kind {
        let code = line.prefix { $0 != " " }
        let kind = Kind(rawValue: String(code)) ?? .other
        guard kind == .other, line.hasPrefix("ERR Error running script") else { return kind }
        let words = line.split(separator: " ").filter { $0.hasPrefix("-") }
        return words.compactMap { Kind(rawValue: String($0.dropFirst())) }.first ?? .other
    }

    /// What the caller can do about it.
    package var remedy: RedisRemedy {
        switch kind {
        case .loading, .busy, .tryAgain, .masterDown, .fewReplicas: .later
        case .readOnly: .elsewhere
        case .full, .cannotSave, .clusterDown, .moved, .ask, .noAuthentication, .wrongPassword, .noPermission:
            .tellOperator
        case .crossSlot, .wrongType, .noScript, .other: .never
        }
    }

    /// The line, of bearable length.
    package var description: String { line.count > 300 ? line.prefix(300) + "…" : line }
}
