// What `GET /metrics` tells. This is the one table: names, helps and bounds stand nowhere else, and alerts and dashboards
// are checked against it.

extension CoraMetric {
    // MARK: The process

    static let buildInfo = gauge("cora_build_info", "What was built; always 1.", by: "build")
    static let instanceState = gauge(
        "cora_instance_state", "1 for the state the instance is in: accepting, shedding or draining.", by: "state")
    static let startTime = gauge(
        "process_start_time_seconds", "When the process started, in seconds since 1970 (UTC).")
    static let cpu = counter("process_cpu_seconds_total", "Processor time used.")
    static let memory = gauge("process_resident_memory_bytes", "Memory in use.")
    static let loopLag = gauge(
        "cora_event_loop_lag_seconds", "How late an event loop ran a task that was due, when last looked.", by: "loop")
    static let loopLagMaximum = gauge(
        "cora_event_loop_lag_maximum_seconds", "The latest an event loop ran a task in the last minute.", by: "loop")
    static let problem = gauge(
        "cora_problem_active", "How many problems of that kind /ops/stats shows now.", by: "problem")
    static let seriesOverflow = counter(
        "cora_metrics_overflow_total", "Times a label's value was counted as \"other\" because there were too many.")

    // MARK: Calls

    static let calls = gauge("cora_calls", "Live calls by state: connecting, live, leaving.", by: "state")
    static let callsPending = gauge("cora_calls_pending", "Calls that were let in and whose media has not come.")
    static let callsLimit = gauge("cora_calls_limit", "How many calls there may be at once.")
    static let callsStarted = counter("cora_calls_started_total", "Media streams that were opened.")
    static let callsEnded = counter(
        "cora_calls_ended_total",
        "Media streams that ended, by whose doing it was: completed, caller_fault, model_fault, server_fault.",
        by: "result")
    static let callEndings = counter("cora_call_endings_total", "Media streams that ended, by how.", by: "reason")
    static let admitted = counter("cora_calls_admitted_total", "Calls let in.")
    static let refused = counter("cora_calls_refused_total", "Calls turned away, by why.", by: "reason")
    static let abandoned = counter("cora_calls_abandoned_total", "Calls let in whose media never came.")

    // MARK: What callers wait for

    static let firstAudio = histogram(
        "cora_first_audio_seconds", "From a stream's start to the agent's first audio on its way to the caller.", waits)
    static let turn = histogram(
        "cora_turn_latency_seconds", "From the caller's last word to the answer at their ear, fillers left out.", waits)
    static let turnPart = histogram(
        "cora_turn_part_seconds", "The parts of the turn latency: endpointing, model, tool, us, line.", waits,
        by: "part")
    static let turnCause = counter(
        "cora_turns_total", "Answers heard, by the longest part of their latency.", by: "cause")
    static let bargeIn = histogram(
        "cora_barge_in_seconds", "From the caller's first word over the agent to the line's being cleared.",
        moments)
    static let bargeInOurs = histogram(
        "cora_barge_in_ours_seconds", "Our own part of that: from the model's word to the clear's being written.",
        moments)

    // MARK: Audio

    static let framesIn = counter("cora_frames_in_total", "Media frames from callers.")
    static let framesOut = counter("cora_frames_out_total", "Media messages to callers.")
    static let framesDropped = counter(
        "cora_frames_dropped_total", "Frames from callers dropped because the model was not ready.")
    static let framesBroken = counter("cora_frames_broken_total", "Frames from callers that were no audio.")
    static let framesOutOfOrder = counter(
        "cora_frames_out_of_order_total", "Frames whose sequence number went backwards.")
    static let bargeIns = counter("cora_barge_ins_total", "Times a caller spoke over the agent.")

    // MARK: The model and the tools

    static let modelSockets = gauge(
        "cora_model_sockets", "Sockets to the model by state: dialling, open.", by: "state")
    static let modelOpened = counter("cora_model_sessions_total", "Model sessions that were set up.")
    static let modelFailed = counter("cora_model_failures_total", "Model sockets and sessions that failed.")
    static let modelReady = histogram(
        "cora_model_ready_seconds", "From dialling the model to a session that is set up.", waits)
    static let modelTokenLimit = gauge(
        "cora_model_tokens_limit", "Tokens the model account may use in a minute; absent until the model has said so.")
    static let modelTokensRemaining = gauge("cora_model_tokens_remaining", "What is left of them.")
    static let toolRuns = counter(
        "cora_tool_runs_total", "Runs of a tool, by outcome: ok, failed.", by: "tool", "outcome")
    static let toolTook = histogram("cora_tool_run_seconds", "How long runs of a tool took.", waits, by: "tool")

    // MARK: The record

    static let outboxRows = gauge("cora_outbox_rows", "Rows that wait on disk for the database.")
    static let outboxBytes = gauge("cora_outbox_bytes", "Their size.")
    static let outboxLimit = gauge("cora_outbox_limit_bytes", "The most there may be.")
    static let outboxOldest = gauge("cora_outbox_oldest_seconds", "How long the oldest row waits; 0 if none does.")
    static let outboxShelved = gauge("cora_outbox_shelved_rows", "Rows that the database refuses, set aside.")
    static let outboxRefused = counter(
        "cora_outbox_refused_rows_total", "Rows lost at the outbox's hard limit. Anything but 0 is an alarm.")
    static let outboxAlarm = gauge("cora_outbox_alarm", "1 while rows do not get to disk.")
    static let writerRows = counter("cora_writer_rows_total", "Rows brought to the database.")
    static let writerFailures = gauge(
        "cora_writer_failures_running", "Attempts to bring rows to the database that failed in a row.")
    static let databaseUp = gauge("cora_database_up", "1 while the database answers.")
    static let databaseAnswer = gauge("cora_database_answer_seconds", "How long its last answer took.")

    // MARK: Tenants and money

    static let tokens = counter(
        "cora_tokens_total", "Tokens read and written by the model on calls of this process, all tenants.")
    static let spend = counter("cora_spend_usd_total", "What they cost, in US dollars.")
    static let spendToday = gauge("cora_spend_today_usd", "Spent today (UTC) by all tenants, in US dollars.")
    static let tenants = gauge("cora_tenants", "Tenants that are configured or had calls today.")
    static let tenantsOverSoft = gauge(
        "cora_tenants_over_soft_limit", "Tenants that have spent their soft limit for today.")
    static let tenantsOverHard = gauge(
        "cora_tenants_over_hard_limit", "Tenants that have spent their hard limit for today.")
    static let tenantCalls = gauge("cora_tenant_calls", "Live calls of a tenant.", by: "tenant")
    static let tenantAdmitted = counter("cora_tenant_calls_admitted_total", "Calls let in, of a tenant.", by: "tenant")
    static let tenantRefused = counter(
        "cora_tenant_calls_refused_total", "Calls turned away, of a tenant.", by: "tenant")
    static let tenantTokens = counter("cora_tenant_tokens_total", "Tokens read and written for a tenant.", by: "tenant")
    static let tenantSpend = counter(
        "cora_tenant_spend_usd_total", "What they cost, in US dollars.", by: "tenant")
    static let tenantSpendToday = gauge(
        "cora_tenant_spend_today_usd", "Spent today (UTC) by a tenant, in US dollars.", by: "tenant")
    static let tenantSoftLimit = gauge(
        "cora_tenant_soft_limit_usd", "What a tenant may spend a day before answers get shorter.", by: "tenant")
    static let tenantHardLimit = gauge(
        "cora_tenant_hard_limit_usd", "What a tenant may spend a day before no more calls are taken.", by: "tenant")

    // MARK: HTTP and traces

    static let requests = counter(
        "cora_http_requests_total", "HTTP requests answered, by route and status.", by: "route", "status")
    static let requestTook = histogram(
        "cora_http_request_seconds", "How long an HTTP request took to be answered.", moments, by: "route")
    static let spansExported = counter("cora_spans_exported_total", "Spans that the collector took.")
    static let spansDropped = counter("cora_spans_dropped_total", "Spans lost because the collector was slow or away.")

    /// Every metric, in the order in which they are printed.
    package static let all: [CoraMetric] = process + fleet + latency + record + money

    private static let process = [
        buildInfo, instanceState, startTime, cpu, memory, loopLag, loopLagMaximum, problem, seriesOverflow, requests,
        requestTook, spansExported, spansDropped,
    ]
    private static let fleet = [
        calls, callsPending, callsLimit, callsStarted, callsEnded, callEndings, admitted, refused, abandoned, framesIn,
        framesOut, framesDropped, framesBroken, framesOutOfOrder, bargeIns,
    ]
    private static let latency = [
        firstAudio, turn, turnPart, turnCause, bargeIn, bargeInOurs, modelSockets, modelOpened, modelFailed, modelReady,
        modelTokenLimit, modelTokensRemaining, toolRuns, toolTook,
    ]
    private static let record = [
        outboxRows, outboxBytes, outboxLimit, outboxOldest, outboxShelved, outboxRefused, outboxAlarm, writerRows,
        writerFailures, databaseUp, databaseAnswer,
    ]
    private static let money = [
        tokens, spend, spendToday, tenants, tenantsOverSoft, tenantsOverHard, tenantCalls, tenantAdmitted,
        tenantRefused, tenantTokens, tenantSpend, tenantSpendToday, tenantSoftLimit, tenantHardLimit,
    ]
}
