import CoraCall
import CoraTenant
import CoraWire
import NIOCore
import Testing

@testable import CoraRealtime

struct SessionSettingsTests {
    private func session(_ settings: SessionSettings) throws -> JSON {
        var buffer = ByteBuffer()
        settings.write(into: &buffer)
        return try JSON.parse(buffer)
    }

    @Test func `PCM says its rate, µ-law says none`() throws {
        var settings = SessionSettings(instructions: "")
        settings.inputEncoding = .pcm16
        let audio = try session(settings)["audio"]
        #expect(audio?["input"]?["format"] == ["type": "audio/pcm", "rate": 24_000])
        #expect(audio?["output"]?["format"] == ["type": "audio/pcmu"])
    }

    @Test func `what is off is written as null, so that an update turns it off`() throws {
        let settings = SessionSettings(instructions: "", transcription: nil, turnDetection: nil, noiseReduction: nil)
        let input = try session(settings)["audio"]?["input"]
        #expect(input?["transcription"] == .null)
        #expect(input?["turn_detection"] == .null)
        #expect(input?["noise_reduction"] == .null)
    }

    @Test func `semantic turn detection has no thresholds`() throws {
        let vad = SessionSettings.SemanticVAD(eagerness: .low, createsResponse: false, interruptsResponse: true)
        let settings = SessionSettings(instructions: "", turnDetection: .semantic(vad))
        let expected: JSON = [
            "type": "semantic_vad", "eagerness": "low", "create_response": false, "interrupt_response": true,
        ]
        #expect(try session(settings)["audio"]?["input"]?["turn_detection"] == expected)
    }

    @Test func `every setting reaches its field`() throws {
        let tool = ToolDescription(
            name: "end_call", description: "Ends the call.",
            parameters: .object([.init("reason", .nullable(.string(description: "Why.")))]))
        let settings = SessionSettings(
            instructions: "Talk.", voice: "voice_abc",
            transcription: .init(model: "whisper-1", language: "de"),
            turnDetection: .server(
                .init(
                    threshold: 0.7, prefixPaddingMilliseconds: 250, silenceMilliseconds: 600,
                    createsResponse: false, interruptsResponse: false)),
            noiseReduction: .farField, speed: 1.25, maxOutputTokens: 400, tools: [tool], toolChoice: .required)
        let expected: JSON = [
            "type": "realtime", "output_modalities": ["audio"], "instructions": "Talk.",
            "audio": [
                "input": [
                    "format": ["type": "audio/pcmu"],
                    "transcription": ["model": "whisper-1", "language": "de"],
                    "noise_reduction": ["type": "far_field"],
                    "turn_detection": [
                        "type": "server_vad", "threshold": 0.7, "prefix_padding_ms": 250,
                        "silence_duration_ms": 600, "create_response": false, "interrupt_response": false,
                    ],
                ],
                "output": ["format": ["type": "audio/pcmu"], "voice": ["id": "voice_abc"], "speed": 1.25],
            ],
            "tools": [
                [
                    "type": "function", "name": "end_call", "description": "Ends the call.",
                    "parameters": [
                        "type": "object",
                        "properties": ["reason": ["type": ["string", "null"], "description": "Why."]],
                        "required": ["reason"], "additionalProperties": false,
                    ],
                ]
            ],
            "tool_choice": "required", "max_output_tokens": 400,
        ]
        #expect(try session(settings) == expected)
    }

    @Test func `what the server would refuse is found beforehand`() {
        var settings = SessionSettings(instructions: "")
        #expect(settings.problems.isEmpty)
        settings.voice = ""
        settings.speed = 1.51
        settings.maxOutputTokens = 0
        settings.transcription = .init(model: "")
        settings.turnDetection = .server(
            .init(threshold: .nan, prefixPaddingMilliseconds: -1, silenceMilliseconds: -1))
        #expect(settings.problems.count == 7)
    }

    @Test(arguments: [
        (ToolSchema.object([]), #"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#),
        (.string(), #"{"type":"string"}"#),
        (
            .string(allowed: ["buy", "rent"], description: "Which."),
            #"{"type":"string","description":"Which.","enum":["buy","rent"]}"#
        ),
        (
            .nullable(.string(allowed: ["buy", "rent"])),
            #"{"type":["string","null"],"enum":["buy","rent",null]}"#
        ),
        (.nullable(.nullable(.number())), #"{"type":["number","null"]}"#),
        (.integer(description: "How many."), #"{"type":"integer","description":"How many."}"#),
        (.nullable(.boolean()), #"{"type":["boolean","null"]}"#),
        (
            .array(of: .nullable(.integer()), description: "Sizes."),
            #"{"type":"array","description":"Sizes.","items":{"type":["integer","null"]}}"#
        ),
        (
            .object([.init("z", .string()), .init("a", .nullable(.object([.init("b", .boolean())])))]),
            #"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":["object","null"],"#
                + #""properties":{"b":{"type":"boolean"}},"required":["b"],"additionalProperties":false}},"#
                + #""required":["z","a"],"additionalProperties":false}"#
        ),
    ])
    func `schemas obey the strict rules`(_ schema: ToolSchema, _ expected: String) {
        var buffer = ByteBuffer()
        ToolSchemaJSON.write(schema, into: &buffer)
        #expect(String(buffer: buffer) == expected)
    }
}
