/// The URL that makes responses under a base URL, which is read as the official SDKs read `OPENAI_BASE_URL`:
/// `https://api.openai.com/v1`. `wss` and `ws` stand for `https` and `http`; a path prefix and a query are kept.
struct ResponsesEndpoint: Sendable, Equatable {
    /// The URL in full.
    let url: String

    /// - Throws: `ResponsesError.badURL`.
    init(baseURL: String) throws(ResponsesError) {
        let schemes = [("https://", "https://"), ("http://", "http://"), ("wss://", "https://"), ("ws://", "http://")]
        guard let (given, scheme) = schemes.first(where: { baseURL.prefix($0.0.count).lowercased() == $0.0 }) else {
            throw .badURL("must begin with https://, http://, wss:// or ws://")
        }
        let rest = baseURL.dropFirst(given.count)
        var place = rest.prefix { $0 != "?" }
        let query = rest[place.endIndex...]
        while place.last == "/" { place.removeLast() }
        guard let first = place.first, first != "/" else { throw .badURL("has no host") }
        guard !rest.contains("#"), !place.prefix(while: { $0 != "/" }).contains("@") else {
            throw .badURL("must hold neither a user name nor a # part")
        }
        url = "\(scheme)\(place)/responses\(query)"
    }
}
