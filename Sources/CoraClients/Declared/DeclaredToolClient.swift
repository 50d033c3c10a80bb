package import CoraCall
package import CoraTenant
import CoraWire
package import NIOCore
import NIOHTTP1
package import NIOSSL
import Synchronization

/// Asks the servers of tenants' own tools. One value serves every call.
///
/// A tool call is one `POST`, with `{"call", "tenant", "tool", "arguments"}` as its body, signed (`RequestSigning`),
/// with an `Idempotency-Key`. The client looks the host's name up itself, checks every address against `AddressRules`,
/// and connects to an address that it has checked. It follows no redirect, and takes no answer longer than the limit.
package struct DeclaredToolClient: Sendable {
    /// What the operator allows tenants' tools.
    package struct Settings: Sendable, Equatable {
        /// Whether tools may live in this machine's own networks.
        package var allowsPrivateNetworks: Bool
        /// Whether tools may be asked over plain HTTP.
        package var allowsPlainHTTP: Bool
        /// The longest answer, in bytes.
        package var longestAnswer: Int

        package init(
            allowsPrivateNetworks: Bool = false, allowsPlainHTTP: Bool = false, longestAnswer: Int = 64 << 10
        ) {
            self.allowsPrivateNetworks = allowsPrivateNetworks
            self.allowsPlainHTTP = allowsPlainHTTP
            self.longestAnswer = longestAnswer
        }
    }

    private static let mostAddresses = 4

    private let group: any EventLoopGroup
    private let tls: NIOSSLContext
    private let lookup: HostLookup
    private let settings: Settings
    private let clocks: Clocks

    /// - Parameters:
    ///   - group: the loops that connections live on.
    ///   - tls: certificates are checked against its roots.
    package init(
        group: any EventLoopGroup, tls: NIOSSLContext, lookup: HostLookup = HostLookup(),
        settings: Settings = Settings(), clocks: Clocks
    ) {
        self.group = group
        self.tls = tls
        self.lookup = lookup
        self.settings = settings
        self.clocks = clocks
    }

    /// Runs one call of a tool. The result is the server's answer if that is an envelope, else an envelope around it.
    /// It takes no longer than the tool's deadline, and ends when the task is cancelled. A run that succeeded counts as
    /// written.
    package func run(_ tool: DeclaredTool, _ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
        do throws(DeclaredToolFault) {
            return try Self.outcome(of: try await answer(tool, invocation, ticket))
        } catch {
            return ToolOutcome(envelope: error.envelope, succeeded: false)
        }
    }

    private func answer(
        _ tool: DeclaredTool, _ invocation: ToolInvocation, _ ticket: CallTicket
    ) async throws(DeclaredToolFault) -> PinnedRequest.Answer {
        guard tool.url.isSecure || settings.allowsPlainHTTP else { throw .forbidden("the address is not https") }
        let request = try request(tool, invocation, ticket)
        let time = TimeAmount.nanoseconds(tool.deadline.nanoseconds)
        let end = NIODeadline.now() + time
        let loop = group.next()
        let promise = loop.makePromise(of: PinnedRequest.Answer.self)
        let alarm = loop.scheduleTask(deadline: end) { promise.fail(DeclaredToolFault.timedOut) }
        // Once the call is over, no server must be asked any more: it would act, and the model would not learn of it.
        let isOver = Flag()
        promise.futureResult.whenComplete { _ in
            isOver.raise()
            alarm.cancel()
        }
        lookup.addresses(of: tool.url.host, port: tool.url.port, on: loop).whenComplete { found in
            guard !isOver.isRaised else { return }
            switch found.flatMap({ addresses in Result { try choose(addresses) } }) {
            case .success(let addresses): request.send(to: addresses, within: time, on: loop, promise: promise)
            case .failure(let error): promise.fail(error)
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(DeclaredToolFault.cancelled)
            }
        } catch {
            throw Self.fault(error)
        }
    }

    /// Picks the addresses to connect to.
    /// - Throws: `forbidden` if any address is not allowed, even if others are: a public host has no private address.
    private func choose(_ addresses: [SocketAddress]) throws -> ArraySlice<SocketAddress> {
        if !settings.allowsPrivateNetworks {
            for address in addresses {
                if let refusal = AddressRules.refusal(of: address) { throw DeclaredToolFault.forbidden(refusal) }
            }
        }
        guard !addresses.isEmpty else { throw DeclaredToolFault.unreachable("no address") }
        return addresses.prefix(Self.mostAddresses)
    }

    private func request(
        _ tool: DeclaredTool, _ invocation: ToolInvocation, _ ticket: CallTicket
    ) throws(DeclaredToolFault) -> PinnedRequest {
        guard let arguments = try? JSON.parse(invocation.arguments), arguments.object != nil else {
            throw .badArguments
        }
        let json: JSON = [
            "call": .string(ticket.callSID), "tenant": .string(ticket.tenant.id), "tool": .string(tool.name),
            "arguments": arguments,
        ]
        let body = ByteBuffer(string: json.text)
        let key = RequestSigning.idempotencyKey(call: ticket.callSID, tool: tool.name, arguments: arguments.text)
        let headers: HTTPHeaders = [
            "Host": tool.url.authority, "Content-Type": "application/json", "Accept": "application/json",
            "Content-Length": String(body.readableBytes), "Connection": "close", "User-Agent": "CORA",
            "Idempotency-Key": key,
            RequestSigning.header: RequestSigning.signature(
                of: body, at: Int64(clocks.wall().seconds), secret: tool.secret.revealed),
        ]
        let isAddress = (try? SocketAddress(ipAddress: tool.url.host, port: 0)) != nil
        return PinnedRequest(
            head: HTTPRequestHead(version: .http1_1, method: .POST, uri: tool.url.target, headers: headers), body: body,
            tls: tool.url.isSecure ? tls : nil, serverName: isAddress ? nil : tool.url.host,
            limit: settings.longestAnswer)
    }

    /// The server's answer if it is an envelope, else an envelope around its JSON.
    private static func outcome(of answer: PinnedRequest.Answer) throws(DeclaredToolFault) -> ToolOutcome {
        let json = try? JSON.parse(answer.body)
        if let json, json["ok"]?.bool == false, json["error"]?.object != nil {
            return ToolOutcome(envelope: json.text, succeeded: false)
        }
        guard (200..<300).contains(answer.status) else { throw .status(answer.status) }
        if answer.body.readableBytes == 0 { return done(#"{"ok":true,"data":null}"#) }
        guard let json else { throw .notJSON }
        switch json["ok"]?.bool {
        case nil: return done((["ok": true, "data": json] as JSON).text)
        case true?: return done(json.text)
        case false?: return ToolOutcome(envelope: json.text, succeeded: false)
        }
    }

    private static func done(_ envelope: String) -> ToolOutcome {
        ToolOutcome(envelope: envelope, succeeded: true, wrote: true)
    }

    private static func fault(_ error: any Error) -> DeclaredToolFault {
        switch error {
        case let fault as DeclaredToolFault: fault
        case is CancellationError: .cancelled
        case is NIOHTTPObjectAggregatorError: .tooLong
        case let error as ChannelError where isTimeout(error): .timedOut
        default: .unreachable(String("\(error)".prefix(200)))
        }
    }

    private static func isTimeout(_ error: ChannelError) -> Bool {
        if case .connectTimeout = error { true } else { false }
    }
}

/// A flag that any thread may raise, once, and read.
private final class Flag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }
}
