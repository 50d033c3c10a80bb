import CoraWire

/// The one form in which every tool answers.
enum Envelope {
    /// `{"ok":true,"data":…}`.
    static func text(_ data: JSON) -> String {
        JSON.object(["ok": true, "data": data]).text
    }

    /// `{"ok":false,"error":{"code":…,"message":…,"retryable":…}}`.
    static func text(_ error: ToolError) -> String {
        let error: JSON = [
            "code": .string(error.code.rawValue), "message": .string(error.message),
            "retryable": .bool(error.retryable),
        ]
        return JSON.object(["ok": false, "error": error]).text
    }
}
