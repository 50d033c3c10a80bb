package import CoraCall
import CoraStore

/// A caller whom somebody has to call back because nothing came of the call: it broke off after they had given a name,
/// a number or a wish, it was refused, or the agent promised what no tool had done. Becomes a row in `callbacks`.
package struct LostLead: Sendable, Equatable {
    /// Our own id of the call.
    package var callID: String
    /// The tenant's id.
    package var tenantID: String
    /// Whom to call: E.164, or the digits the caller gave where their number is withheld.
    package var phone: String
    /// What was heard, and how it ended, in words.
    package var notes: String
    /// Whether it says no more than one that is open already and is of the same caller's last hour: a caller who was
    /// refused tries again and again.
    package var repeats: Bool

    /// Ends that are nobody's wish, by `Termination.label`; the last is that of a call whose process died.
    private static let brokenOff: Set<String> = [
        "caller_socket_lost", "caller_media_lost", "protocol_fault", "model_unavailable", "model_lost", "poisoned",
        "drained", "process_lost", promised,
    ]
    /// Of an end after which the caller was told that they will be called, whatever they had said.
    private static let promised = "spend_limit"
    /// Tools that leave something a person will see.
    private static let followedUp: Set<String> = ["book_showing", "request_callback", "transfer_to_human"]

    /// Whether a call that is over and does not go on leaves its caller lost. Nil if it ended as calls do, if nothing
    /// was heard, if a tool has seen to it that a person will be in touch, or if there is no number to call.
    package init?(_ call: EndedCall) {
        let isBroken = call.ending.map(Self.brokenOff.contains) ?? true
        guard isBroken || !call.claims.isEmpty else { return nil }
        let heard = CallerWords(in: call.items.compactMap(\.callersWords))
        let wanted = call.items.compactMap(\.tool).filter { $0.name != EndCallTool.name }
        guard !wanted.contains(where: { $0.worked && Self.followedUp.contains($0.name) }) else { return nil }
        let isOwed = call.ending == Self.promised || heard.isAnything || !wanted.isEmpty || !call.claims.isEmpty
        guard isOwed else { return nil }
        guard let phone = Self.phone(call.callerNumber) ?? heard.number else { return nil }
        callID = call.callID
        tenantID = call.tenantID
        self.phone = phone
        notes = Self.notes(call, heard, wanted.map(\.name), isBroken: isBroken)
        repeats = false
    }

    /// A caller who was turned away at the door. Nil if their number is withheld.
    /// - Parameter reason: why, in words: `all lines were busy`.
    package init?(refused ticket: CallTicket, because reason: String) {
        guard ticket.hasCallableNumber else { return nil }
        phone = ticket.callerNumber
        callID = ticket.callID
        tenantID = ticket.tenant.id
        notes = "The caller was not answered: \(reason.clipped(to: 200)). Nothing was said."
        repeats = true
    }

    private static func phone(_ number: String) -> String? {
        let isNumber = number.hasPrefix("+") && number.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        return isNumber && (8...16).contains(number.utf8.count) ? number : nil
    }

    private static func notes(_ call: EndedCall, _ heard: CallerWords, _ tools: [String], isBroken: Bool) -> String {
        var parts: [String] = []
        if isBroken {
            let ending = call.ending.map { $0.split(separator: "_").joined(separator: " ") } ?? "nobody knows how"
            parts.append("The call broke off (\(ending)) after \(call.seconds) s.")
        }
        for claim in call.claims.prefix(3) {
            parts.append("The agent said “\(claim.clipped(to: 200))”, and no tool had done it.")
        }
        if let name = heard.name { parts.append("Name: \(name).") }
        if let number = heard.number { parts.append("Number given: \(number).") }
        if let wish = heard.wish { parts.append("Said: “\(wish)”.") }
        if let last = tools.last { parts.append("Last asked of a tool: \(last.clipped(to: 64)).") }
        return parts.joined(separator: " ")
    }
}

extension StoredConversation.Item {
    /// What the caller said; nil for the rest.
    fileprivate var callersWords: String? {
        guard case .message(.user, _, let text, _, _) = self else { return nil }
        return text
    }

    /// A tool's name and whether it did what it was asked; nil for the rest.
    fileprivate var tool: (name: String, worked: Bool)? {
        guard case .tool(let invocation, let result) = self else { return nil }
        return (invocation.name, ToolOutcome(stored: result).succeeded)
    }
}
