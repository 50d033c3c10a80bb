import Crypto

/// A file of the page from which browsers call, by its name. The names of modules stand in other modules, which is why
/// all files lie in one folder, whose name changes with them.
enum ClientAsset: String, CaseIterable, Sendable {
    case style = "client.css"
    case icon = "client-icon.svg"
    case script = "client.js"
    case audio = "client-audio.js"
    case capture = "client-capture.js"
    case cards = "client-cards.js"
    case conversation = "client-conversation.js"
    case dom = "client-dom.js"
    case playback = "client-playback.js"
    case session = "client-session.js"
    case words = "client-words.js"

    /// The file.
    var file: PageFile {
        switch self {
        case .style: PageFile(kind: .css, bytes: PackageResources.client_css)
        case .icon: PageFile(kind: .svg, bytes: PackageResources.client_icon_svg)
        case .script: .script(PackageResources.client_js)
        case .audio: .script(PackageResources.client_audio_js)
        case .capture: .script(PackageResources.client_capture_js)
        case .cards: .script(PackageResources.client_cards_js)
        case .conversation: .script(PackageResources.client_conversation_js)
        case .dom: .script(PackageResources.client_dom_js)
        case .playback: .script(PackageResources.client_playback_js)
        case .session: .script(PackageResources.client_session_js)
        case .words: .script(PackageResources.client_words_js)
        }
    }

    /// The name of the folder: it differs for every other content of any file.
    static let folder: String = {
        var hash = SHA256()
        for asset in allCases {
            hash.update(data: Array(asset.rawValue.utf8))
            hash.update(data: asset.file.bytes)
        }
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }()

    /// The page itself, with the folder's name in its addresses.
    static let page: PageFile = {
        let html = String(decoding: PackageResources.client_html, as: UTF8.self)
        return PageFile(kind: .html, bytes: Array(html.replacing("$ASSETS", with: folder).utf8))
    }()
}

extension PageFile {
    fileprivate static func script(_ bytes: [UInt8]) -> PageFile { PageFile(kind: .javaScript, bytes: bytes) }
}
