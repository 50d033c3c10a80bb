/// Who calls, as far as the line tells. The webhook decides it once for a call, and everything that depends on it asks
/// this type: history, leads, the prompt, callbacks, and the caller ID of a transfer.
package enum Caller: Sendable, Hashable {
    /// A telephone number, E.164.
    case number(String)
    /// The caller, or their carrier, keeps the number back.
    case withheld
    /// What is no telephone number: a SIP address, a service's short code, letters.
    case address(String)
    /// A caller in a browser or an app: they have neither a number nor one withheld.
    case web

    /// The longest address that is kept, in characters.
    private static let longestAddress = 255
    /// How a caller in a browser stands in the record. No carrier's `From` is this word alone.
    private static let webWord = "web"

    /// Reads the carrier's `From`; a record's column is read in the same way.
    ///
    /// Twilio writes a withheld number as a word, as nothing, or as the digits that spell the word on a keypad
    /// (Twilio, "Why am I getting calls from these strange numbers?"). Such digits can also be a real number
    /// (+1 737 874 2833 is one of Austin): it is then taken to be withheld, which costs its owner their history, while
    /// the contrary would show one stranger's history to the next.
    package init(_ from: String) {
        let user = CarrierAddress.user(of: from)
        if from == Self.webWord {
            self = .web
        } else if WithheldNumber.isOne(user) || CarrierAddress.host(of: from) == "anonymous.invalid" {
            self = .withheld
        } else if let number = CarrierAddress.number(in: from) {
            self = .number(number)
        } else {
            self = .address(String(from.prefix(Self.longestAddress)))
        }
    }

    /// The number by which the business knows the caller, E.164; nil for every caller who has none of their own.
    package var number: String? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The number as one that may be called back and may be shown to others as a caller ID: it is not withheld, and the
    /// numbering plan has it.
    package var callable: PhoneNumber? {
        number.flatMap { try? PhoneNumber($0) }
    }

    /// Whether the caller is on a telephone line, and so can be put through to another.
    package var isOnLine: Bool { self != .web }

    /// How the caller stands in the record: the number, `anonymous`, the address, or `web`.
    package var recorded: String {
        switch self {
        case .number(let number): number
        case .withheld: "anonymous"
        case .address(let address): address
        case .web: Self.webWord
        }
    }

    /// What the model is told for the caller's number. An address is a stranger's text and stays out.
    package var inPrompt: String {
        switch self {
        case .number(let number): number
        case .withheld: "withheld"
        case .address: "not known; the line has no telephone number"
        case .web: "none; the caller is in a browser, and has to be asked for a number"
        }
    }

    /// The caller in words for people of the business: the number, or why there is none.
    package var inWords: String {
        switch self {
        case .number(let number): number
        case .withheld: "a caller who withholds their number"
        case .address: "a caller without a telephone number"
        case .web: "a caller in a browser"
        }
    }
}

extension Caller {
    /// The telephone number that a webhook's `To` names, in E.164: also of a SIP address; else the text as it is.
    package static func dialled(_ to: String) -> String {
        CarrierAddress.number(in: to) ?? to
    }
}
