import Media
import Testing
import Units

struct Y4MReaderTests {
    /// A clip whose pictures hold their number in every luma sample.
    static func clip(
        header: String = "YUV4MPEG2 W6 H4 F25:1 Ip C420jpeg", pictures: Int = 3, length: Int = 36
    ) -> [UInt8] {
        (0..<pictures).reduce(Array((header + "\n").utf8)) { clip, number in
            clip + Array("FRAME\n".utf8) + [UInt8](repeating: UInt8(number), count: length)
        }
    }

    static func read(_ clip: [UInt8], piece: Int = 4096) throws(Y4MError) -> [Picture] {
        var reader = Y4MReader()
        var pictures: [Picture] = []
        var rest = clip[...]
        while true {
            if let picture = try reader.nextPicture() {
                pictures.append(picture)
                continue
            }
            if rest.isEmpty { return pictures }
            reader.append(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
    }

    private func message(_ header: String, length: Int = 36) -> String? {
        do throws(Y4MError) {
            _ = try Self.read(Self.clip(header: header, length: length))
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [1, 2, 5, 41, 42, 43, 4096])
    func picturesComeOneByOneWhateverThePieces(piece: Int) throws {
        let pictures = try Self.read(Self.clip(), piece: piece)
        #expect(pictures.map { $0.samples } == (0..<3).map { [UInt8](repeating: $0, count: 36) })
        #expect(pictures.allSatisfy { $0.width == 6 && $0.height == 4 })
    }

    @Test(arguments: [
        ("F25:1", 40_000_000), ("F30000:1001", 33_366_666), ("F0:0", 40_000_000), ("", 40_000_000),
        ("F1:10", 10_000_000_000), ("F1000:1", 1_000_000),
    ])
    func theRateIsRead(word: String, nanoseconds: Int64) throws {
        var reader = Y4MReader()
        reader.append(Self.clip(header: "YUV4MPEG2 W6 H4 \(word) C420"))
        #expect(reader.header == nil)
        _ = try reader.nextPicture()
        #expect(reader.header?.frameInterval == .nanoseconds(nanoseconds))
    }

    @Test(arguments: ["C420", "C420jpeg", "C420mpeg2", "C420paldv", "A1:1 XYSCSS=420JPEG", "It"])
    func everySitingOfHalvedChromaIsTaken(word: String) throws {
        let pictures = try Self.read(Self.clip(header: "YUV4MPEG2 W6 H4 \(word)"))
        #expect(pictures.count == 3)
    }

    @Test func fullerChromaIsAveraged() throws {
        let luma: [UInt8] = [1, 2, 3, 4]
        func picture(_ chroma: String, _ planes: [UInt8]) throws -> Picture? {
            let header = Array("YUV4MPEG2 W2 H2 \(chroma)\nFRAME Ip\n".utf8)
            return try Self.read(header + luma + planes).first
        }
        let half = try picture("C422", [10, 20, 30, 41])
        #expect(half?.samples == luma + [15, 36])
        let full = try picture("C444", [10, 20, 30, 40, 0, 0, 0, 2])
        #expect(full?.samples == luma + [25, 1])
        let none = try picture("Cmono", [])
        #expect(none?.samples == luma + [128, 128])
    }

    @Test func oddSidesLoseTheirLastColumnAndRow() throws {
        let luma: [UInt8] = [1, 2, 9, 3, 4, 9, 9, 9, 9]
        let header = Array("YUV4MPEG2 W3 H3 C420\nFRAME\n".utf8)
        let pictures = try Self.read(header + luma + [50, 99, 99, 99] + [60, 99, 99, 99])
        #expect(pictures.map(\.samples) == [[1, 2, 3, 4, 50, 60]])
        let full = Array("YUV4MPEG2 W3 H3 C444\nFRAME\n".utf8)
        let plane: [UInt8] = [4, 4, 99, 4, 4, 99, 99, 99, 99]
        let averaged = try Self.read(full + luma + plane + plane)
        #expect(averaged.map(\.samples) == [[1, 2, 3, 4, 4, 4]])
    }

    @Test func aClipThatEndsInAPictureGivesThoseBefore() throws {
        let clip = Self.clip()
        let length = "YUV4MPEG2 W6 H4 F25:1 Ip C420jpeg\n".utf8.count
        for count in 0..<clip.count {
            let pictures = try Self.read(Array(clip.prefix(count)))
            #expect(pictures.count == max(0, count - length) / 42)
        }
    }

    @Test func everyErrorSaysWhatIsWrong() {
        #expect(self.message("RIFF....") == "it does not begin with YUV4MPEG2")
        #expect(self.message("YUV4MPEG2x W6 H4") == "it does not begin with YUV4MPEG2")
        #expect(self.message("YUV4MPEG2 H4") == "its header gives no size")
        #expect(self.message("YUV4MPEG2 Wsix H4") == "its header has an unreadable value 'six'")
        #expect(self.message("YUV4MPEG2 W-6 H4") == "its header has an unreadable value '-6'")
        #expect(
            self.message("YUV4MPEG2 W99999999999999999999 H4")
                == "its header has an unreadable value '99999999999999999999'")
        #expect(
            self.message("YUV4MPEG2 W3840 H2160")
                == "its size 3840x2160 is not within 2x2 and 1920x1920")
        #expect(self.message("YUV4MPEG2 W1 H1") == "its size 1x1 is not within 2x2 and 1920x1920")
        #expect(self.message("YUV4MPEG2 W6 H4 F25") == "its header has an unreadable value '25'")
        #expect(
            self.message("YUV4MPEG2 W6 H4 F5000:1")
                == "its rate 5000:1 is not within 1:10 and 1000:1")
        #expect(
            self.message("YUV4MPEG2 W6 H4 C420p10")
                == "its pixels are 420p10, but only 8-bit 420, 422, 444 and mono can be shown")
        #expect(
            self.message("YUV4MPEG2 W6 H4 " + String(repeating: "X", count: 2000))
                == "its header has no end")
        #expect(
            self.message("YUV4MPEG2 W6 H4", length: 35) == "picture 2 does not begin with FRAME")
    }

    @Test func aPictureHeaderWithoutEndIsAnErrorAndNotMemory() throws {
        var reader = Y4MReader()
        reader.append(Array("YUV4MPEG2 W6 H4\nFRAME".utf8))
        #expect(try reader.nextPicture() == nil)
        reader.append([UInt8](repeating: 32, count: 300))
        #expect(throws: Y4MError.noPictureHeader(number: 1)) { _ = try reader.nextPicture() }
    }

    @Test func twentyThousandBrokenClipsGivePicturesOrAnErrorAndNeverATrap() {
        var random = SeededRandom(seed: 0xC11F)
        let seeds = [
            Self.clip(), Self.clip(header: "YUV4MPEG2 W6 H4 F30000:1001 C444", length: 72),
            Self.clip(header: "YUV4MPEG2 W5 H3 F25:1 C422 XYSCSS=422", length: 33),
        ]
        let digits = Array("0123456789:WHFCpAIX- \n".utf8)
        var errors = 0
        for round in 0..<20_000 {
            var clip = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: 0..<min(clip.count, 60), using: &random)
                let byte =
                    Bool.random(using: &random)
                    ? digits.randomElement(using: &random) ?? 0
                    : UInt8.random(in: 0...255, using: &random)
                if Bool.random(using: &random) {
                    clip[place] = byte
                } else {
                    clip.insert(byte, at: place)
                }
            }
            do throws(Y4MError) {
                let pictures = try Self.read(clip, piece: Int.random(in: 1...200, using: &random))
                #expect(pictures.reduce(0) { $0 + $1.samples.count } <= 2 * clip.count)
            } catch {
                errors += 1
            }
        }
        #expect((1000...19_500).contains(errors))
    }
}
