/// The metadata keys of log lines and spans, except the database driver's own (`cora.postgres.…`). What callers or the
/// agent said, and who they are, goes under ``personal`` keys only: `LOG_REDACT` hides those.
package enum LogKey {
    /// What every key begins with; log lines for people leave it out.
    package static let prefix = "cora."
    /// What keys of personal data begin with.
    package static let personal = "cora.pii."

    // MARK: Personal

    /// A caller's number.
    package static let caller = "cora.pii.caller"
    /// Another person's number.
    package static let number = "cora.pii.number"
    /// What was said.
    package static let text = "cora.pii.text"
    /// What was heard of what was said.
    package static let heard = "cora.pii.heard"
    /// The arguments of a tool call.
    package static let arguments = "cora.pii.arguments"
    /// What a tool answered.
    package static let toolResult = "cora.pii.result"
    /// An error that may repeat what was said.
    package static let personalError = "cora.pii.error"

    // MARK: A call

    /// The carrier's id of the call.
    package static let call = "cora.call.sid"
    /// Our own id of the call.
    package static let callID = "cora.call.id"
    /// The model's id of a call between a browser and the model.
    package static let peer = "cora.peer"
    /// The tenant's id.
    package static let tenant = "cora.tenant"
    /// A phrase that is recorded in advance.
    package static let phrase = "cora.phrase"
    /// How many streams the call had before.
    package static let attempt = "cora.attempt"
    /// A turn's number, and whether it is the caller's or the agent's.
    package static let turn = "cora.turn"
    /// At which millisecond a turn was cut.
    package static let cut = "cora.cut.ms"
    /// How a stream ended.
    package static let outcome = "cora.outcome"
    /// Which side ended a stream.
    package static let result = "cora.result"
    /// Times the caller spoke over the agent.
    package static let bargeIns = "cora.bargeins"
    /// Media frames from the caller.
    package static let framesIn = "cora.frames.in"
    /// Media messages to the caller.
    package static let framesOut = "cora.frames.out"
    /// What a web session's page has measured, in words.
    package static let page = "cora.page"
    /// Frames that were dropped.
    package static let framesDropped = "cora.frames.dropped"
    /// A step of putting the caller through to a person.
    package static let transfer = "cora.transfer"
    /// What the agent claimed.
    package static let claim = "cora.claim"
    /// Whether the model was corrected for a claim.
    package static let corrected = "cora.corrected"
    /// Tokens read by the model.
    package static let tokensIn = "cora.tokens.in"
    /// Tokens written by the model.
    package static let tokensOut = "cora.tokens.out"
    /// Milliseconds to the first audio.
    package static let firstAudio = "cora.first_audio.ms"
    /// Milliseconds that this process took of a measured time.
    package static let ours = "cora.ours.ms"
    /// The longest part of an answer's latency.
    package static let cause = "cora.cause"

    /// Milliseconds of a part of an answer's latency.
    package static func part(_ part: TurnTiming.Cause) -> String { "cora.\(part.rawValue).ms" }

    // MARK: Tools and summaries

    /// A tool's name.
    package static let tool = "cora.tool"
    /// How a tool's run ended.
    package static let toolOutcome = "cora.tool.outcome"
    /// Whether a tool wrote anything that stays.
    package static let toolWrote = "cora.tool.wrote"
    /// Whether a tool is a tenant's own.
    package static let toolDeclared = "cora.tool.declared"
    /// What wrote a summary: the model or the record.
    package static let summarySource = "cora.summary.source"
    /// What a call came to for the business.
    package static let summaryOutcome = "cora.summary.outcome"
    /// How good the lead is, 0 to 100.
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
    /// An error of the database, logged outside its driver.
    package static let databaseError = "cora.postgres.error"
    /// A migration of the schema.
    package static let migration = "cora.migration"
    /// The last migration that this build knows.
    package static let migrationKnown = "cora.migration.known"
    /// Calls that were deleted for their age.
    package static let purgedCalls = "cora.purge.calls"
    /// Effects of tools that were deleted for their age.
    package static let purgedEffects = "cora.purge.effects"
    /// How many batches a purge took.
    package static let purgeBatches = "cora.purge.batches"
    /// Why a purge failed.
    package static let purgeError = "cora.purge.error"
    /// A channel of the database's notifications.
    package static let channel = "cora.channel"
    /// How many listings there are.
    package static let listings = "cora.listings"
    /// Ids of tenants.
    package static let tenants = "cora.tenants"
    /// How many tenants there are.
    package static let tenantCount = "cora.tenants.count"
    /// Ids of tenants that changed.
    package static let tenantsChanged = "cora.tenants.changed"
    /// What is wrong with tenants' settings.
    package static let tenantProblems = "cora.tenants.problems"

    // MARK: The process

    /// Why something happened.
    package static let reason = "cora.reason"
    /// A number of milliseconds.
    package static let milliseconds = "cora.ms"
    /// A count.
    package static let count = "cora.count"
    /// The type of an event that a peer sent.
    package static let event = "cora.event"
    /// How late an event loop was, in milliseconds.
    package static let loopLag = "cora.loop.lag.ms"
    /// Memory in use, in megabytes.
    package static let memory = "cora.memory.mb"
    /// How many similar lines were left out.
    package static let repeated = "cora.repeated"
    /// How many more of the same kind there were.
    package static let more = "cora.more"
    /// How many spans there are.
    package static let spans = "cora.spans"
    /// A client's address.
    package static let client = "cora.client"
    /// The path of a request.
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
