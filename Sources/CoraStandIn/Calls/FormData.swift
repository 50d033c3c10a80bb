/// The body of a form (RFC 7578).
enum FormData {
    /// The texts of its parts, by name; nil if the content type is not that of a form.
    static func parts(of body: String, type: String) -> [String: String]? {
        guard let match = type.firstMatch(of: #/^multipart/form-data;.*boundary="?([^";]+)/#.ignoresCase()) else {
            return nil
        }
        var parts: [String: String] = [:]
        for part in body.split(separator: "--" + match.1) {
            guard let gap = part.firstRange(of: "\r\n\r\n"),
                let name = part[..<gap.lowerBound].firstMatch(of: #/[ ;]name="?([^";]+)/#)
            else { continue }
            let text = part[gap.upperBound...]
            // The line end before the next boundary belongs to that; it is one character.
            parts[String(name.1)] = String(text.hasSuffix("\r\n") ? text.dropLast() : text)
        }
        return parts
    }
}
