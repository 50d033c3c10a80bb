import CoraCall
import HTTPTypes
import HummingbirdCore
import Logging
import Testing

@testable import CoraServer

@Suite("Settings that are read again")
struct SettingsReloadTests {
    /// Paths count from a folder that is another one each time.
    private static func loaded(_ environment: [String: String] = [:]) async throws -> LoadedSettings {
        let paths = ["TENANTS_FILE": "/t.yaml", "OUTBOX_FOLDER": "/outbox"]
        return try await CoraServerTests.loaded(environment.merging(paths) { $1 })
    }

    @Test("what may change is taken, what wants a restart is named, each once")
    func changes() async throws {
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

    @Test("a secret that is made anew each time has not changed")
    func random() async throws {
        var reload = SettingsReload(try await Self.loaded())
        let changes = reload.take(try await Self.loaded())
        #expect(changes == SettingsReload.Changes())
    }

    @Test("live settings take what may change and leave the rest")
    func live() async throws {
        let live = LiveSettings(try await Self.loaded().settings)
        live.take(try await Self.loaded(["MAX_CALLS": "7", "PORT": "3001", "LOG_LEVEL": "debug"]).settings)
        #expect(live.current.admission.calls == 7 && live.current.server.port == 3000)
        #expect(live.current.log.level == .debug)
    }

    @Test("the two amounts of a day fit together")
    func conflict() async throws {
        #expect(
            try await problems(["SPEND_SOFT_USD": "9", "SPEND_HARD_USD": "8"]) == [
                "SPEND_SOFT_USD: found \"9\" in the environment; wanted no more than the hard limit, 8"
            ])
        #expect(try await problems(["SHED_MEMORY_MEGABYTES": "1"]).count == 1)
    }
}

@Suite("What a process may have")
struct ProcessUsageTests {
    @Test("a control group's path and limit")
    func group() {
        #expect(
            ProcessUsage.groupPath(in: "1:name=x:/y\n0::/system.slice/cora.service\n") == "/system.slice/cora.service")
        #expect(ProcessUsage.groupPath(in: "0::/\n") == "")
        #expect(ProcessUsage.groupPath(in: "") == "")
        #expect(ProcessUsage.groupLimit(in: "max\n") == nil)
        #expect(ProcessUsage.groupLimit(in: "1073741824\n") == 1 << 30)
    }

    @Test("this process takes something")
    func own() {
        #expect(ProcessUsage.memoryBytes > 1 << 20)
        #expect(ProcessUsage.memoryLimit > 1 << 20)
    }
}

@Suite("Refusals over HTTP")
struct AdmissionResponseTests {
    @Test("429 with Retry-After, 503 while draining, and why in words", arguments: AdmissionRefusal.allCases)
    func response(refusal: AdmissionRefusal) {
        let response = refusal.response(retryAfter: .milliseconds(1001))
        #expect(response.status.code == (refusal == .draining ? 503 : 429))
        #expect(response.headers[.retryAfter] == "2")
        #expect(response.headers[.contentType] == "application/json")
        #expect(refusal.response(retryAfter: .zero).headers[.retryAfter] == "1")
    }
}
