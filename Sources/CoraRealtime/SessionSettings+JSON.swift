import CoraCall
import CoraTenant

extension SessionSettings {
    var json: OrderedJSON {
        [
            "type": "realtime",
            "output_modalities": ["audio"],
            "instructions": .string(instructions),
            "audio": ["input": inputJSON, "output": outputJSON],
            "tools": .array(tools.map(\.json) + remoteServers.map(\.json)),
            "tool_choice": toolChoice.json,
            "max_output_tokens": maxOutputTokens.map(OrderedJSON.int) ?? "inf",
        ]
    }

    private var inputJSON: OrderedJSON {
        [
            "format": inputEncoding.json,
            "transcription": transcription?.json ?? .null,
            "noise_reduction": noiseReduction.map { ["type": .string($0.rawValue)] } ?? .null,
            "turn_detection": turnDetection?.json ?? .null,
        ]
    }

    private var outputJSON: OrderedJSON {
        // Custom voices are named by id, and the API wants those in an object.
        let voice: OrderedJSON = voice.hasPrefix("voice_") ? ["id": .string(voice)] : .string(voice)
        return ["format": outputEncoding.json, "voice": voice, "speed": .double(speed)]
    }
}

extension RemoteToolServer {
    /// The server as one of a session's `tools` (openai-realtime §2.5). The model's side never asks for approval,
    /// because a caller on a telephone cannot give it.
    fileprivate var json: OrderedJSON {
        [
            "type": "mcp", "server_label": .string(label), "server_url": .string(url.text),
            "server_description": about.map(OrderedJSON.string),
            "authorization": authorization.map { .string($0.revealed) },
            "headers": headers.isEmpty ? nil : .object(headerMembers),
            "allowed_tools": toolsAllowed.map(OrderedJSON.strings), "require_approval": "never",
        ]
    }

    private var headerMembers: [OrderedJSON.Member] {
        headers.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value.revealed)) }
    }
}

extension AudioEncoding {
    /// The API's format object: PCM must name its rate of 24 kHz, and µ-law must not name one.
    var json: OrderedJSON {
        switch self {
        case .pcmu: ["type": "audio/pcmu"]
        case .pcm16: ["type": "audio/pcm", "rate": 24_000]
        }
    }
}

extension SessionSettings.Transcription {
    fileprivate var json: OrderedJSON {
        ["model": .string(model), "language": language.map(OrderedJSON.string)]
    }
}

extension SessionSettings.TurnDetection {
    fileprivate var json: OrderedJSON {
        switch self {
        case .server(let vad):
            [
                "type": "server_vad",
                "threshold": .double(vad.threshold),
                "prefix_padding_ms": .int(vad.prefixPaddingMilliseconds),
                "silence_duration_ms": .int(vad.silenceMilliseconds),
                "create_response": .bool(vad.createsResponse),
                "interrupt_response": .bool(vad.interruptsResponse),
            ]
        case .semantic(let vad):
            [
                "type": "semantic_vad",
                "eagerness": .string(vad.eagerness.rawValue),
                "create_response": .bool(vad.createsResponse),
                "interrupt_response": .bool(vad.interruptsResponse),
            ]
        }
    }
}
