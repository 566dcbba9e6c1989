import Foundation
import OpusVoice
import Testing
import Units

struct OpusVoiceTests {
    @Test func aToneComesOutAsTheSameTone() throws {
        var encoder = try OpusEncoder(bitRate: .kilobits(32))
        var decoder = try OpusDecoder()
        var heard: [Int16] = []
        for index in 0..<50 {
            let packet = try encoder.encode(Self.tone(frame: index).span)
            heard += try decoder.decode(packet)
        }
        #expect(heard.count == 50 * VoiceFormat.frameLength)
        let settled = heard.dropFirst(10 * VoiceFormat.frameLength)
        let loudness = Self.loudness(settled)
        #expect(abs(loudness - Self.loudness(Self.tone(frame: 0)[...])) < 0.1 * loudness)
        // At 440 Hz, 0.8 s cross zero upwards 352 times.
        let crossings = zip(settled, settled.dropFirst()).count { $0 < 0 && $1 >= 0 }
        #expect((350...354).contains(crossings))
    }

    @Test(arguments: [12, 24, 32, 64])
    func packetsKeepToTheBitRate(kilobits: Int) throws {
        var encoder = try OpusEncoder(bitRate: .kilobits(kilobits))
        var random = SeededRandom(seed: 1)
        var bytes = 0
        for index in 0..<100 {
            let noise = Self.tone(frame: index).map {
                $0 &+ Int16.random(in: -2000...2000, using: &random)
            }
            bytes += try encoder.encode(noise.span).count
        }
        #expect(bytes * 8 / 2 < kilobits * 1200)
    }

    @Test func theBitRateCanChangeAndIsClampedToWhatOpusKnows() throws {
        var encoder = try OpusEncoder(bitRate: BitRate(bitsPerSecond: .max))
        let rich = try encoder.encode(Self.tone(frame: 0).span)
        try encoder.setBitRate(BitRate(bitsPerSecond: .min))
        for index in 1..<10 { _ = try encoder.encode(Self.tone(frame: index).span) }
        let poor = try encoder.encode(Self.tone(frame: 10).span)
        #expect(rich.count <= VoiceFormat.packetLengthMaximum)
        #expect(poor.count * 4 < rich.count)
    }

    @Test(arguments: [0, 1, 480, 959, 961, 1920])
    func onlyFramesOf20MillisecondsAreEncoded(count: Int) throws {
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        #expect(throws: OpusError.wrongFrameLength(samples: count)) {
            _ = try encoder.encode([Int16](repeating: 0, count: count).span)
        }
    }

    @Test func silenceIsSentLikeSpeech() throws {
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        let silence = [Int16](repeating: 0, count: VoiceFormat.frameLength)
        // With discontinuous transmission, packets of one or two bytes would appear within 0.5 s.
        for _ in 0..<100 { #expect(try encoder.encode(silence.span).count > 2) }
    }

    @Test func aLostPacketComesBackFromTheNextOne() throws {
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        let packets = try (0..<30).map { try encoder.encode(Self.speech(frame: $0).span) }
        var recovering = try OpusDecoder()
        var concealing = try OpusDecoder()
        var whole = try OpusDecoder()
        var errorRecovered = 0.0
        var errorConcealed = 0.0
        for index in packets.indices.dropLast() {
            let original = try whole.decode(packets[index])
            guard index % 5 == 4 else {
                _ = try recovering.decode(packets[index])
                _ = try concealing.decode(packets[index])
                continue
            }
            errorRecovered += Self.distance(recovering.recover(from: packets[index + 1]), original)
            errorConcealed += Self.distance(concealing.conceal(), original)
        }
        #expect(errorRecovered < errorConcealed * 0.8)
    }

    @Test func concealmentFadesAndNeverFails() throws {
        var decoder = try OpusDecoder()
        #expect(decoder.conceal() == [Int16](repeating: 0, count: VoiceFormat.frameLength))
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        for index in 0..<10 {
            _ = try decoder.decode(try encoder.encode(Self.tone(frame: index).span))
        }
        var last: [Int16] = []
        for _ in 0..<100 {
            last = decoder.conceal()
            #expect(last.count == VoiceFormat.frameLength)
        }
        #expect(Self.loudness(last[...]) < 100)
    }

    /// First bytes (RFC 6716, section 3.1: configuration, frame count) and the samples they claim.
    private static let otherDurations: [(UInt8, Int)] = [
        (0x00, 480), (0x10, 1920), (0x18, 2880), (0x80, 120), (0x88, 240), (0x90, 480),
        (0x09, 1920), (0xF9, 1920),
    ]

    @Test(arguments: otherDurations)
    func aPacketOfAnotherDurationIsRefused(first: UInt8, samples: Int) throws {
        var decoder = try OpusDecoder()
        #expect(throws: OpusError.wrongDuration(samples: samples)) {
            _ = try decoder.decode([first] + [UInt8](repeating: 0x55, count: 20))
        }
    }

    @Test func packetsThatAreNoneAreRefused() throws {
        var decoder = try OpusDecoder()
        #expect(throws: OpusError.packetLengthOutOfRange(bytes: 0)) { _ = try decoder.decode([]) }
        let long = [UInt8](repeating: 0x0B, count: VoiceFormat.packetLengthMaximum + 1)
        #expect(throws: OpusError.packetLengthOutOfRange(bytes: long.count)) {
            _ = try decoder.decode(long)
        }
        #expect(
            throws: OpusError.failed(
                call: "opus_packet_get_nb_samples", reason: "corrupted stream", code: -4)
        ) {
            // Code 3 without its frame count.
            _ = try decoder.decode([0x0B])
        }
    }

    @Test func hostilePacketsNeverMakeAnotherLength() throws {
        var random = SeededRandom(seed: 2014)
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        var decoder = try OpusDecoder()
        let packets = try (0..<20).map { try encoder.encode(Self.speech(frame: $0).span) }
        for round in 0..<5000 {
            var packet = packets[round % packets.count]
            switch round % 3 {
            case 0:
                packet = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            case 1:
                packet[Int.random(in: 0..<packet.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            default:
                packet.removeLast(Int.random(in: 1...packet.count, using: &random))
            }
            #expect(decoder.recover(from: packet).count == VoiceFormat.frameLength)
            if let samples = try? decoder.decode(packet) {
                #expect(samples.count == VoiceFormat.frameLength)
            }
        }
    }

    private static func tone(frame: Int) -> [Int16] {
        (0..<VoiceFormat.frameLength).map { sample in
            let time = Double(frame * VoiceFormat.frameLength + sample) / 48_000
            return Int16(8000 * sin(2 * .pi * 440 * time))
        }
    }

    /// A voiced sound that glides: harmonics of a pitch that rises and falls.
    private static func speech(frame: Int) -> [Int16] {
        (0..<VoiceFormat.frameLength).map { sample in
            let time = Double(frame * VoiceFormat.frameLength + sample) / 48_000
            let phase = 2 * .pi * (140 * time + 8 * sin(2 * .pi * 3 * time))
            var voice = 0.0
            for harmonic in 1...12 { voice += sin(phase * Double(harmonic)) / Double(harmonic) }
            let swell = 0.6 + 0.4 * sin(2 * .pi * 4 * time)
            return Int16(6000 * voice * swell)
        }
    }

    private static func loudness(_ samples: ArraySlice<Int16>) -> Double {
        var energy = 0.0
        for sample in samples { energy += Double(sample) * Double(sample) }
        return (energy / Double(samples.count)).squareRoot()
    }

    private static func distance(_ left: [Int16], _ right: [Int16]) -> Double {
        var sum = 0.0
        for (left, right) in zip(left, right) {
            let difference = Double(left) - Double(right)
            sum += difference * difference
        }
        return sum
    }
}
