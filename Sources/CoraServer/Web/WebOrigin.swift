/// Which pages may ask for a session of a tenant. Browsers tell where a request comes from, and a page's script cannot
/// make them lie; other programs can tell anything, so that those need a token.
enum WebOrigin: Equatable {
    /// CORA's own page.
    case own
    /// A page of another server that the tenant has named.
    case named(String)
    /// A program that has a token of the tenant's, or an operator's.
    case trusted
    /// Any other.
    case stranger

    /// Decides where a request comes from.
    /// - Parameters:
    ///   - origin: the request's `Origin` (RFC 6454 §7). A page's GET to its own server has none.
    ///   - fetchSite: its `Sec-Fetch-Site` (W3C, "Fetch Metadata Request Headers").
    ///   - allowed: the origins that the tenant has named.
    ///   - hasToken: whether the request carries a token that is good for the tenant.
    init(origin: String?, fetchSite: String?, allowed: [String], hasToken: Bool) {
        if hasToken {
            self = .trusted
        } else if fetchSite == "same-origin" {
            self = .own
        } else if let origin, allowed.contains(origin) {
            self = .named(origin)
        } else {
            self = .stranger
        }
    }
}
