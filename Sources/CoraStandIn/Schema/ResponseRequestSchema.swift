import CoraWire

/// The shape of a request for a model response (`POST /v1/responses`, OpenAI API reference, "Create a model response"),
/// as far as text goes: no tools, files, images or stored conversations.
enum ResponseRequestSchema {
    /// The whole body.
    static let request = Schema.object([
        .required("model", .text),
        .required("input", .stringOr(strings: .text, others: .array(message, maximum: 100))),
        .optional("instructions", .nullable(.text)),
        .optional("store", .nullable(.bool)),
        .optional("stream", .nullable(.bool)),
        .optional("background", .nullable(.bool)),
        .optional("max_output_tokens", .nullable(.integer(16...1_000_000))),
        .optional("temperature", .nullable(.number(0...2))),
        .optional("top_p", .nullable(.number(0...1))),
        .optional("truncation", .nullable(.choice(["auto", "disabled"]))),
        .optional("service_tier", .nullable(.choice(["auto", "default", "flex", "priority"]))),
        .optional("metadata", .nullable(.map(.string(maximum: 512), maximum: 16, keyMaximum: 64))),
        .optional("safety_identifier", .string(maximum: 64)),
        .optional("prompt_cache_key", .text),
        .optional(
            "reasoning",
            .nullable(.object([.optional("effort", .choice(["none", "minimal", "low", "medium", "high", "xhigh"]))]))),
        .optional(
            "text",
            .object([
                .optional("format", format), .optional("verbosity", .nullable(.choice(["low", "medium", "high"]))),
            ])),
    ])

    private static let message = Schema.object([
        .optional("type", .choice(["message"])),
        .required("role", .choice(["user", "assistant", "system", "developer"])),
        .required(
            "content",
            .stringOr(
                strings: .text,
                others: .list(.tagged("type", ["input_text": .object([.required("text", .text)])])))),
    ])

    private static let format = Schema.tagged(
        "type",
        [
            "text": .object([]),
            "json_schema": .object([
                .required("name", .string(maximum: 64)),
                .required("schema", .any),
                .optional("strict", .nullable(.bool)),
                .optional("description", .text),
            ]),
        ])

    /// Checks a whole request, and the JSON Schema in it as well.
    static func check(_ request: JSON) throws(APIError) {
        try Self.request.check(request, at: "")
        guard let format = request["text"]?["format"], format["type"]?.string == "json_schema" else { return }
        let name = format["name"]?.string ?? ""
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
            throw APIError(
                code: "invalid_value",
                message: "Invalid 'text.format.name': string does not match pattern. Expected a string that matches "
                    + "the pattern '^[a-zA-Z0-9_-]+$'.",
                parameter: "text.format.name")
        }
        guard let schema = format["schema"], schema["type"]?.string == "object" else {
            throw invalid(name, [], "schema must be a JSON Schema of 'type: \"object\"'.")
        }
        if format["strict"]?.bool == true { try checkStrict(schema, name, []) }
    }

    /// Checks what strict mode wants of a schema (OpenAI, "Structured model outputs", supported schemas).
    private static func checkStrict(_ schema: JSON, _ name: String, _ path: [String]) throws(APIError) {
        if let properties = schema["properties"]?.object {
            guard schema["additionalProperties"]?.bool == false else {
                throw invalid(name, path, "'additionalProperties' is required to be supplied and to be false.")
            }
            guard Set((schema["required"]?.array ?? []).compactMap(\.string)) == Set(properties.keys) else {
                throw invalid(
                    name, path,
                    "'required' is required to be supplied and to be an array including every key in properties.")
            }
            for (key, property) in properties.sorted(by: { $0.key < $1.key }) {
                try checkStrict(property, name, path + ["properties", key])
            }
        }
        if let items = schema["items"] { try checkStrict(items, name, path + ["items"]) }
        if schema["type"] == nil, schema["anyOf"] == nil, schema["enum"] == nil {
            throw invalid(name, path, "schema must have a 'type' key.")
        }
    }

    private static func invalid(_ name: String, _ path: [String], _ what: String) -> APIError {
        let context = path.map { "'\($0)'" }.joined(separator: ", ")
        return APIError(
            code: "invalid_json_schema",
            message: "Invalid schema for response_format '\(name)': In context=(\(context)), \(what)",
            parameter: "text.format.schema")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
