import Foundation
import FoundationXML

/// One element of a TwiML document.
struct TwiMLElement {
    let name: String
    let attributes: [String: String]
    var children: [TwiMLElement] = []
    /// The element's text without white space at both ends.
    var text = ""

    /// Reads a document and answers its root element.
    ///
    /// - Throws: ``Violation`` 12100 when the document is not well formed.
    static func parse(_ document: String) throws(Violation) -> TwiMLElement {
        let reader = TwiMLReader()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = reader
        parser.shouldResolveExternalEntities = false
        guard parser.parse(), let root = reader.root else {
            let reason = parser.parserError.map { "\($0)" } ?? "no element"
            throw Violation(code: 12_100, problem: "not well-formed XML at line \(parser.lineNumber): \(reason)")
        }
        return root
    }
}

/// Builds the tree of elements while the parser goes through the document.
private final class TwiMLReader: NSObject, XMLParserDelegate {
    var root: TwiMLElement?
    private var open: [TwiMLElement] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(TwiMLElement(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        guard var element = open.popLast() else { return }
        element.text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }
}
