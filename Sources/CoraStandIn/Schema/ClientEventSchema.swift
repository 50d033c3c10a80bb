/// The shape of every client event (reference, sections 2 to 4), as one table.
enum ClientEventSchema {
    /// A client event, by its `type`.
    static let event = Schema.tagged("type", events)

    private static let events: [String: Schema] = [
        "session.update": clientEvent([.required("session", session)]),
        "input_audio_buffer.append": clientEvent([.required("audio", .text)]),
        "input_audio_buffer.commit": clientEvent([]),
        "input_audio_buffer.clear": clientEvent([]),
        "conversation.item.create": clientEvent([
            .required("item", item), .optional("previous_item_id", .nullable(.text)),
        ]),
        "conversation.item.retrieve": clientEvent([.required("item_id", .text)]),
        "conversation.item.truncate": clientEvent([
            .required("item_id", .text),
            .required("content_index", .integer(0...0)),
            .required("audio_end_ms", .integer(0...Int(Int32.max))),
        ]),
        "conversation.item.delete": clientEvent([.required("item_id", .text)]),
        "response.create": clientEvent([.optional("response", .nullable(response))]),
        "response.cancel": clientEvent([.optional("response_id", .nullable(.text))]),
        "output_audio_buffer.clear": clientEvent([]),
    ]

    private static func clientEvent(_ fields: [Field]) -> Schema {
        .object([.optional("event_id", .nullable(.string(maximum: 512)))] + fields)
    }
}

// MARK: - The session object (2.1)

extension ClientEventSchema {
    /// The configuration of a session.
    static let session = Schema.tagged(
        "type",
        [
            "realtime": .object([
                .optional("model", .text),
                .optional("instructions", .text),
                .optional("output_modalities", .array(modality, maximum: 1)),
                .optional("audio", .object([.optional("input", audioInput), .optional("output", audioOutput)])),
                .optional("tools", .list(tool)),
                .optional("tool_choice", toolChoice),
                .optional("parallel_tool_calls", .bool),
                .optional("reasoning", .nullable(reasoning)),
                .optional("max_output_tokens", outputTokens),
                .optional("include", .nullable(.list(.choice(["item.input_audio_transcription.logprobs"])))),
                .optional("prompt", .nullable(prompt)),
                .optional("tracing", .nullable(tracing)),
                .optional("truncation", truncation),
            ])
        ])

    private static let audioInput = Schema.object([
        .optional("format", audioFormat),
        .optional("transcription", .nullable(transcription)),
        .optional(
            "noise_reduction",
            .nullable(
                .object([
                    .optional("type", .choice(["near_field", "far_field"])), .optional("strength", .number(0...1)),
                ]))),
        .optional("turn_detection", .nullable(turnDetection)),
    ])

    private static let transcription = Schema.object([
        .optional("model", .text),
        .optional("language", .text),
        .optional("prompt", .text),
        .optional("languages", .list(.text)),
        .optional("keywords", .list(.text)),
        .optional("delay", .choice(["minimal", "low", "medium", "high", "xhigh"])),
    ])

    private static let turnDetection = Schema.tagged(
        "type",
        [
            "server_vad": .object([
                .optional("threshold", .number(0...1)),
                .optional("prefix_padding_ms", .integer(0...60_000)),
                .optional("silence_duration_ms", .integer(0...60_000)),
                .optional("idle_timeout_ms", .nullable(.integer(5_000...30_000))),
                .optional("create_response", .bool),
                .optional("interrupt_response", .bool),
            ]),
            "semantic_vad": .object([
                .optional("eagerness", .choice(["low", "medium", "high", "auto"])),
                .optional("create_response", .bool),
                .optional("interrupt_response", .bool),
            ]),
        ])

    private static let audioOutput = Schema.object([
        .optional("format", audioFormat),
        .optional("voice", voice),
        .optional("speed", .number(0.25...1.5)),
    ])

    private static let audioFormat = Schema.tagged(
        "type",
        [
            "audio/pcm": .object([.required("rate", .integer(24_000...24_000))]),
            "audio/pcmu": .object([]),
            "audio/pcma": .object([]),
        ])

    private static let voice = Schema.stringOr(
        strings: .choice([
            "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar",
        ]),
        others: .object([.required("id", .text)]))

    private static let modality = Schema.choice(["audio", "text"])

    private static let outputTokens = Schema.stringOr(strings: .choice(["inf"]), others: .integer(1...4_096))

    private static let reasoning = Schema.object([
        .optional("effort", .choice(["minimal", "low", "medium", "high", "xhigh"]))
    ])

    private static let prompt = Schema.object([
        .required("id", .text),
        .optional("version", .nullable(.text)),
        .optional("variables", .nullable(.map(.any, maximum: nil, keyMaximum: 64))),
    ])

    private static let tracing = Schema.stringOr(
        strings: .choice(["auto"]),
        others: .object([
            .optional("workflow_name", .text), .optional("group_id", .text),
            .optional("metadata", .map(.any, maximum: nil, keyMaximum: 64)),
        ]))

    private static let truncation = Schema.stringOr(
        strings: .choice(["auto", "disabled"]),
        others: .tagged(
            "type",
            [
                "retention_ratio": .object([
                    .required("retention_ratio", .number(0...1)),
                    .optional("token_limits", .object([.optional("post_instructions", .integer(0...Int(Int32.max)))])),
                ])
            ]))
}

// MARK: - Tools (2.5)

extension ClientEventSchema {
    private static let tool = Schema.tagged(
        "type",
        [
            "function": .object([
                .required("name", .string(maximum: 64)),
                .optional("description", .text),
                .optional("parameters", .map(.any, maximum: nil, keyMaximum: 64)),
            ]),
            "mcp": .object([
                .required("server_label", .text),
                .optional("server_url", .text),
                .optional("connector_id", .text),
                .optional("tunnel_id", .text),
                .optional("authorization", .text),
                .optional("headers", .nullable(.map(.text, maximum: nil, keyMaximum: 256))),
                .optional("allowed_tools", .any),
                .optional("require_approval", .any),
                .optional("server_description", .text),
                .optional("defer_loading", .bool),
                .optional("allowed_callers", .nullable(.list(.choice(["direct", "programmatic"])))),
            ]),
        ])

    private static let toolChoice = Schema.stringOr(
        strings: .choice(["none", "auto", "required"]),
        others: .tagged(
            "type",
            [
                "function": .object([.required("name", .text)]),
                "mcp": .object([.required("server_label", .text), .optional("name", .nullable(.text))]),
            ]))
}

// MARK: - Items (3)

extension ClientEventSchema {
    private static let item = Schema.tagged("type", items)

    private static let items: [String: Schema] = [
        "message": .tagged(
            "role",
            [
                "system": message([
                    "input_text": .object([.required("text", .text)])
                ]),
                "user": message([
                    "input_text": .object([.required("text", .text)]),
                    "input_audio": .object([.required("audio", .text), .optional("transcript", .nullable(.text))]),
                    "input_image": .object([
                        .required("image_url", .text), .optional("detail", .choice(["auto", "low", "high"])),
                    ]),
                ]),
                "assistant": message(["output_text": .object([.required("text", .text)])]),
            ]),
        "function_call": itemOf([
            .required("name", .text), .required("arguments", .text), .optional("call_id", .text),
        ]),
        "function_call_output": itemOf([.required("call_id", .text), .required("output", .text)]),
        "mcp_list_tools": itemOf([.required("server_label", .text), .required("tools", .list(.any))]),
        "mcp_call": itemOf([
            .required("server_label", .text), .required("name", .text), .required("arguments", .text),
            .optional("output", .nullable(.text)), .optional("error", .any),
            .optional("approval_request_id", .nullable(.text)),
        ]),
        "mcp_approval_request": itemOf([
            .required("server_label", .text), .required("name", .text), .required("arguments", .text),
        ]),
        "mcp_approval_response": itemOf([
            .required("approval_request_id", .text), .required("approve", .bool), .optional("reason", .nullable(.text)),
        ]),
    ]

    private static func message(_ parts: [String: Schema]) -> Schema {
        itemOf([.required("content", .list(.tagged("type", parts)))])
    }

    private static func itemOf(_ fields: [Field]) -> Schema {
        .object(
            [
                .optional("id", .string(maximum: 32)),
                .optional("object", .choice(["realtime.item"])),
                .optional("status", .choice(["in_progress", "completed", "incomplete"])),
            ] + fields)
    }
}

// MARK: - Parameters of one response (4)

extension ClientEventSchema {
    private static let response = Schema.object([
        .optional("conversation", .choice(["auto", "none"])),
        .optional("input", .list(inputItem)),
        .optional("instructions", .text),
        .optional("output_modalities", .array(modality, maximum: 1)),
        .optional(
            "audio",
            .object([
                .optional("output", .object([.optional("format", audioFormat), .optional("voice", voice)]))
            ])),
        .optional("tools", .list(tool)),
        .optional("tool_choice", toolChoice),
        .optional("parallel_tool_calls", .bool),
        .optional("reasoning", .nullable(reasoning)),
        .optional("max_output_tokens", outputTokens),
        .optional("metadata", .nullable(.map(.string(maximum: 512), maximum: 16, keyMaximum: 64))),
        .optional("prompt", .nullable(prompt)),
    ])

    private static let inputItem = Schema.tagged(
        "type", items.merging(["item_reference": .object([.required("id", .text)])]) { first, _ in first })
}
