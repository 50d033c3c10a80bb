import CoraSupervisor

// The table of metrics of `GET /metrics`. Names and help texts stand nowhere else; alerts and dashboards are checked
// against it.

extension CoraMetric {
    /// Every metric, in the order in which they are printed.
    package static let all =
        process + files + traffic + streams + latency + web + model + record + money + tenants

    private static let process: [CoraMetric] = [
        gauge("cora_build_info", "What was built; always 1.", by: ["build"]) { [$0.stats.instance.build: 1] },
        gauge(
            "cora_instance_state", "1 for the state the instance is in: accepting, shedding or draining.",
            by: ["state"], \.instanceStates),
        gauge("process_start_time_seconds", "When the process started, in seconds since 1970 (UTC).") {
            Double($0.stats.instance.startedAt) / 1000
        },
        counter("process_cpu_seconds_total", "Processor time used.") { Double($0.stats.instance.cpuMs) / 1000 },
        gauge("process_resident_memory_bytes", "Memory in use.", \.stats.instance.memoryBytes),
        gauge(
            "cora_event_loop_lag_seconds", "How late an event loop ran a task that was due, when last looked.",
            by: ["loop"]
        ) { $0.loops { $0.lagMs / 1000 } },
        gauge(
            "cora_event_loop_lag_maximum_seconds", "The latest an event loop ran a task in the last minute.",
            by: ["loop"]
        ) { $0.loops { $0.maxLagMs / 1000 } },
        gauge(
            "cora_problem_active", "How many problems of that kind /ops/stats shows now.", by: ["problem"], \.problems),
        counter(
            "cora_metrics_overflow_total",
            "Times a label's value was counted as \"other\" because there were too many.", \.timings.unnamedToolRuns),
    ]

    // MARK: Files, strangers and the log

    private static let files: [CoraMetric] = [
        gauge("process_open_fds", "File descriptors that are open; absent where the system does not say.") {
            $0.stats.files?.open
        },
        gauge("process_max_fds", "How many file descriptors may be open.", \.stats.files?.limit),
        gauge(
            "cora_strangers", "Open connections on which no call's ticket was presented.", \.stats.strangers?.open),
        gauge(
            "cora_strangers_limit", "How many there may be; of more, the oldest are closed.", \.stats.strangers?.limit),
        counter(
            "cora_strangers_turned_away_total",
            "Connections closed and requests refused, by why: crowd, peer, slow_body, unsigned, replayed.",
            by: ["reason"], \.turnedAway),
        counter(
            "cora_accept_failures_total",
            "Times no connection could be accepted, for want of a file descriptor or memory.",
            \.stats.strangers?.acceptFailures),
        counter(
            "cora_log_lines_dropped_total", "Log lines lost because standard error did not take them.",
            \.stats.log?.linesDropped),
    ]

    // MARK: HTTP and traces

    private static let traffic: [CoraMetric] = [
        counter(
            "cora_http_requests_total", "HTTP requests answered, by route and status.", by: ["route", "status"],
            \.requests.answered),
        histogram(
            "cora_http_request_seconds", "How long an HTTP request took to be answered.", by: ["route"],
            \.requests.took),
        counter("cora_spans_exported_total", "Spans that the collector took.", \.spans?.exported),
        counter(
            "cora_spans_dropped_total", "Spans lost because the collector was slow or away.", \.spans?.dropped),
    ]

    // MARK: Calls and their media streams: a caller who was cut off and is back is the same call on another stream

    private static let streams: [CoraMetric] = [
        gauge("cora_calls", "Live calls by state: connecting, live, leaving.", by: ["state"], \.callStates),
        gauge("cora_channel_calls", "Live calls by channel: telephone, web.", by: ["channel"], \.stats.calls.byChannel),
        gauge("cora_calls_pending", "Calls that were let in and whose media has not come.", \.stats.calls.pending),
        gauge("cora_calls_limit", "How many calls there may be at once.", \.stats.calls.limit),
        counter("cora_streams_started_total", "Media streams that were opened.", \.stats.calls.started),
        counter(
            "cora_streams_ended_total",
            "Media streams that ended, by whose doing it was: completed, caller_fault, model_fault, server_fault.",
            by: ["result"], \.endings),
        counter(
            "cora_stream_endings_total", "Media streams that ended, by how.", by: ["reason"],
            \.stats.calls.endedByReason),
        counter("cora_calls_admitted_total", "Calls let in.", \.stats.admission.admitted),
        counter("cora_calls_refused_total", "Calls turned away, by why.", by: ["reason"], \.refusals),
        counter(
            "cora_streams_abandoned_total", "Media streams that were let in and never came.",
            \.stats.admission.abandoned),
        counter("cora_frames_in_total", "Media frames from callers.", \.stats.audio.framesIn),
        counter("cora_frames_out_total", "Media messages to callers.", \.stats.audio.framesOut),
        counter(
            "cora_frames_dropped_total", "Frames from callers dropped because the model was not ready.",
            \.stats.audio.framesDropped),
        counter(
            "cora_frames_broken_total", "Frames from callers that were no audio.", \.stats.audio.framesBroken),
        counter(
            "cora_frames_out_of_order_total", "Frames whose sequence number went backwards.",
            \.stats.audio.framesOutOfOrder),
        counter("cora_barge_ins_total", "Times a caller spoke over the agent.", \.stats.audio.bargeIns),
    ]

    // MARK: What callers wait for

    private static let latency: [CoraMetric] = [
        histogram(
            "cora_first_audio_seconds",
            "From a stream's start to the agent's first audio on its way to the caller.", \.timings.firstAudio),
        histogram(
            "cora_turn_latency_seconds", "From the caller's last word to the answer at their ear, fillers left out.",
            \.timings.turn),
        histogram(
            "cora_turn_part_seconds", "The parts of the turn latency: endpointing, model, tool, us, line.",
            by: ["part"]
        ) { MetricsReading.texts($0.timings.turnParts) },
        counter("cora_turns_total", "Answers heard, by the longest part of their latency.", by: ["cause"]) {
            MetricsReading.texts($0.timings.turnCauses)
        },
        histogram(
            "cora_barge_in_seconds", "From the caller's first word over the agent to the line's being cleared.",
            \.timings.bargeIn),
        histogram(
            "cora_barge_in_ours_seconds", "Our own part of that: from the model's word to the clear's being written.",
            \.timings.bargeInOurs),
    ]

    // MARK: What the pages of web sessions measure and tell

    private static let web: [CoraMetric] = [
        counter(
            "cora_web_sessions_total",
            "Web sessions whose page has told its figures, by how their audio comes: socket, webrtc.", by: ["media"]
        ) { $0.stats.web?.byMedia },
        gauge("cora_web_reporting", "Live web sessions whose page has told its figures in the last minute.") {
            $0.stats.web?.reporting
        },
        gauge(
            "cora_web_bad_audio", "Those of them that lose over 5 % of their audio, or whose audio breaks off often."
        ) { $0.stats.web?.badAudio },
        histogram(
            "cora_web_first_audio_seconds", "From a page's connection to the first sound of the greeting in it.",
            \.timings.web.firstAudio),
        histogram(
            "cora_web_turn_latency_seconds", "From the end of speech to the first sound of the answer in the page.",
            \.timings.web.turn),
        histogram(
            "cora_web_barge_in_seconds", "From a word over the agent to silence in the page.", \.timings.web.bargeIn),
        counter("cora_web_gaps_total", "Times the agent's audio broke off in a page.") { $0.stats.web?.gaps },
        counter("cora_web_gap_seconds_total", "How long that was in all.") {
            $0.stats.web.map { Double($0.gapMs) / 1000 }
        },
        counter("cora_web_packets_total", "Packets of audio that came to pages.") { $0.stats.web?.packetsReceived },
        counter("cora_web_packets_lost_total", "Packets of audio that pages missed.") { $0.stats.web?.packetsLost },
        histogram(
            "cora_web_jitter_seconds", "How unevenly audio comes to pages, at each report.", \.timings.web.jitter),
        histogram(
            "cora_web_round_trip_seconds", "From a page to the other end of its audio and back, at each report.",
            \.timings.web.roundTrip),
    ]

    // MARK: The model and the tools

    private static let model: [CoraMetric] = [
        gauge("cora_model_sockets", "Sockets to the model by state: dialling, open.", by: ["state"]) {
            ["dialling": $0.stats.model.dialling, "open": $0.stats.model.open]
        },
        counter("cora_model_sessions_total", "Model sessions that were set up.", \.stats.model.opened),
        counter(
            "cora_model_restored_total", "Calls that went on with another session after they had lost the model.",
            \.stats.model.restored),
        counter("cora_model_failures_total", "Model sockets and sessions that failed.", \.stats.model.failed),
        counter(
            "cora_transcriptions_total", "Turns of callers whose words were written down.", \.stats.model.transcribed),
        counter(
            "cora_transcription_failures_total", "Turns of callers whose words could not be written down.",
            \.stats.model.untranscribed),
        histogram(
            "cora_model_ready_seconds", "From dialling the model to a session that is set up.", \.timings.modelReady),
        gauge(
            "cora_model_tokens_limit",
            "Tokens the model account may use in a minute; absent until the model has said so.",
            \.stats.model.tokenLimit),
        gauge("cora_model_tokens_remaining", "What is left of them.", \.stats.model.tokensRemaining),
        counter(
            "cora_tool_runs_total", "Runs of a tool, by outcome: ok, failed.", by: ["tool", "outcome"], \.toolRuns),
        histogram("cora_tool_run_seconds", "How long runs of a tool took.", by: ["tool"], \.timings.tools),
    ]

    // MARK: The record

    private static let record: [CoraMetric] = [
        gauge("cora_outbox_rows", "Rows that wait on disk for the database.", \.stats.outbox?.rows),
        gauge("cora_outbox_bytes", "Their size.", \.stats.outbox?.bytes),
        gauge("cora_outbox_limit_bytes", "The most there may be.", \.stats.outbox?.limitBytes),
        gauge("cora_outbox_oldest_seconds", "How long the oldest row waits; 0 if none does.") {
            $0.stats.outbox.map { Double($0.oldestMs) / 1000 }
        },
        gauge("cora_outbox_shelved_rows", "Rows that the database refuses, set aside.", \.stats.outbox?.shelved),
        counter(
            "cora_outbox_refused_rows_total", "Rows lost at the outbox's hard limit. Anything but 0 is an alarm.",
            \.stats.outbox?.refused),
        gauge("cora_outbox_alarm", "1 while rows do not get to disk.") { $0.stats.outbox.map { $0.alarm != nil } },
        counter("cora_writer_rows_total", "Rows brought to the database.", \.stats.writer?.written),
        gauge(
            "cora_writer_failures_running", "Attempts to bring rows to the database that failed in a row.",
            \.stats.writer?.failuresRunning),
        gauge("cora_database_up", "1 while the database answers.", \.stats.database?.isUp),
        gauge("cora_database_answer_seconds", "How long its last answer took.") {
            $0.stats.database.map { $0.answerMs / 1000 }
        },
        gauge(
            "cora_database_connections", "Connections to the database, by pool: tools, record, others, reports.",
            by: ["pool"]
        ) { ($0.stats.database?.pools ?? [:]).mapValues(\.open) },
        gauge("cora_database_connections_lent", "Those of them that are in use.", by: ["pool"]) {
            ($0.stats.database?.pools ?? [:]).mapValues { $0.open - $0.idle }
        },
        gauge("cora_database_waiting", "Tasks that wait for one. More than 0 for long: see cora doctor.", by: ["pool"])
        {
            ($0.stats.database?.pools ?? [:]).mapValues(\.waiting)
        },
    ]

    // MARK: Tenants and money

    private static let money: [CoraMetric] = [
        counter(
            "cora_tokens_total", "Tokens read and written by the model on calls of this process, all tenants."
        ) { $0.stats.tenants.reduce(0) { $0 + $1.tokensHere } },
        counter("cora_spend_usd_total", "What they cost, in US dollars.") {
            $0.stats.tenants.reduce(0) { $0 + $1.costHereUsd }
        },
        gauge("cora_spend_today_usd", "Spent today (UTC) by all tenants, in US dollars.") {
            $0.stats.tenants.reduce(0) { $0 + $1.costTodayUsd }
        },
        gauge("cora_tenants", "Tenants that are configured or had calls today.", \.stats.tenants.count),
        gauge("cora_tenants_over_soft_limit", "Tenants that have spent their soft limit for today.") {
            $0.tenants(over: \.softLimitUsd)
        },
        gauge("cora_tenants_over_hard_limit", "Tenants that have spent their hard limit for today.") {
            $0.tenants(over: \.hardLimitUsd)
        },
    ]

    private static let tenants: [CoraMetric] = [
        gauge("cora_tenant_calls", "Live calls of a tenant.", by: ["tenant"]) { $0.tenants.mapValues(\.live) },
        counter("cora_tenant_calls_admitted_total", "Calls let in, of a tenant.", by: ["tenant"]) {
            $0.tenants.mapValues(\.admitted)
        },
        counter("cora_tenant_calls_refused_total", "Calls turned away, of a tenant.", by: ["tenant"]) {
            $0.tenants.mapValues(\.refused)
        },
        counter("cora_tenant_tokens_total", "Tokens read and written for a tenant.", by: ["tenant"]) {
            $0.tenants.mapValues(\.tokens)
        },
        counter("cora_tenant_spend_usd_total", "What they cost, in US dollars.", by: ["tenant"]) {
            $0.tenants.mapValues(\.spend)
        },
        gauge("cora_tenant_spend_today_usd", "Spent today (UTC) by a tenant, in US dollars.", by: ["tenant"]) {
            $0.tenants.mapValues(\.spendToday)
        },
        gauge(
            "cora_tenant_soft_limit_usd", "What a tenant may spend a day before answers get shorter.", by: ["tenant"]
        ) { $0.tenants.mapValues(\.softLimit) },
        gauge(
            "cora_tenant_hard_limit_usd", "What a tenant may spend a day before no more calls are taken.",
            by: ["tenant"]
        ) { $0.tenants.mapValues(\.hardLimit) },
    ]
}
