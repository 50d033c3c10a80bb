package import CoraCall
package import CoraStore
import CoraTenant

extension LostLead {
    /// Makes the lost lead of a call that is over and does not go on. Nil if the call ended in the usual way, if
    /// nothing was heard, if a tool has seen to it that a person will be in touch, or if there is no number to call.
    /// - Parameter catalog: what each tool means for such a caller.
    package init?(_ call: EndedCall, with catalog: ToolCatalog) {
        let isBroken = call.ending?.isBrokenOff ?? true
        guard isBroken || !call.claims.isEmpty else { return nil }
        let heard = CallerWords(in: call.items.compactMap(\.callersWords))
        let wanted = call.items.compactMap(\.tool).filter { catalog[$0.name].followUp != .notNeeded }
        guard !wanted.contains(where: { $0.worked && catalog[$0.name].followUp == .arranged }) else { return nil }
        let isPromised = call.ending?.promisesCallback ?? false
        let isOwed = isPromised || heard.isAnything || !wanted.isEmpty || !call.claims.isEmpty
        guard isOwed else { return nil }
        guard let phone = call.caller.number ?? heard.number else { return nil }
        self.init(
            callID: call.callID, tenantID: call.tenantID, phone: phone,
            notes: Self.notes(call, heard, wanted.map(\.name), isBroken: isBroken), repeats: false)
    }

    /// Makes the lost lead of a caller whose call was refused; nil if they have no number.
    /// - Parameter reason: why it was refused, in words: `all lines were busy`.
    package init?(refused ticket: CallTicket, because reason: String) {
        guard let phone = ticket.caller.number else { return nil }
        self.init(
            callID: ticket.callID, tenantID: ticket.tenant.id, phone: phone,
            notes: "The caller was not answered: \(reason.clipped(to: 200)). Nothing was said.", repeats: true)
    }

    private static func notes(_ call: EndedCall, _ heard: CallerWords, _ tools: [String], isBroken: Bool) -> String {
        var parts: [String] = []
        if isBroken {
            let ending = call.ending?.words ?? "nobody knows how"
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
    /// What the caller said, if this is a turn of theirs; else nil.
    fileprivate var callersWords: String? {
        guard case .message(.user, _, let text, _, _) = self else { return nil }
        return text
    }

    /// A tool's name and whether it did what it was asked, if this is a tool's run; else nil.
    fileprivate var tool: (name: String, worked: Bool)? {
        guard case .tool(let invocation, let outcome) = self else { return nil }
        return (invocation.name, outcome.succeeded)
    }
}
