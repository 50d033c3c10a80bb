/// The address of OpenAI's HTTP API, read as the official SDKs read `OPENAI_BASE_URL`: `https://api.openai.com/v1`. `wss`
/// and `ws` stand for `https` and `http`; a path prefix and a query are kept.
struct OpenAIEndpoint: Sendable, Equatable {
    /// Scheme, host and prefix, without a slash at the end.
    private let place: String
    /// Empty, or `?` and what follows.
    private let query: String

    /// - Throws: `OpenAIError.badURL`.
    init(baseURL: String) throws(OpenAIError) {
        let schemes = [("https://", "https://"), ("http://", "http://"), ("wss://", "https://"), ("ws://", "http://")]
        guard let (given, scheme) = schemes.first(where: { baseURL.prefix($0.0.count).lowercased() == $0.0 }) else {
            throw .badURL("must begin with https://, http://, wss:// or ws://")
        }
        let rest = baseURL.dropFirst(given.count)
        var place = rest.prefix { $0 != "?" }
        query = String(rest[place.endIndex...])
        while place.last == "/" { place.removeLast() }
        guard let first = place.first, first != "/" else { throw .badURL("has no host") }
        guard !rest.contains("#"), !place.prefix(while: { $0 != "/" }).contains("@") else {
            throw .badURL("must hold neither a user name nor a # part")
        }
        self.place = scheme + place
    }

    /// The URL of a path below the address.
    /// - Parameter path: begins with a slash.
    func url(_ path: String) -> String { place + path + query }
}
