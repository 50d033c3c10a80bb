package import CoraCall
package import CoraRealtime
package import CoraTenant
package import NIOCore
import NIOHTTP1

/// Dials the model's socket on a chosen event loop. One value serves every call.
package struct ModelDialer: Sendable {
    private let baseURL: String
    private let apiKey: String
    private let connector: any ModelConnector
    /// Keep calls from dialling what cannot be reached.
    package let breakers = ModelBreakers()
    /// The name of the model for tenants that name none.
    package let defaultModel: String
    /// The name of the model that transcribes what callers say, for tenants that name none.
    package let defaultTranscription: String

    /// - Parameters:
    ///   - baseURL: the API's address as the official SDKs take it, such as `https://api.openai.com/v1`.
    ///   - apiKey: sent as `Authorization: Bearer`.
    ///   - defaultModel: the model for tenants that name none.
    ///   - defaultTranscription: the transcription model for tenants that name none.
    ///   - connector: opens the sockets.
    package init(
        baseURL: String, apiKey: String, defaultModel: String, defaultTranscription: String,
        connector: any ModelConnector
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.defaultModel = defaultModel
        self.defaultTranscription = defaultTranscription
        self.connector = connector
    }

    /// The largest message accepted from the model, in bytes.
    var longestMessage: Int { connector.maxMessage }

    /// Opens a session's socket on `loop`; `configure` adds its handlers before the first event is read.
    /// - Returns: a future with the value of `configure`; fails with `RealtimeEndpointError`, `WebSocketDialError`, or
    ///   the socket's or TLS's own error.
    package func dial<Output: Sendable>(
        _ tenant: Tenant, by route: ModelRoute = .own, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        let url = route == .own ? nil : tenant.fallbackBaseURL
        return dial(model: model(for: tenant, by: route), at: url, on: loop, configure: configure)
    }

    /// Opens a socket for a model by its name.
    /// - Parameter url: the API's address; nil for the instance's.
    package func dial<Output: Sendable>(
        model: String, at url: String? = nil, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        do throws(RealtimeEndpointError) {
            return connect(try RealtimeEndpoint(baseURL: url ?? baseURL, model: model), on: loop, configure: configure)
        } catch {
            return loop.makeFailedFuture(error)
        }
    }

    /// Opens a socket that joins a call between a browser and the model, beside its audio.
    /// - Parameter call: the model's id of the call.
    package func join<Output: Sendable>(
        _ call: String, of tenant: Tenant, by route: ModelRoute, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        let url = route == .own ? nil : tenant.fallbackBaseURL
        do throws(RealtimeEndpointError) {
            return connect(try RealtimeEndpoint(baseURL: url ?? baseURL, call: call), on: loop, configure: configure)
        } catch {
            return loop.makeFailedFuture(error)
        }
    }

    private func connect<Output: Sendable>(
        _ endpoint: RealtimeEndpoint, on loop: any EventLoop,
        configure: @escaping @Sendable (any Channel) throws -> Output
    ) -> EventLoopFuture<Output> {
        let address = WebSocketAddress(
            host: endpoint.host, port: endpoint.port, target: endpoint.target, isSecure: endpoint.isSecure)
        return connector.connect(
            to: address, headers: ["Authorization": "Bearer \(apiKey)"], on: loop, configure: configure)
    }

    /// What is dialled by a route, as one word for ``ModelBreakers``.
    func address(for tenant: Tenant, by route: ModelRoute) -> String {
        let url = route == .own ? nil : tenant.fallbackBaseURL
        return "\(model(for: tenant, by: route)) at \(url ?? baseURL)"
    }

    /// The settings of the model's session for a tenant's calls.
    package func session(for tenant: Tenant, tools: [ToolDescription]) -> SessionSettings {
        let detection = tenant.turnDetection
        return SessionSettings(
            instructions: tenant.instructions, voice: tenant.voice, inputEncoding: tenant.encoding,
            outputEncoding: tenant.encoding,
            transcription: .init(model: tenant.transcriptionModel ?? defaultTranscription, language: tenant.language),
            turnDetection: .server(
                .init(
                    threshold: detection.threshold, prefixPaddingMilliseconds: detection.prefixMilliseconds,
                    silenceMilliseconds: detection.silenceMilliseconds)),
            tools: tools, remoteServers: tenant.mcpServers)
    }

    /// The name of the model that serves a tenant.
    package func model(for tenant: Tenant, by route: ModelRoute = .own) -> String {
        (route == .own ? nil : tenant.fallbackModel) ?? tenant.model ?? defaultModel
    }
}
