package import CoraCall
package import Logging

/// What a call needs of the world, behind ports: the same for every call of the process.
package struct CallServices: Sendable {
    /// Bounds and choices that are the instance's.
    package struct Settings: Sendable {
        /// From the socket's opening to `start`, and from `start` to a model session.
        package var limits: CallStateMachine.Limits
        /// How much caller audio is held until the model can hear it.
        package var heldAudio: CallDuration
        /// The Twilio account whose streams are taken; nil for any.
        package var accountSID: String?
        /// The largest frame taken from the carrier, in bytes.
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

    /// Gives out admitted calls.
    package var tickets: any TicketOffice
    /// Recorded greetings.
    package var greetings: any GreetingStore
    /// Takes down what happens.
    package var recorder: any CallRecorder
    /// Runs tools.
    package var tools: any ToolRunner
    /// Hears what calls measure; nil for nobody.
    package var observer: (any CallObserver)?
    /// Knows the live calls.
    package var watcher: any CallWatcher
    /// Moves live calls at the carrier; nil to close the stream and let the carrier ask what is next.
    package var mover: (any CallMover)?
    /// Dials the model.
    package var dialer: ModelDialer
    /// Bounds and choices.
    package var settings: Settings
    /// Where calls log; each adds its own SID.
    package var logger: Logger

    package init(
        tickets: any TicketOffice, greetings: any GreetingStore, recorder: any CallRecorder, tools: any ToolRunner,
        watcher: any CallWatcher, observer: (any CallObserver)? = nil, mover: (any CallMover)? = nil,
        dialer: ModelDialer, settings: Settings = .init(), logger: Logger
    ) {
        self.tickets = tickets
        self.greetings = greetings
        self.recorder = recorder
        self.tools = tools
        self.watcher = watcher
        self.observer = observer
        self.mover = mover
        self.dialer = dialer
        self.settings = settings
        self.logger = logger
    }
}
