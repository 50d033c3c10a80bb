import CoraCall
import CoraTenant
import Foundation
import Logging
import StoreTesting
import Synchronization
import Testing

@testable import CoraServer
@testable import CoraSettings

/// Keeps what is logged.
private struct Lines: LogHandler {
    final class Store: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var errors: [String] { lines.withLock { $0.filter { $0.hasPrefix("error") } } }
    }

    let store: Store
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        store.add("\(event.level) \(event.message) \(values.joined(separator: " "))")
    }
}

struct TenantFileDirectoryTests {
    private let store = Lines.Store()

    private func yaml(voice: String, second: Bool = false) -> String {
        """
        default: desk
        tenants:
          - id: desk
          - id: ray
            numbers: ["+14155550100"]
            voice: \(voice)
        """ + (second ? "\n  - {id: sarah, numbers: ['+14155550101']}\n" : "\n")
    }

    private func directory(in folder: borrowing Folder) throws -> TenantFileDirectory {
        let store = store
        return try TenantFileDirectory(
            path: folder.path + "/tenants.yaml", defaults: Tenant(id: "", numbers: [], agentName: "Front Desk"),
            logger: Logger(label: "test") { _ in Lines(store: store) })
    }

    @Test func `A number finds its tenant, any other number the default`() throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        #expect(directory.tenant(forDialled: "+14155550100")?.id == "ray")
        #expect(directory.tenant(forDialled: "+14155559999")?.id == "desk")
        try folder.write("tenants: [{id: ray, numbers: ['+14155550100']}]", to: "tenants.yaml")
        directory.reload()
        #expect(directory.tenant(forDialled: "+14155559999") == nil)
    }

    @Test func `A changed file takes effect, and tells which tenants changed`() throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        try folder.write(yaml(voice: "alloy", second: true), to: "tenants.yaml")
        guard case .taken(let changed) = directory.reload() else {
            Issue.record("the file was not taken")
            return
        }
        #expect(changed.map(\.id) == ["ray", "sarah"])
        #expect(directory.tenant(forDialled: "+14155550100")?.voice == "alloy")
        #expect(directory.tenant(forDialled: "+14155550101")?.id == "sarah")
        #expect(directory.tenants.map(\.id) == ["desk", "ray", "sarah"])
    }

    @Test func `A broken file leaves the old tenants in force, and one error in the log`() throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        try folder.write("tenants: [{id: a}, {id: b}]", to: "tenants.yaml")
        guard case .kept(let error)? = directory.reloadIfChanged() else {
            Issue.record("the file was taken")
            return
        }
        #expect(error.problems.count == 2)
        #expect(directory.tenant(forDialled: "+14155550100")?.voice == "verse")
        #expect(directory.reloadIfChanged() == nil)
        #expect(store.errors.count == 1)
        #expect(store.errors.first?.contains("tenants.yaml:1: tenant \"a\": numbers: not set") == true)

        try folder.write(yaml(voice: "alloy"), to: "tenants.yaml")
        #expect(directory.reloadIfChanged() != nil)
        #expect(directory.tenant(forDialled: "+14155550100")?.voice == "alloy")
    }

    @Test func `A file that went away is a broken file`() throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        try FileManager.default.removeItem(atPath: folder.path + "/tenants.yaml")
        let problem = "\(folder.path)/tenants.yaml: cannot be read; wanted the tenants file"
        #expect(directory.reloadIfChanged() == .kept(TenantFileError(problems: [problem])))
        #expect(directory.tenant(forDialled: "+14155550100")?.voice == "verse")
    }

    @Test func `An untouched file is not read again; a changed prompt is as good as a changed file`() throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        #expect(directory.reloadIfChanged() == nil)
        try folder.write("Other words.", to: "prompts/agent.md")
        #expect(directory.reloadIfChanged() != nil)
        #expect(directory.tenant(forDialled: "+14155550100")?.instructions == "Other words.")
    }

    @Test func `Changes tell the tenants at the start, then the latest, and end with the directory`() async throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        var directory: TenantFileDirectory? = try directory(in: folder)
        var voices: [String] = []
        let changes = try #require(directory?.changes)
        for await tenants in changes {
            voices.append(tenants[1].voice)
            guard voices.count == 1 else { continue }
            directory?.reload()
            for voice in ["alloy", "echo"] {
                try folder.write(yaml(voice: voice), to: "tenants.yaml")
                directory?.reload()
            }
            directory = nil
        }
        #expect(voices == ["verse", "echo"])
    }

    @Test func `Watching ends when its task is cancelled`() async throws {
        let folder = try Folder(["tenants.yaml": yaml(voice: "verse"), "prompts/agent.md": "x"])
        let directory = try directory(in: folder)
        let watching = Task { await directory.run() }
        watching.cancel()
        await watching.value
    }

    @Test func `A file that is broken at the start is an error`() throws {
        let folder = try Folder(["tenants.yaml": "tenants: []"])
        #expect(throws: TenantFileError.self) { try directory(in: folder) }
    }
}
