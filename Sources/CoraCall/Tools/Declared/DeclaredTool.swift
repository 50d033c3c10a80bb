/// A tool of a tenant's own that is only configuration: the model is offered it like any other, and a call of it
/// becomes a signed HTTPS request to the tenant's server.
package struct DeclaredTool: Sendable, Equatable {
    /// What the model is told of it.
    package var description: ToolDescription
    /// Where it is asked.
    package var url: ToolURL
    /// What requests are signed with.
    package var secret: Confidential
    /// From the call to the last byte of the answer.
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

    /// Names that are ours: no tenant's tool may have one.
    package static let reserved: Set<String> = [
        "search_properties", "book_showing", "qualify_lead", "request_callback", "transfer_to_human", EndCallTool.name,
    ]
    /// A deadline is within these.
    package static let deadlines = CallDuration.milliseconds(100)...CallDuration.seconds(10)
    /// Tools one tenant may have.
    package static let most = 16

    /// Whether a name is one a tenant's tool may have: `[a-z_][a-z0-9_]*`, 64 characters at most, none of ours.
    package static func isName(_ name: String) -> Bool {
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte) || byte == 0x5F }
        return !reserved.contains(name) && (1...64).contains(name.utf8.count) && name.utf8.first.map(isLetter) == true
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}

/// A server of tools (Model Context Protocol) that the model's side calls by itself: nothing of it passes through here.
package struct RemoteToolServer: Sendable, Equatable {
    /// The name by which it is known in the session, `[A-Za-z0-9_-]+`.
    package var label: String
    /// Where it is, `https`.
    package var url: ToolURL
    /// What it is for, in words for the model.
    package var about: String?
    /// An OAuth access token for it.
    package var authorization: Confidential?
    /// Headers for it.
    package var headers: [String: Confidential]
    /// The tools of it that may be used; nil for all.
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

    /// Servers one tenant may have.
    package static let most = 8
}
