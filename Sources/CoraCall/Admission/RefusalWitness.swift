/// Hears of callers who were turned away.
package protocol RefusalWitness: Sendable {
    /// A caller was not taken. At once; must not block.
    /// - Parameter reason: why, in words that follow "because".
    /// - Returns: whether it is taken down that somebody is to call them back.
    @discardableResult
    func refused(_ ticket: CallTicket, because reason: String) -> Bool
}
