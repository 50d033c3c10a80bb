/// What the caller of a command that failed can do.
package enum RedisRemedy: String, Sendable, CaseIterable {
    /// The same command may succeed in a moment, with nobody doing anything.
    case later
    /// The server is not the one that takes writes. The client leaves it and looks for the right one; later, then.
    case elsewhere
    /// It stays so until an operator does something: memory, disk, password, permission, a cluster where none is
    /// supported. Go on without, and say so.
    case tellOperator
    /// The command or its answer is wrong, and always will be: our mistake.
    case never
}
