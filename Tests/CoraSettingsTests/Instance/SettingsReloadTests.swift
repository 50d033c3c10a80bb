import CoraCall
import CoraTenant
import Logging
import Testing

@testable import CoraSettings

struct SettingsReloadTests {
    /// Paths count from a folder that is another one each time.
    private static func loaded(_ environment: [String: String] = [:]) async throws -> LoadedSettings {
        let paths = ["TENANTS_FILE": "/t.yaml", "OUTBOX_FOLDER": "/outbox"]
        return try await CoraSettingsTests.loaded(environment.merging(paths) { $1 })
    }

    @Test func `what may change is taken, what wants a restart is named, each once`() async throws {
        var reload = SettingsReload(try await Self.loaded(["MAX_CALLS": "5"]))
        let new = try await Self.loaded(["MAX_CALLS": "7", "PORT": "3001", "SPEND_HARD_USD": "9.50"])
        let changes = reload.take(new)
        #expect(changes.taken.map(\.name) == ["MAX_CALLS", "SPEND_HARD_USD"])
        #expect(changes.taken.map(\.value) == ["7", "9.50"])
        #expect(changes.waiting == ["PORT"])
        let again = reload.take(new)
        #expect(again.taken == [])
        #expect(again.waiting == ["PORT"])
        let back = reload.take(try await Self.loaded(["MAX_CALLS": "5"]))
        #expect(back.taken.map(\.name) == ["MAX_CALLS", "SPEND_HARD_USD"])
    }

    @Test func `a secret that is made anew each time has not changed`() async throws {
        var reload = SettingsReload(try await Self.loaded())
        let changes = reload.take(try await Self.loaded())
        #expect(changes == SettingsReload.Changes())
    }

    @Test func `live settings take what may change and leave the rest`() async throws {
        let live = LiveSettings(try await Self.loaded().settings)
        live.take(try await Self.loaded(["MAX_CALLS": "7", "PORT": "3001", "LOG_LEVEL": "debug"]).settings)
        #expect(live.current.admission.calls == 7 && live.current.server.port == 3000)
        #expect(live.current.log.level == .debug)
    }

    @Test func `the two amounts of a day fit together`() async throws {
        #expect(
            try await problems(["SPEND_SOFT_USD": "9", "SPEND_HARD_USD": "8"]) == [
                "SPEND_SOFT_USD: found \"9\" in the environment; wanted no more than the hard limit, 8"
            ])
        #expect(try await problems(["SHED_MEMORY_MEGABYTES": "1"]).count == 1)
    }
}
