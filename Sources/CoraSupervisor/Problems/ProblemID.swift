/// The kinds of problem, as `Problem.id` has them. Each has a section of this name in `Config/runbook.md`. Stable: more
/// may be added; none is removed or changes its meaning.
package enum ProblemID: String, Sendable, Equatable, CaseIterable {
    /// The model's sockets or sessions fail.
    case modelFailing = "model_failing"
    /// Sessions with the model take too long to set up.
    case modelSlow = "model_slow"
    /// What callers say cannot be written down.
    case transcriptionFailing = "transcription_failing"
    /// Callers wait too long for the agent's first word.
    case firstAudioSlow = "first_audio_slow"
    /// Callers wait too long for answers.
    case turnSlow = "turn_slow"
    /// Event loops run late: audio is late for every call.
    case loopLag = "loop_lag"
    /// The process uses nearly as much memory as it may.
    case memoryHigh = "memory_high"
    /// Rows come into the outbox faster than the database takes them.
    case outboxGrowing = "outbox_growing"
    /// The outbox is at its limit, or close to it: no new call is taken.
    case outboxFull = "outbox_full"
    /// The outbox cannot write rows to disk.
    case outboxDisk = "outbox_disk"
    /// The database refuses rows; they are set aside.
    case rowsShelved = "rows_shelved"
    /// Rows were lost at the outbox's hard limit.
    case rowsRefused = "rows_refused"
    /// The database does not answer.
    case databaseDown = "database_down"
    /// The database answers, and yet the writer brings no row to it.
    case writerStuck = "writer_stuck"
    /// A tenant gets far more calls than it may have.
    case tenantFlooding = "tenant_flooding"
    /// A tenant has as many calls as it may have.
    case tenantFull = "tenant_full"
    /// The instance has as many calls as it may have.
    case instanceFull = "instance_full"
    /// The instance refuses new calls because it is under pressure: loops, memory or outbox.
    case shedding
    /// A tenant has spent its soft limit for today.
    case spendSoft = "spend_soft"
    /// A tenant has spent its hard limit for today: its callers are offered a callback.
    case spendHard = "spend_hard"
    /// The instance is draining: it takes no new calls.
    case draining
    /// The instance drains, and calls do not end in time.
    case drainStuck = "drain_stuck"
    /// Calls end by the model's or our own fault.
    case callFailures = "call_failures"
    /// Callers' audio is dropped.
    case framesDropped = "frames_dropped"
    /// The audio that browsers get is bad: packets are lost, or it breaks off again and again.
    case webAudioBad = "web_audio_bad"
    /// The model account's tokens for this minute are nearly used up.
    case modelTokensLow = "model_tokens_low"
    /// A tool fails often.
    case toolsFailing = "tools_failing"
    /// Connections cannot be accepted: the process or the machine has no file descriptor left.
    case filesUsedUp = "files_used_up"
    /// Strangers hold so many connections that the oldest are closed.
    case strangersCrowding = "strangers_crowding"
    /// Lines of the log are lost, because standard error does not take them.
    case logDropped = "log_dropped"
}
