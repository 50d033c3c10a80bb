import AsyncHTTPClient
import CoraClients
import CoraStandIn
import CoraWire
import Logging
import NIOCore
import Testing

/// The client against the stand-in, over loopback.
@Suite(.timeLimit(.minutes(10)))
struct ResponsesClientTests {
    private static let key = "sk-a-key-that-nobody-may-see"
    private static let request = ByteBuffer(string: #"{"model":"gpt-4.1-mini","store":false,"input":"Caller: Hello"}"#)

    private static func ask(
        _ faults: StandInFaults = StandInFaults(), key: String = key, request: ByteBuffer = request,
        limits: ResponsesClient.Limits = .init(), retry: RetryPolicy = RetryPolicy(pause: .milliseconds(1))
    ) async throws -> (Result<ByteBuffer, OpenAIError>, asked: Int) {
        let server = StandInServer(
            configuration: StandInConfiguration(summaryDelay: .zero, faults: faults), logger: Logger(label: "test"))
        let port = try await server.start()
        let client = try ResponsesClient(
            baseURL: "http://127.0.0.1:\(port)/v1", apiKey: key, http: .shared, retry: retry, limits: limits)
        #expect(!"\(client)".contains(key))
        let result: Result<ByteBuffer, OpenAIError>
        do throws(OpenAIError) { result = .success(try await client.create(request)) } catch {
            result = .failure(error)
        }
        await server.shutdown()
        return (result, server.textResponses)
    }

    @Test func `an answer is a response object`() async throws {
        let (result, asked) = try await Self.ask()
        let response = try JSON.parse(try result.get())
        #expect(response["object"]?.string == "response")
        #expect(response["status"]?.string == "completed")
        #expect(response["output"]?[0]?["content"]?[0]?["text"]?.string?.contains("Hello") == true)
        #expect(asked == 1)
    }

    @Test func `429 and 500 are asked again, twice`() async throws {
        let passing = StandInFaults(failedSummaries: [0: .rateLimitExceeded, 1: .serverError])
        let (result, asked) = try await Self.ask(passing)
        #expect((try? result.get()) != nil)
        #expect(asked == 3)
        let (lasting, tries) = try await Self.ask(StandInFaults(everySummaryFails: .rateLimitExceeded))
        #expect(
            throws: OpenAIError.refused(
                .init(status: 429, code: "rate_limit_exceeded", message: "Rate limit reached."))
        ) { try lasting.get() }
        #expect(tries == 3)
    }

    @Test func `a wrong key is told in words that do not hold it, and not tried again`() async throws {
        let (result, asked) = try await Self.ask(key: "sk-wrong-very-secret")
        guard case .failure(let error) = result else { return #expect(Bool(false)) }
        #expect("\(error)".hasPrefix("refused with HTTP 401 (invalid_api_key): Incorrect API key"))
        #expect(!"\(error)".contains("secret"))
        #expect(asked == 1)
    }

    @Test func `a request that is not the API's is told what is wrong with it`() async throws {
        let request = ByteBuffer(string: #"{"model":"gpt-4.1-mini","input":"x","modell":1}"#)
        let (result, asked) = try await Self.ask(request: request)
        guard case .failure(.refused(let refusal)) = result else { return #expect(Bool(false)) }
        #expect(refusal.status == 400)
        #expect(refusal.message == "Unknown parameter: 'modell'.")
        #expect(asked == 1)
    }

    @Test func `an attempt that takes too long is given up, and made again within the time for all`() async throws {
        // Long enough for a request to arrive on a machine that is busy otherwise.
        let limits = ResponsesClient.Limits(attempt: .seconds(3), total: .seconds(20))
        let (result, asked) = try await Self.ask(StandInFaults(failedSummaries: [0: .slow]), limits: limits)
        #expect((try? result.get()) != nil)
        #expect(asked == 2)
        let short = ResponsesClient.Limits(attempt: .seconds(20), total: .milliseconds(200))
        let (hurried, once) = try await Self.ask(StandInFaults(everySummaryFails: .slow), limits: short)
        #expect(throws: OpenAIError.timedOut) { try hurried.get() }
        #expect(once <= 1)
    }

    @Test func `an answer that is too long is not read to its end`() async throws {
        let (result, asked) = try await Self.ask(limits: .init(answer: 100))
        #expect(throws: OpenAIError.tooLarge(100)) { try result.get() }
        #expect(asked == 1)
    }

    @Test func `a server that is not there is told as such`() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = try ResponsesClient(
            baseURL: "ws://127.0.0.1:1/v1/", apiKey: Self.key, http: http, retry: RetryPolicy(retries: 0))
        let result: Result<ByteBuffer, OpenAIError>
        do throws(OpenAIError) { result = .success(try await client.create(Self.request)) } catch {
            result = .failure(error)
        }
        try await http.shutdown()
        guard case .failure(.unreachable(let why)) = result else { return #expect(Bool(false), "\(result)") }
        #expect(!why.contains(Self.key))
    }

    @Test func `a cancelled task gets its answer at once`() async throws {
        let task = Task { try await Self.ask(StandInFaults(everySummaryFails: .slow)) }
        task.cancel()
        let (result, _) = try await task.value
        #expect(throws: OpenAIError.cancelled) { try result.get() }
    }

    @Test(arguments: ["", "api.openai.com", "ftp://x/v1", "https:///v1"])
    func `base URLs that cannot be used are refused`(text: String) {
        #expect(throws: OpenAIError.self) { try ResponsesClient(baseURL: text, apiKey: "k", http: .shared) }
    }
}
