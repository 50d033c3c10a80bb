import CoraCall
import CoraRealtime
import CoraStore
import Logging
import ServiceLifecycle

/// Takes calls down in Postgres, by way of the outbox: what a call says is on disk at once, and in the database as soon
/// as it takes it.
struct CallStore: Service {
    /// How long the database is waited for at the end; what is left then goes there at the next start.
    private static let farewell = Duration.seconds(10)
    private static let pauses = [1, 2, 5, 10, 30].map { Duration.seconds($0) }

    /// What calls are taken down with.
    let recorder: StoreRecorder
    private let pool: PostgresPool
    private let outbox: Outbox
    private let writer: TranscriptWriter
    private let logger: Logger

    /// Opens the outbox, and takes up what an earlier process left in it. The database need not be there yet.
    /// - Parameters:
    ///   - settings: where both are.
    ///   - database: the database's connection string.
    ///   - rows: how records become rows.
    ///   - logger: where it logs.
    /// - Throws: `OutboxError`, `PostgresError` for a string that is none.
    init(_ settings: Settings.Store, database: Secret, rows: CallRows, logger: Logger) throws {
        let outbox = try Outbox(
            folder: settings.outboxFolder, limits: OutboxLimits(bytes: settings.outboxMegabytes << 20))
        pool = PostgresPool(try PostgresConninfo(database.revealed), logger: logger)
        recorder = StoreRecorder(outbox: outbox, rows: rows, logger: logger)
        writer = TranscriptWriter(outbox: outbox, pool: pool, logger: logger)
        self.outbox = outbox
        self.logger = logger
    }

    /// Whether new calls may be taken: their records would fit.
    var isAccepting: Bool { outbox.isAccepting }

    /// Brings the schema up to date, then writes until it is stopped; then what is left, for as long as that may take.
    func run() async throws {
        await withTaskGroup { group in
            group.addTask { if await migrate() { await writer.run() } }
            group.addTask {
                try? await gracefulShutdown()
                await writer.stop(within: Self.farewell)
            }
        }
        await outbox.close()
        await pool.close()
    }

    /// Calls go on while the database is away: their records wait in the outbox.
    private func migrate() async -> Bool {
        let migrator = Migrator(logger: logger)
        for attempt in 0... where !Task.isShuttingDownGracefully {
            do {
                _ = try await pool.withConnection { try await migrator.up(on: $0) }
                return true
            } catch {
                logger.error(
                    "the database is not ready; records wait in the outbox", metadata: ["cora.reason": "\(error)"])
            }
            let pause = Self.pauses[min(attempt, Self.pauses.count - 1)]
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        }
        return false
    }
}

extension CallRows {
    /// Rows with the prices of the model table.
    init(model: String, transcriptionModel: String) {
        var prices: [String: ModelPrice] = [:]
        var transcription: [String: TranscriptionPrice] = [:]
        for entry in ModelCatalog.models {
            switch entry.prices {
            case .speech(let speech): prices[entry.name] = ModelPrice(speech)
            case .transcriptionMinute(let dollars):
                transcription[entry.name] = TranscriptionPrice(minute: Int64((dollars * 1e9).rounded()))
            case .transcriptionTokens(let input, let output):
                transcription[entry.name] = TranscriptionPrice(
                    tokenIn: ModelPrice.nanodollars(perMillion: input),
                    tokenOut: ModelPrice.nanodollars(perMillion: output))
            case nil: break
            }
        }
        self.init(
            model: model, transcriptionModel: transcriptionModel, prices: prices, transcriptionPrices: transcription)
    }
}

extension ModelPrice {
    fileprivate init(_ prices: SpeechPrices) {
        self.init(
            textIn: Self.nanodollars(perMillion: prices.textInput),
            cachedTextIn: Self.nanodollars(perMillion: prices.textCachedInput),
            textOut: Self.nanodollars(perMillion: prices.textOutput),
            audioIn: Self.nanodollars(perMillion: prices.audioInput),
            cachedAudioIn: Self.nanodollars(perMillion: prices.audioCachedInput),
            audioOut: Self.nanodollars(perMillion: prices.audioOutput))
    }

    /// Dollars for a million tokens as billionths of a dollar a token.
    fileprivate static func nanodollars(perMillion dollars: Double) -> Int64 {
        Int64((dollars * 1000).rounded())
    }
}
