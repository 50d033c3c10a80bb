package import CoraPostgres
import CoraTenant

/// Reads calls for people and programs that look at them afterwards.
package struct CallQueries: Sendable {
    /// The result of a search for one call.
    package enum Match: Sendable, Equatable {
        /// The one call that was found.
        case found(StoredCall)
        /// No call's id begins with the text.
        case none
        /// Several calls' ids begin with the text; some of these ids.
        case several([String])
    }

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// The latest calls, the latest first.
    /// - Throws: `PostgresError`.
    package func recent(_ filter: CallFilter = CallFilter()) async throws(PostgresError) -> [CallListing] {
        let result = try await pool.query(
            """
            \(Self.listing)
            WHERE ($1::text IS NULL OR c.tenant_id = $1) AND ($2::timestamptz IS NULL OR c.started_at >= $2)
              AND ($4::text IS NULL OR c.channel = $4)
            ORDER BY c.started_at DESC, c.id DESC LIMIT $3
            """,
            [
                filter.tenant.map { .text($0) } ?? .null, filter.since.map { .timestamp($0.microseconds) } ?? .null,
                .int(Int64(filter.limit)), filter.channel.map { .text($0.rawValue) } ?? .null,
            ])
        var calls: [CallListing] = []
        for row in result.rows { calls.append(try CallListing(row)) }
        return calls
    }

    /// Finds one call by the carrier's id of it, or by as much of the id's beginning as tells it from the others; the
    /// `CA` with which every id of Twilio's begins may be left out.
    /// - Throws: `PostgresError`.
    package func call(_ sid: String) async throws(PostgresError) -> Match {
        guard !sid.isEmpty else { return .none }
        // A whole id is found by its index; a part of one reads every row, but only of the ids.
        var found = try await sids("SELECT twilio_sid FROM calls WHERE twilio_sid = $1", [.text(sid)])
        if found.isEmpty {
            found = try await sids(
                """
                SELECT twilio_sid FROM calls WHERE starts_with(twilio_sid, $1) OR starts_with(twilio_sid, $2)
                ORDER BY started_at DESC LIMIT 5
                """, [.text(sid), .text("CA" + sid)])
        }
        guard found.count < 2 else { return .several(found) }
        guard let one = found.first, let call = try await read(one) else { return .none }
        return .found(call)
    }

    private func sids(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> [String] {
        try await pool.query(sql, parameters, timeout: .seconds(30)).rows.compactMap { $0["twilio_sid"] }
    }

    /// The call; nil if it was purged meanwhile.
    private func read(_ sid: String) async throws(PostgresError) -> StoredCall? {
        let results = try await pool.batch(
            [Self.call, Self.turns, Self.tools, Self.claims, Self.summary, Self.page].map {
                PostgresStatement($0, [.text(sid)])
            }, timeout: .seconds(30))
        guard results.count == 6, let row = results[0].first else { return nil }
        var call = try StoredCall(row)
        for row in results[1].rows { call.turns.append(try StoredTurn(row)) }
        for row in results[2].rows { call.tools.append(try StoredToolCall(row)) }
        for row in results[3].rows { call.claims.append(try StoredClaim(row)) }
        if let row = results[4].first { call.summary = try StoredSummary(row) }
        if let row = results[5].first { call.page = try PageFigures(row) }
        return call
    }

    private static let listed = """
        c.twilio_sid, c.tenant_id, c.caller_number, c.channel, c.caller_name, c.agent_number, c.started_at, c.ended_at,
        c.outcome, c.cost_usd, s.summary_json ->> 'summary' AS summary,
        (SELECT count(*) FROM call_turns t WHERE t.call_id = c.id AND t.role <> 'tool') AS turns
        """

    private static let listing = "SELECT \(listed) FROM calls c LEFT JOIN call_summaries s ON s.call_id = c.id"

    private static let call = """
        SELECT \(listed), c.tenant ->> 'agent_name' AS agent_name, c.model, c.transcription_model, c.voice, c.streams,
          c.termination, c.termination_result, c.termination_detail, c.audio_in_tokens, c.audio_in_cached_tokens,
          c.audio_out_tokens, c.text_in_tokens, c.text_in_cached_tokens, c.text_out_tokens, c.responses,
          c.transcription_in_tokens, c.transcription_out_tokens, c.transcription_ms, c.transcription_cost_usd,
          c.frames_in, c.frames_out, c.frames_dropped, c.barge_ins
        FROM calls c LEFT JOIN call_summaries s ON s.call_id = c.id WHERE c.twilio_sid = $1
        """

    private static let turns = """
        SELECT t.ts, t.role, t.text, t.heard_text, t.cut_ms, t.audio_ms, t.sequence, t.tool_call_id
        FROM call_turns t JOIN calls c ON c.id = t.call_id WHERE c.twilio_sid = $1
        ORDER BY coalesce(t.sequence, 2147483647), t.ts, t.id
        """

    private static let tools = """
        SELECT coalesce(t.ts, t.created_at) AS ts, t.name, t.args, t.result, t.duration_ms, t.success, t.sequence,
          t.tool_call_id
        FROM tool_calls t JOIN calls c ON c.id = t.call_id WHERE c.twilio_sid = $1
        ORDER BY coalesce(t.sequence, 2147483647), coalesce(t.ts, t.created_at), t.id
        """

    private static let claims = """
        SELECT k.ts, k.commitment, k.sentence, k.corrected
        FROM call_claims k JOIN calls c ON c.id = k.call_id WHERE c.twilio_sid = $1 ORDER BY k.ts, k.id
        """

    private static let summary = """
        SELECT coalesce(s.summary_json ->> 'summary', s.summary_json::text) AS text, s.score_lead_quality,
          array_remove(s.next_actions, NULL) AS next_actions,
          array_remove(s.properties_mentioned, NULL) AS properties_mentioned, s.source, s.model, s.summary_json
        FROM call_summaries s JOIN calls c ON c.id = s.call_id WHERE c.twilio_sid = $1
        """

    private static let page = """
        SELECT f.media, f.first_audio_ms, f.turn_ms::text[] AS turns, f.barge_in_ms::text[] AS barge_ins, f.gaps,
          f.gap_ms, f.jitter_ms, f.lost, f.received, f.round_trip_ms
        FROM call_page_figures f JOIN calls c ON c.id = f.call_id WHERE c.twilio_sid = $1
        """
}

extension StoredCall {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(listing: try CallListing(row))
        agentName = try row.optional("agent_name")
        model = try row.optional("model")
        transcriptionModel = try row.optional("transcription_model")
        voice = try row.optional("voice")
        streams = try row.value("streams")
        termination = try row.optional("termination")
        terminationResult = try row.optional("termination_result")
        terminationDetail = try row.optional("termination_detail")
        frames.received = try row.value("frames_in")
        frames.sent = try row.value("frames_out")
        frames.dropped = try row.value("frames_dropped")
        bargeIns = try row.value("barge_ins")
        usage = try StoredUsage(row)
    }
}

extension StoredUsage {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        audioIn = try row.value("audio_in_tokens")
        cachedAudioIn = try row.value("audio_in_cached_tokens")
        audioOut = try row.value("audio_out_tokens")
        textIn = try row.value("text_in_tokens")
        cachedTextIn = try row.value("text_in_cached_tokens")
        textOut = try row.value("text_out_tokens")
        responses = try row.value("responses")
        transcriptionIn = try row.value("transcription_in_tokens")
        transcriptionOut = try row.value("transcription_out_tokens")
        transcriptionMilliseconds = try row.value("transcription_ms")
        transcriptionCost = try row.optional("transcription_cost_usd")
    }
}

extension StoredTurn {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            time: try row.value("ts"), role: try row.value("role"), text: try row.value("text"),
            heard: try row.optional("heard_text"), cutMilliseconds: try row.optional("cut_ms"),
            audioMilliseconds: try row.optional("audio_ms"), sequence: try row.optional("sequence"),
            toolCallID: try row.optional("tool_call_id"))
    }
}

extension StoredToolCall {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            time: try row.value("ts"), name: try row.value("name"), arguments: try row.value("args"),
            result: try row.value("result"), milliseconds: try row.value("duration_ms"),
            isSuccess: try row.value("success"), sequence: try row.optional("sequence"),
            toolCallID: try row.optional("tool_call_id"))
    }
}

extension StoredClaim {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            time: try row.value("ts"), commitment: try row.value("commitment"), sentence: try row.value("sentence"),
            isCorrected: try row.value("corrected"))
    }
}

extension StoredSummary {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            text: try row.value("text"), leadQuality: try row.optional("score_lead_quality"),
            nextActions: try row.optional("next_actions") ?? [],
            properties: try row.optional("properties_mentioned") ?? [], source: try row.value("source"),
            model: try row.optional("model"), json: try row.value("summary_json"))
    }
}

extension PageFigures {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init()
        media = try row.optional("media", as: String.self).flatMap(WebMedia.init)
        firstAudio = try Self.span("first_audio_ms", of: row)
        turns = try Self.spans("turns", of: row)
        bargeIns = try Self.spans("barge_ins", of: row)
        gaps = try row.optional("gaps")
        gapTime = try Self.span("gap_ms", of: row)
        jitter = try Self.span("jitter_ms", of: row)
        lost = try row.optional("lost")
        received = try row.optional("received")
        roundTrip = try Self.span("round_trip_ms", of: row)
    }

    private static func span(_ name: String, of row: PostgresRow) throws(PostgresError) -> CallDuration? {
        try row.optional(name, as: Int.self).map(CallDuration.milliseconds)
    }

    private static func spans(_ name: String, of row: PostgresRow) throws(PostgresError) -> [CallDuration] {
        try row.value(name, as: [String].self).compactMap { Int($0) }.map(CallDuration.milliseconds)
    }
}
