/// Is told of callers who were refused.
package protocol RefusalWitness: Sendable {
    /// A caller was refused. Must return at once.
    /// - Parameter reason: why, in words that follow "because".
    /// - Returns: whether a callback was recorded for the caller.
    @discardableResult
    func refused(_ ticket: CallTicket, because reason: String) -> Bool
}
