import Logging

/// Takes the server's notices, which libpq would print to standard error.
final class NoticeSink {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// libpq's callback; `context` is the sink.
    static let process: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = { context, text in
        guard let context, let text else { return }
        let sink = Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue()
        sink.logger.debug("postgres notice", metadata: ["cora.postgres.notice": "\(String(cString: text))"])
    }
}
