/// The other end of a `<Dial>`: a call of its own.
package struct DialledLeg: Sendable, Equatable {
    /// Its SID.
    package var sid: String
    /// The number that is called.
    package var number: String
    /// The number that the person who is called sees.
    package var callerID: String

    package init(sid: String, number: String, callerID: String) {
        self.sid = sid
        self.number = number
        self.callerID = callerID
    }
}

/// One number of a `<Dial>`, and how it turned out.
package struct DialRecord: Sendable, Equatable {
    /// The leg that was dialled.
    package var leg: DialledLeg
    /// `DialCallStatus`.
    package var status: String
    /// How long it rang.
    package var rang: Duration
    /// How long the leg lasted from the answer to its end; nil when the call was not answered.
    package var answered: Duration?
    /// Whether the leg was joined with the caller's.
    package var isBridged = false
    /// What was said on the leg before it was joined, sentence by sentence.
    package var whispers: [String] = []

    /// How it turned out, in words.
    package var outcome: String {
        let joined = answered == nil ? "" : isBridged ? ", put through" : ", not put through"
        return status + joined
    }

    package init(
        leg: DialledLeg, status: String, rang: Duration, answered: Duration? = nil, isBridged: Bool = false,
        whispers: [String] = []
    ) {
        self.leg = leg
        self.status = status
        self.rang = rang
        self.answered = answered
        self.isBridged = isBridged
        self.whispers = whispers
    }
}
