import CoraCall
import CoraRealtime
import CoraTenant
import CoraWire
import NIOCore

/// Tenants' own tools and servers of tools as JSON, in the form of the database and the command line.
///
/// When they are shown, secrets, tokens and headers are `(redacted)`; when that is read again, it stands for the secret
/// that the tool or server of that name already has.
enum ToolConfiguration {
    /// The form of a list of tools, or of servers of tools.
    struct Form<Tool: Sendable>: Sendable {
        /// What is wanted, in words.
        let wanted: String
        /// Reads a list; the tools or servers of `known` have the secrets that stand behind `(redacted)`.
        let read: @Sendable (_ json: JSON, _ known: [Tool]) throws(TenantSettingError) -> [Tool]
        /// Writes a list, with its secrets or without; only the database gets them.
        let write: @Sendable (_ tools: [Tool], _ showsSecrets: Bool) -> JSON

        /// The column that keeps a list.
        func column(_ name: String) -> ColumnFormat<[Tool]> {
            ColumnFormat(
                name, "jsonb",
                read: { [read] json throws(TenantColumnError) in
                    do throws(TenantSettingError) {
                        return try read(json, [])
                    } catch {
                        throw .meaning(error.description)
                    }
                }, write: { [write] in write($0, true) })
        }
    }

    /// The form of `declaredTools`.
    static let tools = Form<DeclaredTool>(
        wanted: wantedTools, read: { json, known throws(TenantSettingError) in try tools(json, knowing: known) },
        write: { json($0, showsSecrets: $1) })
    /// The form of `mcpServers`.
    static let servers = Form<RemoteToolServer>(
        wanted: wantedServers, read: { json, known throws(TenantSettingError) in try servers(json, knowing: known) },
        write: { json($0, showsSecrets: $1) })

    private static let wantedTools =
        #"a JSON list of tools: [{"name", "description", "parameters", "url", "secret", "deadlineMilliseconds"}]"#
    private static let wantedServers =
        #"a JSON list of servers: [{"label", "url", "description", "authorization", "headers", "allowedTools"}]"#

    /// Reads tools.
    /// - Parameter known: the tools whose secrets stand behind `(redacted)`.
    private static func tools(_ json: JSON, knowing known: [DeclaredTool]) throws(TenantSettingError)
        -> [DeclaredTool]
    {
        guard let list = json.array, list.count <= DeclaredTool.most else {
            throw TenantSettingError("wanted \(wantedTools), \(DeclaredTool.most) at most")
        }
        var tools: [DeclaredTool] = []
        for (index, entry) in list.enumerated() {
            let tool = try tool(Fields(entry, "tool \(index + 1)"), knowing: known)
            if tools.contains(where: { $0.name == tool.name }) {
                throw TenantSettingError("two tools are called \(tool.name)")
            }
            tools.append(tool)
        }
        return tools
    }

    /// Reads servers.
    /// - Parameter known: the servers whose token and headers stand behind `(redacted)`.
    private static func servers(
        _ json: JSON, knowing known: [RemoteToolServer]
    ) throws(TenantSettingError) -> [RemoteToolServer] {
        guard let list = json.array, list.count <= RemoteToolServer.most else {
            throw TenantSettingError("wanted \(wantedServers), \(RemoteToolServer.most) at most")
        }
        var servers: [RemoteToolServer] = []
        for (index, entry) in list.enumerated() {
            let server = try server(Fields(entry, "server \(index + 1)"), knowing: known)
            if servers.contains(where: { $0.label == server.label }) {
                throw TenantSettingError("two servers are called \(server.label)")
            }
            servers.append(server)
        }
        return servers
    }

    /// Tools as JSON.
    /// - Parameter showsSecrets: whether secrets are written; only the database gets them.
    private static func json(_ tools: [DeclaredTool], showsSecrets: Bool) -> JSON {
        .array(
            tools.map { tool in
                var schema = ByteBuffer()
                ToolSchemaJSON.write(tool.description.parameters, into: &schema)
                return [
                    "name": .string(tool.name), "description": .string(tool.description.description),
                    "parameters": (try? JSON.parse(schema)) ?? .null, "url": .string(tool.url.text),
                    "secret": .string(showsSecrets ? tool.secret.revealed : Confidential.redacted),
                    "deadlineMilliseconds": .int(tool.deadline.milliseconds),
                ]
            })
    }

    /// Servers as JSON.
    /// - Parameter showsSecrets: whether secrets are written; only the database gets them.
    private static func json(_ servers: [RemoteToolServer], showsSecrets: Bool) -> JSON {
        let shown = { (secret: Confidential) in JSON.string(showsSecrets ? secret.revealed : Confidential.redacted) }
        return .array(
            servers.map { server in
                var members: [String: JSON] = ["label": .string(server.label), "url": .string(server.url.text)]
                members["description"] = server.about.map(JSON.string)
                members["authorization"] = server.authorization.map(shown)
                if !server.headers.isEmpty { members["headers"] = .object(server.headers.mapValues(shown)) }
                members["allowedTools"] = server.toolsAllowed.map { .array($0.map(JSON.string)) }
                return .object(members)
            })
    }

    private static func tool(_ fields: Fields, knowing known: [DeclaredTool]) throws(TenantSettingError)
        -> DeclaredTool
    {
        try fields.only(["name", "description", "parameters", "url", "secret", "deadlineMilliseconds"])
        let name = try fields.text("name", upTo: 64)
        guard DeclaredTool.isName(name) else {
            throw fields.error("name: wanted letters a-z, digits and _, and none of our own tools' names")
        }
        let schema: ToolSchema
        do throws(ToolSchemaError) {
            schema = try ToolSchemaJSON.read(fields["parameters"] ?? .null)
        } catch {
            throw fields.error("\(error)")
        }
        let secret = try fields.text("secret", upTo: 512)
        let existing = known.first { $0.name == name }?.secret
        guard secret != Confidential.redacted || existing != nil, secret.utf8.count >= 8 else {
            throw fields.error("secret: wanted 8 to 512 characters, not the redacted form")
        }
        let span = fields["deadlineMilliseconds"].map {
            $0.int.map { CallDuration.milliseconds(min(max($0, 0), 1_000_000)) }
        }
        guard let deadline = span ?? .seconds(2), DeclaredTool.deadlines.contains(deadline) else {
            throw fields.error("deadlineMilliseconds: wanted a whole number from 100 to 10000")
        }
        return DeclaredTool(
            description: ToolDescription(
                name: name, description: try fields.text("description", upTo: 1_024), parameters: schema),
            url: try fields.url("url"), secret: Self.secret(secret, existing) ?? Confidential(secret),
            deadline: deadline)
    }

    private static func server(
        _ fields: Fields, knowing known: [RemoteToolServer]
    ) throws(TenantSettingError) -> RemoteToolServer {
        try fields.only(["label", "url", "description", "authorization", "headers", "allowedTools"])
        let label = try fields.text("label", upTo: 64)
        guard
            label.utf8.allSatisfy({
                $0 == 0x2D || $0 == 0x5F || (0x30...0x39).contains($0)
                    || (0x41...0x5A).contains($0 & 0xDF) && $0 < 0x80
            })
        else {
            throw fields.error("label: wanted letters, digits, - and _")
        }
        let existing = known.first { $0.label == label }
        var server = RemoteToolServer(label: label, url: try fields.url("url"))
        server.about = try fields.optionalText("description", upTo: 1_024)
        if let token = try fields.optionalText("authorization", upTo: 8_192) {
            server.authorization = secret(token, existing?.authorization)
            if server.authorization == nil {
                throw fields.error("authorization: wanted a token, not the redacted form")
            }
        }
        for (name, value) in try fields.texts("headers") {
            guard let value = secret(value, existing?.headers[name]) else {
                throw fields.error("headers.\(name.excerpt(64)): wanted its value, not the redacted form")
            }
            server.headers[name] = value
        }
        if let allowed = fields["allowedTools"] {
            server.toolsAllowed = allowed.array?.compactMap(\.string)
            guard server.toolsAllowed?.count == allowed.array?.count else {
                throw fields.error("allowedTools: wanted a list of names")
            }
        }
        return server
    }

    private static func secret(_ text: String, _ existing: Confidential?) -> Confidential? {
        text == Confidential.redacted ? existing : Confidential(text)
    }
}

/// Reads the members of one tool or server.
private struct Fields {
    private let members: [String: JSON]
    private let place: String

    init(_ json: JSON, _ place: String) throws(TenantSettingError) {
        guard let members = json.object else { throw TenantSettingError("\(place): wanted a JSON object") }
        self.members = members
        self.place = place
    }

    subscript(key: String) -> JSON? { members[key].flatMap { $0.isNull ? nil : $0 } }

    func error(_ problem: String) -> TenantSettingError { TenantSettingError("\(place): \(problem)") }

    func only(_ known: Set<String>) throws(TenantSettingError) {
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw error("unknown key \(unknown.excerpt(40)); known are \(known.sorted().joined(separator: ", "))")
        }
    }

    func text(_ key: String, upTo length: Int) throws(TenantSettingError) -> String {
        guard let text = try optionalText(key, upTo: length) else { throw error("\(key): missing") }
        return text
    }

    func optionalText(_ key: String, upTo length: Int) throws(TenantSettingError) -> String? {
        guard let json = self[key] else { return nil }
        let isPlain = { (text: String) in text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } }
        guard let text = json.string, (1...length).contains(text.utf8.count), isPlain(text) else {
            throw error("\(key): wanted a text of 1 to \(length) characters")
        }
        return text
    }

    func texts(_ key: String) throws(TenantSettingError) -> [String: String] {
        guard let json = self[key] else { return [:] }
        let texts = json.object?.compactMapValues(\.string) ?? [:]
        let isHeader = { (text: String) in text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
        guard let object = json.object, texts.count == object.count, texts.count <= 16,
            texts.allSatisfy({
                !$0.isEmpty && isHeader($0) && !$0.contains(where: { $0 == ":" || $0 == " " }) && isHeader($1)
            })
        else { throw error("\(key): wanted an object of 16 headers at most") }
        return texts
    }

    func url(_ key: String) throws(TenantSettingError) -> ToolURL {
        guard let url = ToolURL(try text(key, upTo: 2_000)),
            url.isSecure || url.host == "localhost" || url.host == "127.0.0.1"
        else { throw error("\(key): wanted an https URL without user, password or fragment") }
        return url
    }
}
