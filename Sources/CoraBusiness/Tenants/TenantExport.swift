package import CoraCall

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
        var lines = ["  - id: " + scalar(entry.tenant.id)]
        lines.append("    numbers: [" + entry.tenant.numbers.map(quoted).joined(separator: ", ") + "]")
        let common = TenantEntry(defaults)
        var group = ""
        for setting in TenantSetting.all where !["numbers", "default"].contains(setting.key) {
            guard let text = setting.text(of: entry) else { continue }
            let path = setting.key.split(separator: ".").map(String.init)
            let isUsual = text == setting.text(of: common)
            guard setting.isInFile else {
                if !isUsual { lines.append("    # only in the database: \(setting.key): " + scalar(text)) }
                continue
            }
            if let block = block(setting.key, of: entry.tenant) {
                if !isUsual { lines += block }
                continue
            }
            guard path.count == 2 else {
                if setting.key != "instructions" || !text.isEmpty { lines += value(text, of: setting.key) }
                continue
            }
            if isUsual { continue }
            if group != path[0] { lines.append("    \(path[0]):") }
            group = path[0]
            lines.append("      \(path[1]): " + scalar(text))
        }
        return lines
    }

    /// The lines of a setting that is more than one text in the file; nil for every other setting.
    private static func block(_ key: String, of tenant: Tenant) -> [String]? {
        switch key {
        case "humanNumbers":
            let queues = HumanQueue.allCases.compactMap { queue in
                tenant.humanNumbers[queue].map { "      \(queue.rawValue): " + quoted($0) }
            }
            return queues.isEmpty ? [] : ["    humanNumbers:"] + queues
        case "businessHours":
            guard let hours = tenant.businessHours else { return ["    businessHours: always"] }
            return ["    businessHours:"]
                + Weekday.allCases.map { "      \($0.key): " + quoted(hours.text(of: $0)) }
        case "toolsAllowed":
            return ["    toolsAllowed: [" + (tenant.toolsAllowed ?? []).map(quoted).joined(separator: ", ") + "]"]
        default:
            return nil
        }
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
