extension WAVFile {
    /// Why bytes are not a WAV file that can be read here.
    package enum ParseError: Error, Equatable, CustomStringConvertible {
        /// They do not begin with `RIFF`, a size and `WAVE`.
        case notWAV
        /// No `fmt ` chunk before the samples, or before the end.
        case formatMissing
        /// A `fmt ` chunk that is shorter than its kind requires, or cut off.
        case formatTruncated
        /// Neither 16-bit PCM nor 8-bit µ-law. The tag is the one of the extension, if there is one.
        case encodingUnsupported(tag: UInt16, bitsPerSample: UInt16)
        /// Neither mono nor stereo.
        case channelCountUnsupported(UInt16)
        /// A sampling rate of zero.
        case sampleRateZero
        /// No `data` chunk.
        case dataMissing

        /// What is wrong with the file, in words.
        package var description: String {
            switch self {
            case .notWAV: "not a WAV file: it does not begin with RIFF and WAVE"
            case .formatMissing: "no format chunk before the samples"
            case .formatTruncated: "the format chunk is too short"
            case .encodingUnsupported(let tag, let bits):
                "format \(tag) with \(bits) bits a sample: only 16-bit PCM (1) and 8-bit µ-law (7) can be read"
            case .channelCountUnsupported(let count): "\(count) channels: only mono and stereo can be read"
            case .sampleRateZero: "the sampling rate is zero"
            case .dataMissing: "no data chunk"
            }
        }
    }

    /// Reads a WAV file. Chunks other than `fmt ` and `data` are skipped, as is all that follows `data`.
    ///
    /// A program that writes to a pipe cannot know the length, and leaves 0, 0xFFFFFFFF or another large number in the
    /// header: a data chunk that is longer than the file ends with the file, and so does one of length 0 if the RIFF
    /// header is unfinished too (0xFFFFFFFF, or nothing after this chunk). A last frame that is cut off is dropped.
    ///
    /// - Throws: ``ParseError``. Never traps, whatever the bytes.
    package init(parsing bytes: [UInt8]) throws(ParseError) {
        var reader = ByteReader(bytes[...])
        guard
            reader.readName() == "RIFF", let fileLength = reader.readUInt32(), reader.readName() == "WAVE"
        else { throw .notWAV }

        var format: Format?
        // Each turn takes at least the eight bytes of a chunk's head, so the loop ends with the file.
        while let name = reader.readName(), let length = reader.readUInt32() {
            switch name {
            case "fmt ":
                format = try Format(parsing: reader.readChunk(length: Int(length)))
            case "data":
                guard let format else { throw .formatMissing }
                let isLast = fileLength == .max || reader.position >= 8 + Int(fileLength)
                let isUnfinished = length == 0 && isLast
                self.init(format, data: isUnfinished ? reader.rest : reader.readChunk(length: Int(length)))
                return
            default:
                _ = reader.readChunk(length: Int(length))
            }
        }
        throw format == nil ? .formatMissing : .dataMissing
    }

    private init(_ format: Format, data: ArraySlice<UInt8>) {
        let frameWidth = format.encoding.bitsPerSample / 8 * format.channels.rawValue
        let whole = data.prefix(data.count / frameWidth * frameWidth)
        let samples: Samples
        switch format.encoding {
        case .pcm16:
            samples = .pcm16(
                stride(from: whole.startIndex, to: whole.endIndex, by: 2).map { index in
                    Int16(bitPattern: UInt16(whole[index]) | UInt16(whole[index + 1]) << 8)
                })
        case .muLaw:
            samples = .muLaw(Array(whole))
        }
        self.init(samples, sampleRate: format.sampleRate, channels: format.channels)
    }

    /// The kinds of samples, as a `fmt ` chunk names them.
    enum Encoding {
        case pcm16
        case muLaw

        /// The registered format tag: `WAVE_FORMAT_PCM` or `WAVE_FORMAT_MULAW`.
        var tag: UInt16 {
            switch self {
            case .pcm16: 1
            case .muLaw: 7
            }
        }

        var bitsPerSample: Int {
            switch self {
            case .pcm16: 16
            case .muLaw: 8
            }
        }
    }

    /// What a `fmt ` chunk says.
    private struct Format {
        let encoding: Encoding
        let channels: Channels
        let sampleRate: UInt32

        /// `WAVE_FORMAT_EXTENSIBLE`: the tag proper is the beginning of the sub-format's GUID.
        private static let extensible: UInt16 = 0xFFFE
        /// How that GUID goes on if it stands for a format tag.
        private static let tagSuffix: [UInt8] = [
            0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
        ]

        init(parsing chunk: ArraySlice<UInt8>) throws(ParseError) {
            var reader = ByteReader(chunk)
            guard
                var tag = reader.readUInt16(), let channelCount = reader.readUInt16(),
                let sampleRate = reader.readUInt32(), reader.skip(6), let bitsPerSample = reader.readUInt16()
            else { throw .formatTruncated }
            if tag == Self.extensible {
                // Length of the extension, valid bits, speaker positions; then the GUID.
                guard reader.skip(8), let subformat = reader.readUInt16(), reader.rest.count >= Self.tagSuffix.count
                else { throw .formatTruncated }
                guard reader.rest.starts(with: Self.tagSuffix) else {
                    throw .encodingUnsupported(tag: tag, bitsPerSample: bitsPerSample)
                }
                tag = subformat
            }
            switch (tag, bitsPerSample) {
            case (Encoding.pcm16.tag, 16): encoding = .pcm16
            case (Encoding.muLaw.tag, 8): encoding = .muLaw
            default: throw .encodingUnsupported(tag: tag, bitsPerSample: bitsPerSample)
            }
            guard let channels = Channels(rawValue: Int(channelCount)) else {
                throw .channelCountUnsupported(channelCount)
            }
            guard sampleRate > 0 else { throw .sampleRateZero }
            self.channels = channels
            self.sampleRate = sampleRate
        }
    }
}

/// Takes little-endian fields from the front of some bytes; answers nil when too few bytes are left.
private struct ByteReader {
    private(set) var rest: ArraySlice<UInt8>
    private let start: Int

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
        start = bytes.startIndex
    }

    /// How many bytes have been taken.
    var position: Int { rest.startIndex - start }

    /// Skips `count` bytes; answers false and skips nothing when there are fewer.
    mutating func skip(_ count: Int) -> Bool {
        guard rest.count >= count else { return false }
        rest = rest.dropFirst(count)
        return true
    }

    mutating func readUInt16() -> UInt16? {
        guard rest.count >= 2 else { return nil }
        defer { rest = rest.dropFirst(2) }
        return UInt16(rest[rest.startIndex]) | UInt16(rest[rest.startIndex + 1]) << 8
    }

    mutating func readUInt32() -> UInt32? {
        guard rest.count >= 4, let low = readUInt16(), let high = readUInt16() else { return nil }
        return UInt32(low) | UInt32(high) << 16
    }

    /// Takes a name of four bytes. Bytes that are not UTF-8 become U+FFFD, so that the name is none of those looked
    /// for.
    mutating func readName() -> String? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return String(decoding: rest.prefix(4), as: UTF8.self)
    }

    /// Takes the contents of a chunk, or as much as there is, and the byte of padding that follows an odd length.
    mutating func readChunk(length: Int) -> ArraySlice<UInt8> {
        let contents = rest.prefix(length)
        rest = rest.dropFirst(length + length % 2)
        return contents
    }
}
