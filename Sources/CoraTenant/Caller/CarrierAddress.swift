/// What stands in a webhook's `From` or `To`: a number, a SIP address (RFC 3261 §19.1), or a word. Pure.
enum CarrierAddress {
    /// The part that names the person: of `"Ana" <sip:+15125550142@203.0.113.9:5060;user=phone>` the text
    /// `+15125550142`; of anything that is no address, the text itself.
    static func user(of text: String) -> String {
        var rest = Substring(text)
        if let open = rest.lastIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            rest = rest[rest.index(after: open)..<close]
        }
        for scheme in ["sip:", "sips:", "tel:"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        let user = rest.prefix { $0 != "@" && $0 != ";" }
        // A password may follow the name; a lone "host:port" has none.
        let name = rest.contains("@") ? user.prefix { $0 != ":" } : user
        return trimmed(name.replacing("%2B", with: "+").replacing("%2b", with: "+"))
    }

    /// The host of a SIP address, in lower case; empty if there is none.
    static func host(of text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return "" }
        return String(text[text.index(after: at)...].prefix { !":;>".contains($0) }).lowercased()
    }

    /// The telephone number that an address names, in E.164; nil if it names none. Ten digits are a number of North
    /// America (+1), and so are eleven that begin with 1; other digits need a plus.
    static func number(in text: String) -> String? {
        let user = user(of: text)
        if user.hasPrefix("+") { return E164.isNumber(user) && !user.hasPrefix("+0") ? user : nil }
        guard user.utf8.allSatisfy({ (0x30...0x39).contains($0) }), (10...11).contains(user.utf8.count) else {
            return nil
        }
        return (try? PhoneNumber(user))?.e164
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        return words.joined(separator: " ")
    }
}
