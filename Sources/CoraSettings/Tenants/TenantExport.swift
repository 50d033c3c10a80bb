import CoraCall
package import CoraTenant

/// Writes tenants as text with the keys of `Config/tenants.yaml`. Pure.
package enum TenantExport {
    /// The text. Values that are as in `defaults`, and that the file may leave out, are left out.
    package static func yaml(_ entries: [TenantEntry], defaults: Tenant) -> String {
        var lines: [String] = []
        if let standIn = entries.first(where: \.isDefault) {
            lines += ["default: " + scalar(standIn.tenant.id), ""]
        }
        lines.append(entries.isEmpty ? "tenants: []" : "tenants:")
        for entry in entries { lines += tenant(entry, defaults: defaults) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func tenant(_ entry: TenantEntry, defaults: Tenant) -> [String] {
        let common = TenantEntry(defaults)
        var lines = ["  - id: " + scalar(entry.tenant.id)]
        var group = ""
        for setting in TenantSetting.all where setting.key != "default" {
            guard let text = setting.text(of: entry) else { continue }
            let isUsual = text == setting.text(of: common)
            switch setting.file {
            case .absent:
                if !isUsual { lines.append("    # only in the database: \(setting.key): " + scalar(text)) }
            case .list(let list):
                guard list.isOfTenants || !isUsual else { continue }
                lines.append("    \(setting.key): [" + list.texts(entry).map(quoted).joined(separator: ", ") + "]")
            case .parts(let parts):
                if !isUsual { lines += self.parts(parts, of: setting.key, in: entry) }
            case .text where !setting.key.contains("."):
                if setting.key != "instructions" || !text.isEmpty { lines += value(text, of: setting.key) }
            case .text:
                if !isUsual { lines += grouped(text, of: setting.key, after: &group) }
            }
        }
        return lines
    }

    /// The lines of a setting with keys below its own.
    private static func parts(_ parts: TenantFileParts, of key: String, in entry: TenantEntry) -> [String] {
        let lines = parts.keys.compactMap { part in
            parts.text(part, entry).map { "      \(part): " + quoted($0) }
        }
        return lines.isEmpty ? [] : ["    \(key):"] + lines
    }

    /// The lines of a setting with a dotted key; the first of a group has a line for the group before it.
    private static func grouped(_ text: String, of key: String, after group: inout String) -> [String] {
        let path = key.split(separator: ".").map(String.init)
        let heading = group == path[0] ? [] : ["    \(path[0]):"]
        group = path[0]
        return heading + ["      \(path[1]): " + scalar(text)]
    }

    /// The lines of one setting; a text of several lines is written as a block if a block can hold it.
    private static func value(_ text: String, of key: String) -> [String] {
        let isBlock =
            text.contains("\n") && !text.hasSuffix("\n\n") && text.first?.isWhitespace == false
            && text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
        guard isBlock else { return ["    \(key): " + scalar(text)] }
        let endsLine = text.hasSuffix("\n")
        let body = endsLine ? text.dropLast() : text[...]
        return ["    \(key): " + (endsLine ? "|" : "|-")]
            + body.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "      " + $0 }
    }

    /// A text on one line, without quotation marks if YAML cannot take it for anything else.
    private static func scalar(_ text: String) -> String {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain =
            text.utf8.first.map(isLetterOrDigit) == true
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E }
        return isPlain && (!words.contains(text) || text == "true" || text == "false") ? text : quoted(text)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80
    }

    /// A text between double quotation marks (YAML 1.2.2, 7.3.1).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            }
        }
        return result + "\""
    }

    /// Whether a character may stand in YAML as it is (1.2.2, 5.1); unusual line breaks and the byte order mark may
    /// not.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
