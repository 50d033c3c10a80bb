/// A tool that a tenant adds by configuration alone: the model is offered it like any other, and a call of it becomes a
/// signed HTTPS request to the tenant's server.
package struct DeclaredTool: Sendable, Equatable {
    /// The tool as the model is told of it.
    package var description: ToolDescription
    /// Where the request goes.
    package var url: ToolURL
    /// The secret that signs requests.
    package var secret: Confidential
    /// The longest time from the tool call to the last byte of the answer.
    package var deadline: CallDuration

    package init(description: ToolDescription, url: ToolURL, secret: Confidential, deadline: CallDuration = .seconds(2))
    {
        self.description = description
        self.url = url
        self.secret = secret
        self.deadline = deadline
    }

    /// The name the model calls.
    package var name: String { description.name }

    /// The names of our own tools: no tenant's tool may have one.
    package static let reserved: Set<String> = [
        "search_properties", "book_showing", "qualify_lead", "request_callback", "transfer_to_human", "end_call",
    ]
    /// The shortest and the longest deadline allowed.
    package static let deadlines = CallDuration.milliseconds(100)...CallDuration.seconds(10)
    /// How many declared tools one tenant may have.
    package static let most = 16

    /// Whether a tenant's tool may have this name: `[a-z_][a-z0-9_]*`, 64 characters at most, none of ``reserved``.
    package static func isName(_ name: String) -> Bool {
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte) || byte == 0x5F }
        return !reserved.contains(name) && (1...64).contains(name.utf8.count) && name.utf8.first.map(isLetter) == true
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}

/// A server of tools (Model Context Protocol) that OpenAI calls by itself: no request to it passes through this
/// process.
package struct RemoteToolServer: Sendable, Equatable {
    /// The server's name in the model's session, `[A-Za-z0-9_-]+`.
    package var label: String
    /// The server's address, `https`.
    package var url: ToolURL
    /// What the server is for, in words for the model.
    package var about: String?
    /// An OAuth access token for the server.
    package var authorization: Confidential?
    /// Headers that go with requests to the server.
    package var headers: [String: Confidential]
    /// The names of the server's tools that may be used; nil for all.
    package var toolsAllowed: [String]?

    package init(
        label: String, url: ToolURL, about: String? = nil, authorization: Confidential? = nil,
        headers: [String: Confidential] = [:], toolsAllowed: [String]? = nil
    ) {
        self.label = label
        self.url = url
        self.about = about
        self.authorization = authorization
        self.headers = headers
        self.toolsAllowed = toolsAllowed
    }

    /// How many tool servers one tenant may have.
    package static let most = 8
}
