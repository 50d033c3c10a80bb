import CoraBusiness
import CoraCall
import CoraClients
import CoraSession
import CoraStore
import CoraTools
import Foundation
import Logging
import NIOCore
import NIOSSL

// Makes what needs the database.
extension CoraApplication {
    static func store(
        _ settings: Settings, _ dialer: ModelDialer, _ models: TenantModels, _ logger: Logger
    ) throws -> CallStore? {
        guard let database = settings.store.databaseURL else { return nil }
        let followed = try Self.fileDirectory(settings, models, logger, if: settings.store.followsTenantsFile)
        return try CallStore(
            settings.store, database: database,
            rows: CallRows(
                PriceList(model: dialer.defaultModel, transcriptionModel: dialer.defaultTranscription)),
            seed: try TenantSeed(path: settings.tenants.file, defaults: settings.tenantDefaults, models: models),
            models: models, followed: followed, logger: logger)
    }

    private static func fileDirectory(
        _ settings: Settings, _ models: TenantModels, _ logger: Logger, if isWanted: Bool
    ) throws -> TenantFileDirectory? {
        guard isWanted else { return nil }
        return try TenantFileDirectory(
            path: settings.tenants.file, defaults: settings.tenantDefaults, models: models, logger: logger)
    }

    /// Makes the tools, which read and write the database; without one there are none.
    static func tools(
        _ settings: Settings, _ store: CallStore?, _ group: any EventLoopGroup,
        _ logger: Logger
    ) throws -> any ToolRunner {
        guard let store else { return NoTools() }
        let isPrivateAllowed = settings.tenants.allowsPrivateTools
        let client = DeclaredToolClient(
            group: group, tls: try NIOSSLContext(configuration: .makeClientConfiguration()),
            settings: .init(allowsPrivateNetworks: isPrivateAllowed, allowsPlainHTTP: isPrivateAllowed),
            clocks: .system)
        return ToolExecutor(
            ToolRegistry.cora.tools(on: store.pool), declared: client, deadline: settings.tools.deadline,
            clocks: .system, logger: logger
        )
    }

    static func summaries(
        _ settings: Settings, _ store: CallStore, _ group: any EventLoopGroup, _ logger: Logger
    ) -> SummaryService {
        let client = settings.openAI.summaryModel.map { _ in
            SummaryClient(
                baseURL: settings.openAI.baseURL.text, apiKey: settings.openAI.apiKey.revealed,
                tls: trustConfiguration(settings), group: group)
        }
        let summarizer = Summarizer(
            prompt: SummaryPrompt(model: settings.openAI.summaryModel ?? ""), model: client,
            tools: ToolRegistry.cora.catalog, logger: logger, now: { Clocks.system.wall().microseconds },
            keep: { [outbox = store.outbox] in outbox.accept([$0]) })
        return SummaryService(
            summarizer: summarizer, client: client, unsummed: UnsummedCalls(pool: store.pool, logger: logger))
    }
}
