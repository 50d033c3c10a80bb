import CoraPostgres
package import CoraStore
import CoraTenant
package import CoraWire

/// Calls as JSON for programs.
///
/// Keys are stable: more may be added; none is removed or changes its meaning. Every key is always there, with `null`
/// for what is not known. Times are ISO 8601 in UTC to the microsecond, sums are US dollars.
///
/// A call in a list: `call_sid`, `tenant_id`, `caller_number`, `channel` (`telephone`, `web`),
/// `caller_name`, `agent_number` (the number that was dialled), `started_at`, `ended_at` (`null`: it goes on),
/// `duration_ms`, `outcome`, `turns` (how many), `cost_usd`, `summary` (the words).
///
/// One call has these besides, and `turns` and `summary` are all of them:
/// - `agent_name`, `model`, `transcription_model`, `voice`, `streams`, `barge_ins`;
/// - `termination`: `label`, `result` (`completed`, `caller_fault`, `model_fault`, `server_fault`), `detail`;
/// - `frames`: `received`, `sent`, `dropped`;
/// - `page`, what a web session's page measured (`null`: it is none, or told nothing): `media` (`socket`, `webrtc`),
///   `first_audio_ms`, `turn_ms` and `barge_in_ms` (lists), `gaps`, `gap_ms`, `jitter_ms`, `lost`, `received`,
///   `round_trip_ms`;
/// - `usage`: `responses`, `audio_in_tokens`, `audio_in_cached_tokens`, `audio_out_tokens`, `text_in_tokens`,
///   `text_in_cached_tokens`, `text_out_tokens`, `transcription_in_tokens`, `transcription_out_tokens`,
///   `transcription_ms`, `transcription_cost_usd`;
/// - `turns`, a list: `at`, `role` (`user`, `assistant`, `tool`), `text`, `heard` (`null`: all of it), `cut_ms`,
///   `audio_ms`, `sequence`, `tool_call_id`;
/// - `tools`, a list: `at`, `name`, `arguments`, `result` (both JSON), `duration_ms`, `success`, `sequence`,
///   `tool_call_id`;
/// - `claims`, a list of what the agent said was done and no tool had done: `at`, `commitment` (`booking`, `callback`,
///   `message`, `transfer`), `sentence`, `corrected`;
/// - `summary`: `text`, `lead_quality`, `next_actions`, `properties`, `source` (`model` or `record`), `model`, `json`.
package enum CallJSON {
    /// A list of calls.
    package static func list(_ calls: [CallListing]) -> JSON {
        .array(calls.map { .object(members(of: $0)) })
    }

    /// One call with everything kept of it.
    package static func call(_ call: StoredCall) -> JSON {
        var members = members(of: call.listing)
        members["agent_name"] = text(call.agentName)
        members["model"] = text(call.model)
        members["transcription_model"] = text(call.transcriptionModel)
        members["voice"] = text(call.voice)
        members["streams"] = .int(call.streams)
        members["barge_ins"] = .int(call.bargeIns)
        members["termination"] = [
            "label": text(call.termination), "result": text(call.terminationResult),
            "detail": text(call.terminationDetail),
        ]
        members["frames"] = [
            "received": .int(call.frames.received), "sent": .int(call.frames.sent),
            "dropped": .int(call.frames.dropped),
        ]
        members["page"] = call.page.map(json) ?? .null
        members["usage"] = json(call.usage)
        members["turns"] = .array(call.turns.map(json))
        members["tools"] = .array(call.tools.map(json))
        members["claims"] = .array(call.claims.map(json))
        members["summary"] = call.summary.map(json) ?? .null
        return .object(members)
    }

    private static func members(of call: CallListing) -> [String: JSON] {
        let length = call.endedAt.map { ($0.microseconds - call.startedAt.microseconds) / 1000 }
        return [
            "call_sid": .string(call.callSID), "tenant_id": .string(call.tenant),
            "caller_number": .string(call.callerNumber), "channel": .string(call.channel.rawValue),
            "caller_name": text(call.callerName), "agent_number": .string(call.dialledNumber),
            "started_at": time(call.startedAt), "ended_at": call.endedAt.map(time) ?? .null,
            "duration_ms": length.map { .int(Int($0)) } ?? .null, "outcome": text(call.outcome),
            "turns": .int(call.turns), "cost_usd": number(call.cost), "summary": text(call.summary),
        ]
    }

    private static func json(_ page: PageFigures) -> JSON {
        [
            "media": text(page.media?.rawValue), "first_audio_ms": number(page.firstAudio?.milliseconds),
            "turn_ms": .array(page.turns.map { .int($0.milliseconds) }),
            "barge_in_ms": .array(page.bargeIns.map { .int($0.milliseconds) }),
            "gaps": number(page.gaps), "gap_ms": number(page.gapTime?.milliseconds),
            "jitter_ms": number(page.jitter?.milliseconds), "lost": number(page.lost),
            "received": number(page.received), "round_trip_ms": number(page.roundTrip?.milliseconds),
        ]
    }

    private static func json(_ usage: StoredUsage) -> JSON {
        [
            "responses": .int(usage.responses), "audio_in_tokens": .int(usage.audioIn),
            "audio_in_cached_tokens": .int(usage.cachedAudioIn), "audio_out_tokens": .int(usage.audioOut),
            "text_in_tokens": .int(usage.textIn), "text_in_cached_tokens": .int(usage.cachedTextIn),
            "text_out_tokens": .int(usage.textOut), "transcription_in_tokens": .int(usage.transcriptionIn),
            "transcription_out_tokens": .int(usage.transcriptionOut),
            "transcription_ms": .int(usage.transcriptionMilliseconds),
            "transcription_cost_usd": number(usage.transcriptionCost),
        ]
    }

    private static func json(_ turn: StoredTurn) -> JSON {
        [
            "at": time(turn.time), "role": .string(turn.role), "text": .string(turn.text), "heard": text(turn.heard),
            "cut_ms": number(turn.cutMilliseconds), "audio_ms": number(turn.audioMilliseconds),
            "sequence": number(turn.sequence), "tool_call_id": text(turn.toolCallID),
        ]
    }

    private static func json(_ tool: StoredToolCall) -> JSON {
        [
            "at": time(tool.time), "name": .string(tool.name), "arguments": parsed(tool.arguments),
            "result": parsed(tool.result), "duration_ms": .int(tool.milliseconds), "success": .bool(tool.isSuccess),
            "sequence": number(tool.sequence), "tool_call_id": text(tool.toolCallID),
        ]
    }

    private static func json(_ claim: StoredClaim) -> JSON {
        [
            "at": time(claim.time), "commitment": .string(claim.commitment), "sentence": .string(claim.sentence),
            "corrected": .bool(claim.isCorrected),
        ]
    }

    private static func json(_ summary: StoredSummary) -> JSON {
        [
            "text": .string(summary.text), "lead_quality": number(summary.leadQuality),
            "next_actions": .array(summary.nextActions.map(JSON.string)),
            "properties": .array(summary.properties.map(JSON.string)), "source": .string(summary.source),
            "model": text(summary.model), "json": parsed(summary.json),
        ]
    }

    /// A time such as `2026-11-23T11:52:28.123456Z`.
    private static func time(_ moment: PostgresTimestamp) -> JSON {
        .string(
            moment.text.replacing(" ", with: "T", maxReplacements: 1).replacing("+00", with: "Z", maxReplacements: 1))
    }

    private static func parsed(_ text: String) -> JSON {
        (try? JSON.parse(text)) ?? .string(text)
    }

    private static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
    private static func number(_ number: Int?) -> JSON { number.map(JSON.int) ?? .null }
    private static func number(_ number: Double?) -> JSON { number.map(JSON.double) ?? .null }
}
