/// The other end of a `<Dial>`: a call of its own.
package struct DialledLeg: Sendable, Equatable {
    /// Its SID.
    package var sid: String
    /// Who is called.
    package var number: String
    /// The number that is shown.
    package var callerID: String

    package init(sid: String, number: String, callerID: String) {
        self.sid = sid
        self.number = number
        self.callerID = callerID
    }
}

/// One number of a `<Dial>`, and what came of it.
package struct DialRecord: Sendable, Equatable {
    /// The leg that was dialled.
    package var leg: DialledLeg
    /// `DialCallStatus`.
    package var status: String
    /// How long it rang.
    package var rang: Duration
    /// From the answer to the end; nil when nobody answered.
    package var answered: Duration?
    /// Whether the two were joined.
    package var isBridged = false
    /// What was said on the leg before that, sentence by sentence.
    package var whispers: [String] = []

    /// What came of it, in words.
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
