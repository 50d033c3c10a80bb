package import CoraWire

extension StandInRecord {
    /// The record as `GET /record` shows it: members that are nil are left out.
    package var json: JSON {
        Self.object([
            "id": .string(session), "rtc_call": rtcCall.map(JSON.string), "since": .int(since), "open": .bool(isOpen),
            "close_code": closeCode.map(JSON.int), "turns": .int(turns), "greetings": .int(greetings),
            "items": .array(items.map(\.json)), "responses": .array(responses.map(\.json)),
        ])
    }

    fileprivate static func object(_ members: [String: JSON?]) -> JSON { .object(members.compactMapValues { $0 }) }
}

extension StandInRecord.Item {
    fileprivate var json: JSON {
        StandInRecord.object([
            "id": .string(id), "type": .string(type), "role": role.map(JSON.string),
            "text": type == "message" ? .string(text) : nil,
            "audio_ms": audioMilliseconds > 0 ? .int(audioMilliseconds) : nil, "call_id": call.map(JSON.string),
            "name": tool.map(JSON.string), "arguments": arguments.map(JSON.string), "output": output.map(JSON.string),
        ])
    }
}

extension StandInRecord.Response {
    fileprivate var json: JSON {
        StandInRecord.object([
            "id": .string(id), "status": .string(status), "reason": reason.map(JSON.string), "said": .string(said),
            "tools": .array(tools.map(JSON.string)),
        ])
    }
}
