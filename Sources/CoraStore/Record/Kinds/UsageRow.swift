import CoraCall
import CoraTenant

/// A response or a transcription was billed: a row in `call_usage`, and the call's totals.
struct UsageRow: RecordRow {
    /// What is billed.
    enum Subject: String {
        case response, transcription
    }

    var stamp: RowStamp
    var subject: Subject
    /// The model that is billed.
    var model: String
    /// The tokens of a response; none for a transcription.
    var response = ResponseUsage()
    /// The tokens or time of a transcription; none for a response.
    var transcription = TranscriptionCount()
    /// What it costs; nil if the model has no price.
    var cost: Dollars?
    /// The process that had the call (`Outbox.instance`).
    var instance: String?

    static let kind = OutboxRow.Kind.usage

    private static let callID = RecordColumn.uuid("call_id", \Self.stamp.callID)

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.stamp.id),
        callID,
        .timestamp("ts", \.stamp.time),
        .text("tenant_id", \.stamp.tenantID),
        .text("kind", \.subject.rawValue),
        .text("model", \.model),
        .integer("audio_in_tokens", \.response.audioIn),
        .integer("audio_in_cached_tokens", \.response.cachedAudioIn),
        .integer("audio_out_tokens", \.response.audioOut),
        .integer("text_in_tokens", \.response.textIn),
        .integer("text_in_cached_tokens", \.response.cachedTextIn),
        .integer("text_out_tokens", \.response.textOut),
        .integer("transcription_in_tokens", \.transcription.tokensIn),
        .integer("transcription_out_tokens", \.transcription.tokensOut),
        .integer("transcription_ms", \.transcription.milliseconds),
        .dollars("cost_usd", \.cost),
        .text("instance", \.instance),
    ]

    static let statements = [insert(into: "call_usage"), totals]

    /// Sets a call's totals, counted anew from its bills, so that a bill that is sent twice counts once.
    private static let totals = statement(over: [callID]) { _ in
        """
        UPDATE calls SET
          cost_audio_tokens = least(u.audio_in + u.audio_out, 2147483647),
          cost_text_tokens = least(u.text_in + u.text_out, 2147483647),
          audio_in_tokens = u.audio_in, audio_in_cached_tokens = u.audio_in_cached, audio_out_tokens = u.audio_out,
          text_in_tokens = u.text_in, text_in_cached_tokens = u.text_in_cached, text_out_tokens = u.text_out,
          responses = u.responses, transcription_in_tokens = u.transcription_in,
          transcription_out_tokens = u.transcription_out, transcription_ms = u.transcription_ms,
          transcription_cost_usd = u.transcription_cost, cost_usd = u.cost, updated_at = now()
        FROM (
          SELECT call_id, sum(audio_in_tokens) AS audio_in, sum(audio_in_cached_tokens) AS audio_in_cached,
            sum(audio_out_tokens) AS audio_out, sum(text_in_tokens) AS text_in,
            sum(text_in_cached_tokens) AS text_in_cached, sum(text_out_tokens) AS text_out,
            count(*) FILTER (WHERE kind = 'response') AS responses,
            sum(transcription_in_tokens) AS transcription_in, sum(transcription_out_tokens) AS transcription_out,
            sum(transcription_ms) AS transcription_ms,
            sum(cost_usd) FILTER (WHERE kind = 'transcription') AS transcription_cost,
            CASE WHEN bool_and(cost_usd IS NOT NULL) THEN sum(cost_usd) END AS cost
          FROM call_usage WHERE call_id = ANY ($1::uuid[]) GROUP BY call_id
        ) AS u
        WHERE calls.id = u.call_id
        """
    }
}
