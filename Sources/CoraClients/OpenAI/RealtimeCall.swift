package import CoraTenant

/// A call between a browser and the model, as the model's API answers to the browser's offer (openai-realtime §1.4).
package struct RealtimeCall: Sendable, Equatable {
    /// The call's id; see ``isID(_:)``.
    package var id: String
    /// The model's answer to the offer: a session description.
    package var answer: String

    package init(id: String, answer: String) {
        self.id = id
        self.answer = answer
    }

    private static let idPrefix = "rtc_"
    private static let longestID = 128

    /// Whether this can be a call's id: `rtc_` and letters, digits, `-` and `_`, 128 characters at most. Ids become parts
    /// of addresses, and some come from browsers.
    package static func isID(_ text: String) -> Bool {
        text.hasPrefix(idPrefix) && text.utf8.count > idPrefix.utf8.count && text.utf8.count <= longestID
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The id in an answer's `Location`, which is an address or a path whose last segment it is; nil if there is none.
    package static func id(in location: String) -> String? {
        let path = location.prefix { $0 != "?" && $0 != "#" }
        guard let last = path.split(separator: "/").last.map(String.init), isID(last) else { return nil }
        return last
    }
}

/// A secret with which a browser can begin sessions of settings that the server has fixed (openai-realtime §1.3).
package struct ClientSecret: Sendable, Equatable {
    /// The secret, `ek_…`.
    package var value: Confidential
    /// Until when it begins sessions, in seconds since 1970 (UTC). A session that has begun goes on.
    package var expiresAt: Int
    /// Where an offer is posted with it.
    package var calls: String

    package init(value: Confidential, expiresAt: Int, calls: String) {
        self.value = value
        self.expiresAt = expiresAt
        self.calls = calls
    }
}

/// Why an offer was not answered.
package struct RealtimeCallFailure: Error, Sendable, Equatable {
    /// What went wrong.
    package var cause: OpenAIError
    /// The call that the server has made all the same, although its answer could not be read: it has to be hung up. Nil
    /// if there is none, or its id is not known.
    package var callID: String?

    package init(_ cause: OpenAIError, callID: String? = nil) {
        self.cause = cause
        self.callID = callID
    }
}
