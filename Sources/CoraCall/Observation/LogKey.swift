/// The keys under which log lines and spans carry what goes with them: all of them but the database driver's own
/// (`cora.postgres.…`). What callers or the agent said, and who they are, goes under ``personal`` keys only: those are
/// what `LOG_REDACT` hides.
package enum LogKey {
    /// Every key begins so; lines for people leave it out.
    package static let prefix = "cora."
    /// Keys of what is personal begin so.
    package static let personal = "cora.pii."

    // MARK: Personal

    /// A caller's number.
    package static let caller = "cora.pii.caller"
    /// Another person's number.
    package static let number = "cora.pii.number"
    /// What was said.
    package static let text = "cora.pii.text"
    /// What was heard of it.
    package static let heard = "cora.pii.heard"
    /// What a tool was told.
    package static let arguments = "cora.pii.arguments"
    /// What it answered.
    package static let toolResult = "cora.pii.result"
    /// An error that may repeat what was said.
    package static let personalError = "cora.pii.error"

    // MARK: A call

    /// The carrier's id of the call.
    package static let call = "cora.call.sid"
    /// Our own id of the call.
    package static let callID = "cora.call.id"
    /// The tenant's id.
    package static let tenant = "cora.tenant"
    /// How many streams the call had before.
    package static let attempt = "cora.attempt"
    /// A turn's number, and whose it was.
    package static let turn = "cora.turn"
    /// At which millisecond a turn was cut.
    package static let cut = "cora.cut.ms"
    /// How a stream ended.
    package static let outcome = "cora.outcome"
    /// By whose doing.
    package static let result = "cora.result"
    /// Times the caller spoke over the agent.
    package static let bargeIns = "cora.bargeins"
    /// Media frames from the caller.
    package static let framesIn = "cora.frames.in"
    /// Media messages to the caller.
    package static let framesOut = "cora.frames.out"
    /// Frames that were dropped.
    package static let framesDropped = "cora.frames.dropped"
    /// A step of putting the caller through to a person.
    package static let transfer = "cora.transfer"
    /// What the agent claimed.
    package static let claim = "cora.claim"
    /// Whether the agent put a claim right.
    package static let corrected = "cora.corrected"
    /// Tokens read by the model.
    package static let tokensIn = "cora.tokens.in"
    /// Tokens written by the model.
    package static let tokensOut = "cora.tokens.out"
    /// Milliseconds to the first audio.
    package static let firstAudio = "cora.first_audio.ms"
    /// Milliseconds of our own part.
    package static let ours = "cora.ours.ms"
    /// The longest part of an answer's latency.
    package static let cause = "cora.cause"

    /// Milliseconds of a part of an answer's latency.
    package static func part(_ part: TurnTiming.Cause) -> String { "cora.\(part.rawValue).ms" }

    // MARK: Tools and summaries

    /// A tool's name.
    package static let tool = "cora.tool"
    /// What came of its run.
    package static let toolOutcome = "cora.tool.outcome"
    /// Whether it wrote anything.
    package static let toolWrote = "cora.tool.wrote"
    /// Whether it is a tenant's own.
    package static let toolDeclared = "cora.tool.declared"
    /// Who wrote a summary.
    package static let summarySource = "cora.summary.source"
    /// What a call came to.
    package static let summaryOutcome = "cora.summary.outcome"
    /// How good the lead is.
    package static let summaryLead = "cora.summary.lead"

    // MARK: The record and the tenants

    /// Ids of calls, or how many there are.
    package static let calls = "cora.calls"
    /// The outbox's number of a row.
    package static let outboxSequence = "cora.outbox.sequence"
    /// How full the outbox is, of a hundred.
    package static let outboxPercent = "cora.outbox.percent"
    /// Attempts that failed in a row.
    package static let failures = "cora.failures"
    /// What the database said, outside its driver.
    package static let databaseError = "cora.postgres.error"
    /// A migration of the schema.
    package static let migration = "cora.migration"
    /// The last migration that this build knows.
    package static let migrationKnown = "cora.migration.known"
    /// Calls that were deleted for their age.
    package static let purgedCalls = "cora.purge.calls"
    /// Effects of tools that were deleted for their age.
    package static let purgedEffects = "cora.purge.effects"
    /// In how many batches.
    package static let purgeBatches = "cora.purge.batches"
    /// Why not.
    package static let purgeError = "cora.purge.error"
    /// A channel of the database's notifications.
    package static let channel = "cora.channel"
    /// How many listings.
    package static let listings = "cora.listings"
    /// Ids of tenants.
    package static let tenants = "cora.tenants"
    /// How many tenants.
    package static let tenantCount = "cora.tenants.count"
    /// Ids of those that changed.
    package static let tenantsChanged = "cora.tenants.changed"
    /// What is wrong with their settings.
    package static let tenantProblems = "cora.tenants.problems"

    // MARK: The process

    /// Why something happened.
    package static let reason = "cora.reason"
    /// A number of milliseconds.
    package static let milliseconds = "cora.ms"
    /// A count.
    package static let count = "cora.count"
    /// An event of a peer's, by its type.
    package static let event = "cora.event"
    /// How late an event loop was, in milliseconds.
    package static let loopLag = "cora.loop.lag.ms"
    /// Memory in use, in megabytes.
    package static let memory = "cora.memory.mb"
    /// How many lines like it were not written.
    package static let repeated = "cora.repeated"
    /// How many more of the kind there were.
    package static let more = "cora.more"
    /// How many spans.
    package static let spans = "cora.spans"
    /// A client's address.
    package static let client = "cora.client"
    /// What a request asked for.
    package static let path = "cora.path"
    /// An address of ours or another instance's.
    package static let url = "cora.url"
    /// A port that is listened on.
    package static let port = "cora.port"
    /// A signal of the operating system's.
    package static let signal = "cora.signal"
    /// A setting's name.
    package static let setting = "cora.setting"
    /// A setting's value.
    package static let value = "cora.value"
    /// How many settings changed.
    package static let changed = "cora.changed"
}
