/// Finds the business behind a dialled number.
package protocol TenantDirectory: Sendable {
    /// The tenant of a dialled number, or the default one; nil if there is neither.
    func tenant(forDialled number: String) async -> Tenant?
}

/// Knows what a business has of its callers.
package protocol CallerDirectory: Sendable {
    /// What is known of a ticket's caller; nil if nothing can be said in time. Bounded: the caller waits for it.
    func history(for ticket: CallTicket) async -> CallerHistory?
}

/// Hears of callers who were turned away.
package protocol RefusalWitness: Sendable {
    /// A caller was not taken. At once; must not block.
    /// - Parameter reason: why, in words that follow "because".
    /// - Returns: whether it is taken down that somebody is to call them back.
    @discardableResult
    func refused(_ ticket: CallTicket, because reason: String) -> Bool
}

/// What a recorded greeting is filed under: it may be played again only if every part is the same.
package struct GreetingKey: Sendable, Hashable {
    /// The tenant's id.
    package var tenant: String
    /// The words.
    package var text: String
    /// The voice that says them.
    package var voice: String
    /// The model whose voice it is.
    package var model: String

    package init(tenant: String, text: String, voice: String, model: String) {
        self.tenant = tenant
        self.text = text
        self.voice = voice
        self.model = model
    }
}

/// Keeps recorded greetings as line audio: µ-law, 8 kHz.
package protocol GreetingStore: Sendable {
    /// The recording, if there is one. Called on an event loop: must not block.
    func recording(for key: GreetingKey) -> GreetingRecording?
    /// Keeps a recording.
    func keep(_ recording: GreetingRecording, for key: GreetingKey)
}

/// A greeting as it goes to the carrier.
package struct GreetingRecording: Sendable, Equatable {
    /// µ-law, 8 kHz, mono.
    package var audio: [UInt8]

    package init(audio: [UInt8]) {
        self.audio = audio
    }
}

/// Takes down what happens on calls. Called on an event loop: must not block, must not grow without bound, and must
/// not lose what it accepted.
package protocol CallRecorder: Sendable {
    /// Something to be kept happened on a call.
    func record(_ entry: CallRecord, of ticket: CallTicket)
}

/// One thing to be kept of a call.
package enum CallRecord: Sendable, Equatable {
    /// The stream opened.
    case started
    /// Somebody said something, or typed it.
    case turn(Turn)
    /// A tool answered.
    case tool(ToolInvocation, result: String, took: CallDuration)
    /// A step of putting the caller through to a person.
    case transfer(TransferStep)
    /// The agent claimed what no tool has done.
    case claim(UnbackedClaim)
    /// The model's bill for one response.
    case usage(ResponseUsage)
    /// The bill for writing down one of the caller's turns.
    case transcription(TranscriptionCount)
    /// The call is over.
    case ended(Termination, CallFigures)
}

/// Tokens of one response, as the model counts them.
package struct ResponseUsage: Sendable, Equatable {
    /// Text tokens read, cached ones included.
    package var textIn = 0
    /// Audio tokens read, cached ones included.
    package var audioIn = 0
    /// Cached text tokens read.
    package var cachedTextIn = 0
    /// Cached audio tokens read.
    package var cachedAudioIn = 0
    /// Text tokens written.
    package var textOut = 0
    /// Audio tokens written.
    package var audioOut = 0

    package init() {}
}

/// What writing down the caller's words cost; billed apart from the conversation.
package struct TranscriptionCount: Sendable, Equatable {
    /// Tokens read, audio and text.
    package var tokensIn = 0
    /// Tokens written.
    package var tokensOut = 0
    /// Audio billed by its length, in milliseconds.
    package var milliseconds = 0

    package init(tokensIn: Int = 0, tokensOut: Int = 0, milliseconds: Int = 0) {
        self.tokensIn = tokensIn
        self.tokensOut = tokensOut
        self.milliseconds = milliseconds
    }
}

/// Gives out the calls that the voice webhook admitted.
package protocol TicketOffice: Sendable {
    /// Redeems the ticket that a media socket presents, once.
    /// - Parameters:
    ///   - token: what the socket's `start` carried; nil if it carried none.
    ///   - callSID: the call the socket says it is for.
    func redeem(token: String?, callSID: String) async -> Result<CallTicket, TicketRefusal>
}

/// Moves a live call elsewhere, at the carrier.
package protocol CallMover: Sendable {
    /// Has the carrier put the caller through to a person, while the caller's stream is still open. Has a bound of its
    /// own.
    func move(_ order: TransferOrder, of ticket: CallTicket) async -> MoveOutcome
}

/// What came of moving a call.
package enum MoveOutcome: Sendable, Equatable {
    /// The carrier does it.
    case moved
    /// It does not, or nobody knows: the stream is to be closed, so that the carrier asks what is next. In words.
    case notMoved(String)
    /// There is no such call any more: the caller has hung up.
    case gone
}

/// Knows the calls that are alive.
package protocol CallWatcher: Sendable {
    /// A ticket was redeemed; the call lives until `callEnded`.
    /// - Returns: false if there is no place for it: it has been ended, and `callEnded` is not to be told of it.
    func callOpened(_ call: any LiveCall, _ ticket: CallTicket) async -> Bool
    /// The call is over; its place is free.
    func callEnded(_ ticket: CallTicket, _ termination: Termination) async
}

/// How a call is to end.
package enum CallOrder: Sendable, Equatable {
    /// With a goodbye that is heard.
    case leave(Goodbye.Cause)
    /// At once.
    case end(Termination.Reason)
}

/// One live call, as those who supervise it see it.
package protocol LiveCall: AnyObject, Sendable {
    /// Ends the call with a goodbye that is heard.
    /// - Returns: false if how it ends cannot be changed any more.
    @discardableResult
    func leave(_ cause: Goodbye.Cause) async -> Bool
    /// Ends the call at once.
    func end(_ reason: Termination.Reason) async
    /// One of these, handed to the call and not waited for: where many calls are told, one may be on a loop that is
    /// stuck.
    nonisolated func hand(_ order: CallOrder)
    /// What the call looks like now.
    func snapshot() async -> CallSnapshot
    /// The same of several calls that share this one's executor, in their order, at the price of one visit to it; nil
    /// for one that does not share it.
    func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?]
    /// The same calls counted together; those that do not share this one's executor are left out.
    func tally(of calls: [any LiveCall]) async -> CallTally
    /// What the calls of one executor have in common; calls with the same can be asked together.
    nonisolated var executor: ObjectIdentifier { get }
    /// The call with all that is remembered of it.
    func detail() async -> CallDetail
}

extension LiveCall {
    package nonisolated var executor: ObjectIdentifier { ObjectIdentifier(self) }

    package func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?] {
        var snapshots: [CallSnapshot?] = []
        for call in calls { snapshots.append(await call.snapshot()) }
        return snapshots
    }

    package func tally(of calls: [any LiveCall]) async -> CallTally {
        var tally = CallTally()
        for call in calls {
            let snapshot = await call.snapshot()
            tally.add(snapshot.state, snapshot.figures)
        }
        return tally
    }

    package func detail() async -> CallDetail { CallDetail(snapshot: await snapshot()) }
}
