import ALSAAudio
import Foundation
import Testing

@Suite(.serialized)
struct ALSADeviceTests {
    init() {
        _ = SoundlessMachine.directory
    }

    @Test func aMicrophoneGivesBlockAfterBlock() throws {
        var microphone = try ALSACapture(device: "microphone")
        var heard: [Int16] = []
        for _ in 0..<5 {
            var block = [Int16](repeating: -1, count: 960)
            var span = block.mutableSpan
            let outcome = microphone.read(into: &span)
            #expect(outcome == .samples)
            heard += block
        }
        #expect(heard == SoundlessMachine.ramp)
    }

    @Test func aSpeakerPlaysWhatItIsGiven() throws {
        let blocks = (0..<10).map { number in (0..<960).map { Int16(number * 960 + $0) } }
        do {
            var speaker = try ALSAPlayback(device: "speaker")
            for block in blocks {
                let outcome = speaker.write(block.span)
                #expect(outcome == .written)
            }
            #expect(speaker.delay >= .zero)
            #expect(speaker.delay <= .milliseconds(200))
        }
        let played = try SoundlessMachine.played("speaker")
        #expect(played == blocks.flatMap { $0 })
    }

    @Test func aDeviceThatIsNotThereSaysSoInALSAsWords() {
        #expect(throws: ALSAError.notFound(device: "nosuch", reason: "No such file or directory")) {
            _ = try ALSACapture(device: "nosuch")
        }
        #expect(throws: ALSAError.notFound(device: "cardless", reason: "No such file or directory"))
        {
            _ = try ALSAPlayback(device: "cardless")
        }
    }

    @Test func theListNamesDevicesWithTheirDescriptions() throws {
        let devices = try ALSADevices.list()
        let speaker = try #require(devices.first { $0.name == "speaker" })
        #expect(speaker.description == "A file that listens")
    }

    @Test func nothingIsWrittenToStandardError() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) {
            _ = SoundlessMachine.directory
            #expect(throws: ALSAError.self) { _ = try ALSACapture(device: "nosuch") }
            #expect(throws: ALSAError.self) { _ = try ALSAPlayback(device: "cardless") }
        }
        let chatter = try #require(result).standardErrorContent
        #expect(String(decoding: chatter, as: UTF8.self).contains("ALSA") == false)
    }
}
