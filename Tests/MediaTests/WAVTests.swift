import Media
import Testing
import Units

struct WAVTests {
    /// A WAV file of these parts, as programs write them.
    static func file(
        tag: Int = 1, channels: Int = 1, rate: Int = 48_000, bits: Int = 16, sound: [UInt8],
        soundLength: Int? = nil, riffLength: Int? = nil, before: [UInt8] = [],
        extensible: Bool = false,
    ) -> [UInt8] {
        let frame = channels * ((bits + 7) / 8)
        var format = Self.little(extensible ? 0xFFFE : tag, 2) + Self.little(channels, 2)
        format += Self.little(rate, 4) + Self.little(rate * frame, 4) + Self.little(frame, 2)
        format += Self.little(bits, 2)
        if extensible {
            format += Self.little(22, 2) + Self.little(bits, 2) + Self.little(0, 4)
            format +=
                Self.little(tag, 2) + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        }
        var body = Array("WAVEfmt ".utf8) + Self.little(format.count, 4) + format + before
        body += Array("data".utf8) + Self.little(soundLength ?? sound.count, 4) + sound
        return Array("RIFF".utf8) + Self.little(riffLength ?? body.count, 4) + body
    }

    static func little(_ number: Int, _ octets: Int) -> [UInt8] {
        (0..<octets).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// Reads a file in pieces of one size, as a disk or a pipe may give them.
    static func read(_ file: [UInt8], piece: Int = 4096) throws(WAVError) -> [Int16] {
        var reader = WAVReader()
        var samples: [Int16] = []
        var rest = file[...]
        while true {
            if let block = try reader.nextBlock() {
                samples += block
                continue
            }
            if rest.isEmpty { break }
            reader.append(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        reader.finish()
        while let block = try reader.nextBlock() { samples += block }
        return samples
    }

    static let ramp = (0..<2000).map { Int16($0 * 16 - 16_000) }
    static let rampBytes = Self.ramp.flatMap { Self.little(Int($0), 2) }

    @Test func sixteenBitsAtOurOwnRatePassUnchangedWhateverThePieces() throws {
        let file = Self.file(sound: Self.rampBytes)
        for piece in [1, 2, 3, 7, 44, 45, 4096] {
            let samples = try Self.read(file, piece: piece)
            #expect(samples.count == 2880)
            #expect(Array(samples.prefix(2000)) == Self.ramp)
            #expect(samples.dropFirst(2000).allSatisfy { $0 == 0 })
        }
    }

    @Test func everyEncodingGivesTheSameSound() throws {
        let levels: [Int16] = [0, 256, -256, 16384, -16384, 32512, -32768]
        func expect(_ file: [UInt8], tolerance: Int) throws {
            let samples = try Self.read(file).prefix(levels.count)
            for (sample, level) in zip(samples, levels) {
                #expect(abs(Int(sample) - Int(level)) <= tolerance)
            }
        }
        let bytes8 = levels.map { UInt8(Int($0) / 256 + 128) }
        try expect(Self.file(bits: 8, sound: bytes8), tolerance: 0)
        let bytes24 = levels.flatMap { Self.little(Int($0) << 8, 3) }
        try expect(Self.file(bits: 24, sound: bytes24), tolerance: 0)
        try expect(Self.file(bits: 24, sound: bytes24, extensible: true), tolerance: 0)
        let bytes32 = levels.flatMap { Self.little(Int($0) << 16, 4) }
        try expect(Self.file(bits: 32, sound: bytes32), tolerance: 0)
        let float32 = levels.flatMap { Self.little(Int((Float($0) / 32768).bitPattern), 4) }
        try expect(Self.file(tag: 3, bits: 32, sound: float32), tolerance: 0)
        try expect(Self.file(tag: 3, bits: 32, sound: float32, extensible: true), tolerance: 0)
        let float64 = levels.flatMap {
            Self.little(Int(truncatingIfNeeded: (Double($0) / 32768).bitPattern), 8)
        }
        try expect(Self.file(tag: 3, bits: 64, sound: float64), tolerance: 0)
    }

    @Test func channelsAreAveraged() throws {
        let sound = [1000, 3000, -2000, 2000].flatMap { Self.little($0, 2) }
        let samples = try Self.read(Self.file(channels: 2, sound: sound))
        #expect(samples.prefix(2) == [2000, 0])
    }

    @Test func floatsThatAreNoNumbersAreSilent() throws {
        let sound = [Float.nan, .infinity, 7, -7].flatMap { Self.little(Int($0.bitPattern), 4) }
        let samples = try Self.read(Self.file(tag: 3, bits: 32, sound: sound))
        #expect(samples.prefix(4) == [0, 0, 32767, -32768])
    }

    @Test(arguments: [
        (soundLength: 0xFFFF_FFFF, riffLength: 0xFFFF_FFFF),
        (soundLength: 0, riffLength: 0),
        (soundLength: 1_000_000_000, riffLength: 4),
    ])
    func lengthsThatLieMeanToTheEndOfTheFile(soundLength: Int, riffLength: Int) throws {
        let file = Self.file(
            sound: Self.rampBytes, soundLength: soundLength, riffLength: riffLength)
        let samples = try Self.read(file)
        #expect(Array(samples.prefix(2000)) == Self.ramp)
    }

    @Test func unknownChunksArePassedOverAndTrailingOnesAreNotSound() throws {
        let note = Array("LIST".utf8) + Self.little(5, 4) + [1, 2, 3, 4, 5, 0]
        let file = Self.file(sound: Self.rampBytes, before: note) + note
        for piece in [1, 5, 4096] {
            let samples = try Self.read(file, piece: piece)
            #expect(Array(samples.prefix(2000)) == Self.ramp)
            #expect(samples.count == 2880)
            #expect(samples.dropFirst(2000).allSatisfy { $0 == 0 })
        }
    }

    @Test func aFileCutAnywhereInItsSoundPlaysAsFarAsItGoes() throws {
        let file = Self.file(sound: Self.rampBytes)
        for length in [44, 45, 46, 47, 100, 2043] {
            let samples = try Self.read(Array(file.prefix(length)))
            let whole = (length - 44) / 2
            #expect(Array(samples.prefix(whole)) == Array(Self.ramp.prefix(whole)))
        }
    }

    @Test func everyErrorSaysWhatIsWrong() {
        func message(_ file: [UInt8]) -> String? {
            do throws(WAVError) {
                _ = try Self.read(file)
                return nil
            } catch {
                return error.description
            }
        }
        let sound = Self.rampBytes
        #expect(message([]) == "it does not begin with RIFF and WAVE")
        #expect(message(Array("OggS".utf8) + sound) == "it does not begin with RIFF and WAVE")
        #expect(message(Self.file(tag: 6, bits: 8, sound: sound)) == "A-law sound is not supported")
        #expect(message(Self.file(tag: 85, sound: sound)) == "MP3 sound is not supported")
        #expect(
            message(Self.file(tag: 353, sound: sound)) == "sound of encoding 353 is not supported")
        #expect(
            message(Self.file(bits: 64, sound: sound)) == "samples of 64 bits are not supported")
        #expect(message(Self.file(channels: 0, sound: sound)) == "0 channels are not supported")
        #expect(message(Self.file(channels: 999, sound: sound)) == "999 channels are not supported")
        #expect(message(Self.file(rate: 1, sound: sound)) == "a rate of 1 Hz is not supported")
        var odd = Self.file(sound: sound)
        odd[32] = 3
        #expect(
            message(odd) == "its frames of 3 bytes do not fit its channels and sample size")
        var short = Self.file(sound: sound)
        short[16] = 4
        #expect(message(short) == "its format chunk has only 4 bytes")
        let headless = Array("RIFF".utf8) + Self.little(0, 4) + Array("WAVEdata".utf8) + sound
        #expect(message(headless) == "its sound comes before its format")
        #expect(
            message(Array(Self.file(sound: sound).prefix(36))) == "it ends before its sound begins")
    }

    @Test func whatIsWrittenIsReadBackWheneverItIsCut() throws {
        var writer = WAVWriter()
        var file = writer.header
        #expect(file.count == WAVWriter.headerLength)
        file += writer.encode(Array(Self.ramp.prefix(960)))
        // Killed before the header was ever brought up to date.
        #expect(try Self.read(file).prefix(960) == Self.ramp.prefix(960))
        file.replaceSubrange(0..<44, with: writer.header)
        let patched = file
        file += writer.encode(Array(Self.ramp.dropFirst(960)))
        // Killed after: plays to what the header says.
        #expect(try Self.read(file) == Array(Self.ramp.prefix(960)))
        #expect(try Self.read(patched) == Array(Self.ramp.prefix(960)))
        file.replaceSubrange(0..<44, with: writer.header)
        #expect(try Self.read(file).prefix(2000) == Self.ramp[...])
        #expect(writer.sampleCount == 2000)
        #expect(file == Self.file(sound: Self.rampBytes))
    }

    @Test func twentyThousandBrokenFilesGiveSoundOrAnErrorAndNeverATrap() {
        var random = SeededRandom(seed: 0xBAD)
        let seeds = [
            Self.file(sound: Array(Self.rampBytes.prefix(400))),
            Self.file(
                tag: 3, channels: 2, rate: 44_100, bits: 32,
                sound: Array(Self.rampBytes.prefix(400)), extensible: true),
            Self.file(rate: 8_000, bits: 24, sound: Array(Self.rampBytes.prefix(120))),
        ]
        var errors = 0
        for round in 0..<20_000 {
            var file = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<min(file.count, 80), using: &random)
                file[place] =
                    Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                file.removeLast(Int.random(in: 0..<file.count, using: &random))
            }
            do throws(WAVError) {
                let samples = try Self.read(file, piece: Int.random(in: 1...600, using: &random))
                // The lowest rate makes at most twelve samples of one.
                #expect(samples.count <= 12 * (file.count + 960))
            } catch {
                errors += 1
            }
        }
        #expect((1000...19_000).contains(errors))
    }
}
