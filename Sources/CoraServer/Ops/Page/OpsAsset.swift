import CoraDoor

/// A file of the ops page, by its address below `/ops`.
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

    /// The file.
    var file: PageFile {
        switch self {
        case .page: PageFile(kind: .html, bytes: PackageResources.ops_html)
        case .style: PageFile(kind: .css, bytes: PackageResources.ops_css)
        case .icon: PageFile(kind: .svg, bytes: PackageResources.icon_svg)
        case .script: .script(PackageResources.ops_js)
        case .call: .script(PackageResources.call_js)
        case .calls: .script(PackageResources.calls_js)
        case .charts: .script(PackageResources.charts_js)
        case .dialogs: .script(PackageResources.dialogs_js)
        case .dom: .script(PackageResources.dom_js)
        case .figures: .script(PackageResources.figures_js)
        case .format: .script(PackageResources.format_js)
        case .grid: .script(PackageResources.grid_js)
        case .health: .script(PackageResources.health_js)
        case .server: .script(PackageResources.server_js)
        case .waterfall: .script(PackageResources.waterfall_js)
        }
    }
}
