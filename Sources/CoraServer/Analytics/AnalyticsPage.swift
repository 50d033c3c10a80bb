import CoraDoor

/// The page of `/analytics`.
///
/// Nothing on it comes from callers: the page fetches figures with a token and puts them in as text, never as markup.
/// The policy lets the page load its own script and style from this server and ask this server, and nothing else.
enum AnalyticsPage {
    static let document = PageFile(kind: .html, bytes: PackageResources.analytics_html)
    static let style = PageFile(kind: .css, bytes: PackageResources.analytics_css)
    static let script = PageFile(
        kind: .javaScript,
        bytes: PackageResources.analytics_charts_js + PackageResources.analytics_figures_js
            + PackageResources.analytics_js)

    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"
}
