import CoraDoor
import CoraSettings
import Crypto

/// A file of the page from which browsers call, by its name. The names of modules stand in other modules, which is why
/// all files lie in one folder, whose name changes with them.
enum ClientAsset: String, CaseIterable, Sendable {
    case style = "client.css"
    case icon = "client-icon.svg"
    case script = "client.js"
    case audio = "client-audio.js"
    case call = "client-call.js"
    case capture = "client-capture.js"
    case cards = "client-cards.js"
    case conversation = "client-conversation.js"
    case dom = "client-dom.js"
    case ear = "client-ear.js"
    case figures = "client-figures.js"
    case pace = "client-pace.js"
    case peer = "client-peer.js"
    case peers = "client-peers.js"
    case playback = "client-playback.js"
    case reception = "client-reception.js"
    case remote = "client-remote.js"
    case session = "client-session.js"
    case words = "client-words.js"

    /// The file.
    var file: PageFile {
        switch self {
        case .style: PageFile(kind: .css, bytes: PackageResources.client_css)
        case .icon: PageFile(kind: .svg, bytes: PackageResources.client_icon_svg)
        case .script: .script(PackageResources.client_js)
        case .audio: .script(PackageResources.client_audio_js)
        case .call: .script(PackageResources.client_call_js)
        case .capture: .script(PackageResources.client_capture_js)
        case .cards: .script(PackageResources.client_cards_js)
        case .conversation: .script(PackageResources.client_conversation_js)
        case .dom: .script(PackageResources.client_dom_js)
        case .ear: .script(PackageResources.client_ear_js)
        case .figures: .script(PackageResources.client_figures_js)
        case .pace: .script(PackageResources.client_pace_js)
        case .peer: .script(PackageResources.client_peer_js)
        case .peers: .script(PackageResources.client_peers_js)
        case .playback: .script(PackageResources.client_playback_js)
        case .reception: .script(PackageResources.client_reception_js)
        case .remote: .script(PackageResources.client_remote_js)
        case .session: .script(PackageResources.client_session_js)
        case .words: .script(PackageResources.client_words_js)
        }
    }

    /// The name of the folder: it differs for every other content of any file.
    static let folder = mark(of: allCases.map { Array($0.rawValue.utf8) + $0.file.bytes })

    /// The page itself, with the folder's name in its addresses.
    static let page = page(from: nil)

    /// The page itself, whose files come from another address.
    /// - Parameter base: what stands for this server's `/client` there; nil for this server.
    static func page(from base: WebAddress?) -> PageFile {
        let html = String(decoding: PackageResources.client_html, as: UTF8.self)
        let place = base.map { $0.appending("/\(folder)") } ?? folder
        return PageFile(kind: .html, bytes: Array(html.replacing("$ASSETS", with: place).utf8))
    }

    /// 16 digits that differ for every other content.
    static func mark(of contents: [[UInt8]]) -> String {
        var hash = SHA256()
        for content in contents { hash.update(data: content) }
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
