import Synchronization

/// The settings in force, of which some change while the server runs (`SettingsKey.isLive`).
package final class LiveSettings: Sendable {
    private let state: Mutex<Settings>

    package init(_ settings: Settings) {
        state = Mutex(settings)
    }

    /// The settings in force now. Any thread may ask.
    package var current: Settings { state.withLock(\.self) }

    /// Takes from newly read settings what may change while the server runs; the rest stays.
    package func take(_ new: Settings) {
        state.withLock { current in
            for key in SettingsKey.all where key.isLive { key.carry(from: new, into: &current) }
        }
    }
}
