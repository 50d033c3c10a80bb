extension TwiML {
    /// The document, byte for byte as Twilio's own libraries write it: no white space between elements, attributes
    /// sorted by name. Characters that XML 1.0 does not have (section 2.2) are left out.
    package func render() -> String {
        var output = #"<?xml version="1.0" encoding="UTF-8"?>"#
        Element("Response", children: verbs.map(\.element)).write(into: &output)
        return output
    }
}

extension TwiML.Verb {
    fileprivate var element: Element {
        switch self {
        case .connect(let connect): connect.element
        case .say(let say): say.element
        case .gather(let gather): gather.element
        case .pause(let length): Element("Pause", ["length": "\(length)"])
        case .dial(let dial): dial.element
        case .hangup: Element("Hangup")
        case .redirect(let url, let method): Element("Redirect", ["method": method?.rawValue], text: url)
        case .reject(let reason): Element("Reject", ["reason": reason?.rawValue])
        }
    }
}

extension TwiML.Connect {
    fileprivate var element: Element {
        Element("Connect", ["action": action, "method": method?.rawValue], children: [stream.element])
    }
}

extension TwiML.Stream {
    fileprivate var element: Element {
        Element(
            "Stream",
            [
                "url": url, "name": name, "statusCallback": statusCallback,
                "statusCallbackMethod": statusCallbackMethod?.rawValue,
            ],
            children: parameters.map { Element("Parameter", ["name": $0.name, "value": $0.value]) })
    }
}

extension TwiML.Say {
    fileprivate var element: Element { Element("Say", ["voice": voice, "language": language], text: text) }
}

extension TwiML.Gather {
    fileprivate var element: Element {
        Element(
            "Gather",
            [
                "action": action, "method": method?.rawValue, "timeout": timeout.map(String.init), "numDigits": "1",
                "input": "dtmf",
            ], children: [say.element])
    }
}

extension TwiML.Dial {
    fileprivate var element: Element {
        Element(
            "Dial",
            [
                "action": action, "method": method?.rawValue, "timeout": timeout.map(String.init),
                "timeLimit": timeLimit.map(String.init), "callerId": callerId,
                "answerOnBridge": answerOnBridge.map(String.init), "hangupOnStar": hangupOnStar.map(String.init),
            ], text: whisper == nil ? number : "",
            children: whisper.map { [Element("Number", ["url": $0], text: number)] } ?? [])
    }
}

/// An element about to be written as text; attributes without a value are left out.
private struct Element {
    let name: String
    let attributes: [(name: String, value: String)]
    let text: String
    let children: [Element]

    init(_ name: String, _ attributes: [String: String?] = [:], text: String = "", children: [Element] = []) {
        self.name = name
        self.attributes =
            attributes
            .compactMap { name, value in value.map { (name: name, value: $0) } }
            .sorted { $0.name < $1.name }
        self.text = text
        self.children = children
    }

    func write(into output: inout String) {
        output += "<\(name)"
        for attribute in attributes {
            output += " \(attribute.name)=\""
            Self.escape(attribute.value, isAttribute: true, into: &output)
            output += "\""
        }
        guard !text.isEmpty || !children.isEmpty else {
            output += " />"
            return
        }
        output += ">"
        Self.escape(text, isAttribute: false, into: &output)
        for child in children { child.write(into: &output) }
        output += "</\(name)>"
    }

    private static func escape(_ text: String, isAttribute: Bool, into output: inout String) {
        for scalar in text.unicodeScalars where isAllowed(scalar) {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"" where isAttribute: output += "&quot;"
            case "\t" where isAttribute: output += "&#09;"
            case "\n" where isAttribute: output += "&#10;"
            case "\r" where isAttribute: output += "&#13;"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whether XML 1.0 has the character (section 2.2, production 2).
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
