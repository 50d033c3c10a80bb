package import Logging
import Synchronization

/// The least severe level that is written; it can be changed while the server runs. Any thread may read and set it.
package final class LiveLogLevel: Sendable {
    private let place: Atomic<Int>

    package init(_ level: Logger.Level) {
        place = Atomic(Self.place(of: level))
    }

    /// The level in force.
    package var level: Logger.Level {
        get { Logger.Level.allCases[place.load(ordering: .relaxed)] }
        set { place.store(Self.place(of: newValue), ordering: .relaxed) }
    }

    private static func place(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}

/// A log handler that follows a `LiveLogLevel`, unless its logger was given a level of its own.
package struct LiveLevelHandler: LogHandler {
    private var inner: any LogHandler
    private let live: LiveLogLevel
    private var own: Logger.Level?

    /// - Parameter inner: writes the lines.
    package init(_ inner: any LogHandler, level: LiveLogLevel) {
        self.inner = inner
        live = level
    }

    package var logLevel: Logger.Level {
        get { own ?? live.level }
        set { own = newValue }
    }

    package var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    package var metadataProvider: Logger.MetadataProvider? {
        get { inner.metadataProvider }
        set { inner.metadataProvider = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    package func log(event: LogEvent) {
        inner.log(event: event)
    }
}
