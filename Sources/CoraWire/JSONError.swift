/// Why bytes are not JSON, and where.
package struct JSONError: Error, Sendable, Equatable {
    /// The kinds of fault.
    package enum Code: Sendable, Equatable {
        /// The bytes end inside a value.
        case unexpectedEnd
        /// A byte that the grammar does not allow here.
        case unexpectedByte
        /// A string holds bytes that are not UTF-8 (RFC 3629), or a bare control character.
        case invalidString
        /// A backslash followed by something that is no escape.
        case invalidEscape
        /// A number that is not spelt as RFC 8259 section 6 wants it.
        case invalidNumber
        /// A number too large for a `Double`.
        case numberOutOfRange
        /// More than ``JSONScanner/depthLimit`` arrays and objects inside each other.
        case tooDeep
        /// Something other than white space after the value.
        case trailingBytes
    }

    /// The kind of fault.
    package var code: Code
    /// How many bytes into the input the fault was seen.
    package var offset: Int

    package init(code: Code, offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The fault in words, without anything of the input. Not stored: an error of two words is thrown in registers,
    /// which keeps the scanner's calls cheap.
    package var message: String {
        switch code {
        case .unexpectedEnd: "the text ends inside a value"
        case .unexpectedByte: "a byte that does not belong there"
        case .invalidString: "a string that is not UTF-8 or has a bare control character"
        case .invalidEscape: "an unknown escape"
        case .invalidNumber: "a number without a digit where one has to be"
        case .numberOutOfRange: "a number too large"
        case .tooDeep: "more than \(JSONScanner.depthLimit) levels"
        case .trailingBytes: "bytes after the value"
        }
    }
}
