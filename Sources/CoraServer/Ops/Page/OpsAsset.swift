import NIOCore

/// A file of the ops page, as it is served. The files are built into the program: nothing has to be installed.
enum OpsAsset: String, CaseIterable, Sendable {
    case page = "ops.html"
    case style = "ops.css"
    case icon = "icon.svg"
    case script = "ops.js"
    case call = "call.js"
    case calls = "calls.js"
    case charts = "charts.js"
    case dialogs = "dialogs.js"
    case dom = "dom.js"
    case figures = "figures.js"
    case format = "format.js"
    case grid = "grid.js"
    case health = "health.js"
    case server = "server.js"
    case waterfall = "waterfall.js"

    /// The value of `Content-Type`.
    var contentType: String {
        switch self {
        case .page: "text/html; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .icon: "image/svg+xml"
        case .script, .call, .calls, .charts, .dialogs, .dom, .figures, .format, .grid, .health, .server, .waterfall:
            "text/javascript; charset=utf-8"
        }
    }

    /// The file's contents.
    var body: ByteBuffer { ByteBuffer(bytes: bytes) }

    private var bytes: [UInt8] {
        switch self {
        case .page: PackageResources.ops_html
        case .style: PackageResources.ops_css
        case .icon: PackageResources.icon_svg
        case .script: PackageResources.ops_js
        case .call: PackageResources.call_js
        case .calls: PackageResources.calls_js
        case .charts: PackageResources.charts_js
        case .dialogs: PackageResources.dialogs_js
        case .dom: PackageResources.dom_js
        case .figures: PackageResources.figures_js
        case .format: PackageResources.format_js
        case .grid: PackageResources.grid_js
        case .health: PackageResources.health_js
        case .server: PackageResources.server_js
        case .waterfall: PackageResources.waterfall_js
        }
    }
}
