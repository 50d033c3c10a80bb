package import NIOHTTP1

/// Decides about a request that wants to be a websocket. Called on the connection's event loop, which it must not hold up.
package typealias UpgradePolicy = @Sendable (HTTPRequestHead) -> UpgradeVerdict

/// The decision about a request that wants to be a websocket.
package enum UpgradeVerdict: Sendable {
    /// The request becomes a websocket.
    case upgrade
    /// The router answers it; the header `HTTPField.Name.upgradeRefused` carries the reason.
    case refuse(String)
}
