package import CoraCall
package import CoraRealtime
package import CoraTenant
package import Logging

/// The services that calls use, each behind a protocol. One value serves every call of the process.
package struct CallServices: Sendable {
    /// The instance's settings for calls.
    package struct Settings: Sendable {
        /// Time limits for the start of a call.
        package var limits: CallStateMachine.Limits
        /// How much caller audio is held until the model's session is set up.
        package var heldAudio: CallDuration
        /// The SID of the Twilio account whose streams are accepted; nil for any.
        package var accountSID: String?
        /// The largest message accepted from the caller's side, in bytes.
        package var maxCallerFrame: Int

        package init(
            limits: CallStateMachine.Limits = .init(), heldAudio: CallDuration = .seconds(5), accountSID: String? = nil,
            maxCallerFrame: Int = 64 << 10
        ) {
            self.limits = limits
            self.heldAudio = heldAudio
            self.accountSID = accountSID
            self.maxCallerFrame = maxCallerFrame
        }
    }

    /// Gives out the admitted calls for their tickets.
    package var tickets: any TicketOffice
    /// Keeps recorded greetings and phrases.
    package var recordings: any RecordingStore
    /// Records what happens on calls.
    package var recorder: any CallRecorder
    /// Runs tools.
    package var tools: any ToolRunner
    /// Receives what calls measure; nil if measurements are not wanted.
    package var observer: (any CallObserver)?
    /// Keeps the list of live calls.
    package var watcher: any CallWatcher
    /// Asks the carrier to transfer live calls; nil to close the stream and let the carrier ask what is next.
    package var mover: (any CallMover)?
    /// Connects browsers to the model; nil where no audio passes by us.
    package var peers: (any PeerCalls)?
    /// Dials the model.
    package var dialer: ModelDialer
    /// The instance's settings for calls.
    package var settings: Settings
    /// The logger of calls; each call adds its own SID.
    package var logger: Logger

    package init(
        tickets: any TicketOffice, recordings: any RecordingStore, recorder: any CallRecorder, tools: any ToolRunner,
        watcher: any CallWatcher, observer: (any CallObserver)? = nil, mover: (any CallMover)? = nil,
        peers: (any PeerCalls)? = nil, dialer: ModelDialer, settings: Settings = .init(), logger: Logger
    ) {
        self.tickets = tickets
        self.recordings = recordings
        self.recorder = recorder
        self.tools = tools
        self.watcher = watcher
        self.observer = observer
        self.mover = mover
        self.peers = peers
        self.dialer = dialer
        self.settings = settings
        self.logger = logger
    }

    /// The settings of the model's session for a call.
    package func session(of ticket: CallTicket) -> SessionSettings {
        let tools = [EndCallTool.description] + tools.descriptions(for: ticket.tenant)
        var session = dialer.session(for: ticket.tenant, tools: tools)
        session.instructions = ticket.instructions
        session.maxOutputTokens = ticket.quality.longestAnswer
        return session
    }
}
