import CoraArguments
package import CoraCall
package import CoraWire

// The one form in which every tool answers.
extension ToolOutcome {
    /// The tool did what it was asked: `{"ok":true,"data":…}`.
    package init(data: JSON, wrote: Bool = false, transfer: TransferOrder? = nil) {
        let envelope: JSON = ["ok": true, "data": data]
        self.init(envelope: envelope.text, succeeded: true, wrote: wrote, transfer: transfer)
    }

    /// The tool did not do what it was asked: `{"ok":false,"error":{"code":…,"message":…,"retryable":…}}`.
    init(_ error: ToolError) {
        let error: JSON = [
            "code": .string(error.code.rawValue), "message": .string(error.message),
            "retryable": .bool(error.retryable),
        ]
        self.init(envelope: (["ok": false, "error": error] as JSON).text, succeeded: false)
    }
}
