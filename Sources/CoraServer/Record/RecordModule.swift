import CoraBusiness
import CoraCall
import CoraClients
import CoraSettings
import CoraStore
import CoraTenant
import CoraTools
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// What is kept of calls, and what calls are told of it: tenants, recordings, tools, the record and its summaries.
///
/// Without a database, tenants are those of the file, recordings are kept in memory, there are no tools, and calls are
/// only logged.
struct RecordModule: Sendable {
    /// The parts that use the database; nil without one.
    let store: CallStore?
    /// The tenants, by the numbers they answer.
    let tenants: any TenantSource
    /// The recorded greetings and phrases.
    let recordings: any RecordingStore
    /// Runs the tools of calls.
    let tools: any ToolRunner
    /// What is known of calls and callers; nil without a database.
    let memory: CallMemory?
    /// Whether the database answers; nil without one.
    let database: DatabaseWatch?
    /// The recorders of calls.
    let recorders: [any CallRecorder]
    /// In the order in which they start. Calls that end last are recorded too, and summed up before the store is
    /// closed.
    let services: [any Service]

    /// Opens the outbox and reads the tenants' file. Blocks on the disk.
    /// - Throws: `TenantFileError`, `OutboxError`, `PostgresError` for a text that is not a connection string.
    init(_ context: ServerContext, _ models: ModelModule) throws {
        guard let url = context.settings.store.databaseURL else {
            let file = try Self.tenantsFile(context, models)
            (self.store, memory, self.database, recorders) = (nil, nil, nil, [])
            (tenants, recordings, tools) = (file, MemoryRecordings(), NoTools())
            services = [TenantFileWatch(file: file)]
            return
        }
        let store = try Self.store(context, models, database: url)
        let summaries = Self.summaries(context, store)
        let database = DatabaseWatch(pools: store.pools, wall: context.clocks.wall)
        self.store = store
        self.database = database
        (tenants, recordings, tools) = (store.tenants, store.recordings, try Self.tools(context, store))
        memory = CallMemory(
            pool: store.pools.others,
            callers: CallerLookups(CallerHistories(pool: store.pools.others, logger: context.logger)),
            refused: RefusedCallers(wall: context.clocks.wall) { store.outbox.accept([$0]) },
            summarizer: summaries.summarizer)
        recorders = [store.recorder, summaries.summarizer]
        services = [store, summaries, database]
    }

    private static func tenantsFile(_ context: ServerContext, _ models: ModelModule) throws -> TenantFileDirectory {
        try TenantFileDirectory(
            path: context.settings.tenants.file, defaults: context.settings.tenantDefaults,
            models: models.tenantModels, logger: context.logger)
    }

    private static func store(_ context: ServerContext, _ models: ModelModule, database: Secret) throws -> CallStore {
        let settings = context.settings
        let followed = settings.store.followsTenantsFile ? try tenantsFile(context, models) : nil
        return try CallStore(
            settings.store, database: database, rows: CallRows(models.prices),
            seed: try TenantSeed(
                path: settings.tenants.file, defaults: settings.tenantDefaults, models: models.tenantModels),
            models: models.tenantModels, followed: followed, logger: context.logger)
    }

    private static func tools(_ context: ServerContext, _ store: CallStore) throws -> ToolExecutor {
        let isPrivateAllowed = context.settings.tenants.allowsPrivateTools
        let client = DeclaredToolClient(
            group: context.group, tls: try NIOSSLContext(configuration: .makeClientConfiguration()),
            settings: .init(allowsPrivateNetworks: isPrivateAllowed, allowsPlainHTTP: isPrivateAllowed),
            clocks: context.clocks)
        return ToolExecutor(
            ToolRegistry.cora.tools(on: store.pools.tools), declared: client, deadline: context.settings.tools.deadline,
            clocks: context.clocks, logger: context.logger)
    }

    private static func summaries(_ context: ServerContext, _ store: CallStore) -> SummaryService {
        let settings = context.settings.openAI
        let client = settings.summaryModel.map { _ in
            SummaryClient(
                baseURL: settings.baseURL.text, apiKey: settings.apiKey.revealed, tls: settings.trust,
                group: context.group)
        }
        let summarizer = Summarizer(
            prompt: SummaryPrompt(model: settings.summaryModel ?? ""), model: client,
            tools: ToolRegistry.cora.catalog, logger: context.logger, wall: context.clocks.wall,
            keep: { store.outbox.accept([$0]) })
        return SummaryService(
            summarizer: summarizer, client: client,
            unsummed: UnsummedCalls(pool: store.pools.others, logger: context.logger))
    }
}

/// Reads the tenants' file again when it changes.
private struct TenantFileWatch: Service {
    let file: TenantFileDirectory

    func run() async throws {
        await cancelWhenGracefulShutdown { await file.run() }
    }
}
