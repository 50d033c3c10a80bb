extension WAVFile {
    /// The bytes of the file, with a canonical header: 44 bytes for PCM; 58 for µ-law, which like every format but PCM
    /// has an extension length and a `fact` chunk.
    ///
    /// Sizes that do not fit in 32 bits are written as 0xFFFFFFFF, which readers take as "to the end".
    package func serialized() -> [UInt8] {
        let data = dataBytes
        let sampleWidth = encoding.bitsPerSample / 8
        let frameWidth = sampleWidth * channels.rawValue

        var format: [UInt8] = []
        format.append(littleEndian: encoding.tag)
        format.append(littleEndian: UInt16(channels.rawValue))
        format.append(littleEndian: sampleRate)
        format.append(littleEndian: UInt32(clamping: Int(sampleRate) * frameWidth))
        format.append(littleEndian: UInt16(frameWidth))
        format.append(littleEndian: UInt16(encoding.bitsPerSample))

        var body = Array("WAVE".utf8)
        switch encoding {
        case .pcm16:
            body.append(chunk: "fmt ", format)
        case .muLaw:
            format.append(littleEndian: UInt16(0))
            body.append(chunk: "fmt ", format)
            var fact: [UInt8] = []
            fact.append(littleEndian: UInt32(clamping: data.count / frameWidth))
            body.append(chunk: "fact", fact)
        }
        body.append(chunk: "data", data)

        var file: [UInt8] = []
        file.append(chunk: "RIFF", body)
        return file
    }

    private var encoding: Encoding {
        switch samples {
        case .pcm16: .pcm16
        case .muLaw: .muLaw
        }
    }

    /// The contents of the `data` chunk.
    private var dataBytes: [UInt8] {
        switch samples {
        case .pcm16(let samples):
            var bytes: [UInt8] = []
            bytes.reserveCapacity(samples.count * 2)
            for sample in samples {
                bytes.append(littleEndian: UInt16(bitPattern: sample))
            }
            return bytes
        case .muLaw(let codes):
            return codes
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Appends a chunk: its name of four letters, its length, its contents, and a byte of padding after an odd length.
    fileprivate mutating func append(chunk name: String, _ contents: [UInt8]) {
        append(contentsOf: name.utf8)
        append(littleEndian: UInt32(clamping: contents.count))
        append(contentsOf: contents)
        if contents.count % 2 == 1 {
            append(0)
        }
    }
}
