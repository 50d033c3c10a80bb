import HTTPTypes
import Hummingbird
import NIOCore

/// The page of `/analytics`: three texts built into the program, so that it works from any folder.
///
/// Nothing on it comes from callers: the page fetches figures with a token and puts them in as text, never as markup.
/// The policy lets the page load its own script and style from this server and ask this server, and nothing else.
enum AnalyticsPage {
    static var html: Response { answer(document, "text/html; charset=utf-8") }
    static var css: Response { answer(style, "text/css; charset=utf-8") }
    static var javaScript: Response { answer(charts + script, "text/javascript; charset=utf-8") }

    /// The policy that tells browsers what the page may do (Content Security Policy, level 3).
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    private static func answer(_ text: String, _ type: String) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
            // An older program's page must not be shown with this one's data.
            .cacheControl: "no-cache",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static let document = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Calls and leads · CORA</title>
        <link rel="stylesheet" href="analytics/page.css">
        <script src="analytics/page.js" defer></script>
        </head>
        <body>
        <noscript>This page draws its figures with JavaScript, which is off.</noscript>
        <section id="door" hidden>
          <form id="key" class="card">
            <h1>CORA <span>analytics</span></h1>
            <p>Paste your access token. It stays in this tab and is gone when you close it.</p>
            <label for="token">Token</label>
            <input id="token" type="password" autocomplete="off" spellcheck="false" required>
            <p id="wrong" role="alert"></p>
            <button class="main">Open</button>
          </form>
        </section>
        <main id="page" hidden>
          <header>
            <div>
              <h1>CORA <span>analytics</span></h1>
              <p id="what"></p>
            </div>
            <div id="controls">
              <select id="tenant" aria-label="Business" hidden></select>
              <div id="spans" role="group" aria-label="Days"></div>
              <div id="dates">
                <input id="from" type="date" aria-label="First day">
                <span>–</span>
                <input id="to" type="date" aria-label="Last day">
              </div>
              <button id="leave" title="Forget the token">Sign out</button>
            </div>
          </header>
          <p id="trouble" role="alert" hidden></p>
          <div id="figures"></div>
          <footer id="foot"></footer>
        </main>
        <div id="tip" role="status" hidden></div>
        </body>
        </html>

        """#
}
