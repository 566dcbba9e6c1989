import Foundation
import Interface
import Media
import Testing
import Units

@testable import ClientRuntime

/// What programs and people are told of a conference's network.
struct StatisticsTests {
    private static let layers = [(320, 180), (640, 360), (1280, 720)].map {
        PictureSize(width: $0.0, height: $0.1)
    }

    /// A conference with bob after so many seconds in which all went well.
    private static func moment(_ second: Int, layer: Int = 2) -> ConferenceStatistics {
        var voice = VoiceJitterBuffer.Counters()
        voice.played = 50 * second
        var pictures = PictureQueue<DecodedPicture>.Counters()
        pictures.shown = 30 * second
        let size = Self.layers[layer]
        return ConferenceStatistics(
            at: Instant(nanoseconds: Int64(second) * 1_000_000_000),
            connection: .init(
                roundTrip: .milliseconds(40), queued: ByteCount(100), rate: 2_000_000,
                target: 1_500_000, dropCounts: [:]),
            participants: [
                .init(
                    number: 7, account: "bob", layers: Self.layers,
                    wanted: PictureSize(width: 700, height: 400),
                    received: ReceptionStatistics(
                        voice: .init(
                            age: .milliseconds(80), bufferTarget: .milliseconds(60),
                            waitingCount: 3, concealedCount: 0, counters: voice),
                        video: .init(
                            width: size.width, height: size.height, spatialLayer: layer,
                            temporalLayer: 2, age: .milliseconds(90), counters: pictures)))
            ],
            camera: .init(
                isOn: true, target: .kilobits(500), layerCount: 3, highestLayer: 1,
                pictureCount: 30 * second, byteCount: 50_000 * second),
            isMicrophoneOn: true)
    }

    // MARK: Lines

    @Test func aLineTellsOfOneSecond() {
        var now = Self.moment(2)
        now.connection?.dropCounts[.late] = 4
        now.participants[0].received.voice.concealedCount = 3
        now.participants[0].received.voice.counters.underruns = 1
        let text = StatisticsLine.text(now, after: Self.moment(1), time: "2026-11-25T12:00:00.000Z")
        #expect(
            text == #"{"v":1,"type":"statistics","time":"2026-11-25T12:00:00.000Z","#
                + #""connection":{"round_trip_ms":40.0,"queued_bytes":100,"estimate_kbps":2000.0,"#
                + #""target_kbps":1500.0,"dropped_late":4,"dropped_full":0,"#
                + #""dropped_dependent":0,"dropped_unwanted":0},"participants":["#
                + #"{"participant":7,"account":"bob","voice":{"delay_ms":80.0,"#
                + #""buffer_target_ms":60.0,"buffered_ms":60,"played_ms":1000,"concealed_ms":60,"#
                + #""skipped_ms":0,"late":0,"gaps":1},"wanted_layer":2,"video":{"width":1280,"#
                + #""height":720,"spatial_layer":2,"temporal_layer":2,"#
                + #""pictures_per_second":30.0,"delay_ms":90.0,"late":0}}],"camera":{"on":true,"#
                + #""target_kbps":500.0,"encoded_kbps":400.0,"layers":3,"highest_layer":1,"#
                + #""pictures_per_second":30.0},"microphone_on":true}"#)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }

    @Test func whatIsNotKnownIsNull() throws {
        var now = Self.moment(1)
        now.connection = nil
        now.participants[0].received.video = nil
        now.participants[0].received.voice.age = nil
        now.camera = nil
        let text = StatisticsLine.text(now, after: nil, time: "t")
        let line = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(line["connection"] is NSNull && line["camera"] is NSNull)
        let bob = try #require((line["participants"] as? [[String: Any]])?.first)
        #expect(bob["video"] is NSNull)
        #expect((bob["voice"] as? [String: Any])?["delay_ms"] is NSNull)
    }

    @Test func aNewConnectionCountsFromTheBeginning() {
        var (before, now) = (Self.moment(1), Self.moment(2))
        before.connection?.dropCounts[.full] = 10
        now.connection?.dropCounts[.full] = 3
        let text = StatisticsLine.text(now, after: before, time: "t")
        #expect(text.contains(#""dropped_full":3"#))
    }

    @Test func afterALostConnectionItIsCountedOnFromBefore() {
        var lost = Self.moment(2)
        lost.connection = nil
        lost.participants = []
        let before = lost.remembering(Self.moment(1))
        let text = StatisticsLine.text(Self.moment(3), after: before, time: "t")
        #expect(text.contains(#""played_ms":2000"#))
        // Who left while the connection was there is forgotten.
        var alone = Self.moment(2)
        alone.participants = []
        #expect(alone.remembering(Self.moment(1)).participants.isEmpty)
    }

    // MARK: Words

    @Test func theDelayIsThatOfTheSlowestWhoIsHeard() {
        var watch = NetworkWatch()
        _ = watch.look(Self.moment(1))
        #expect(watch.look(Self.moment(2)).delay == .milliseconds(100))
        // Nothing was heard since.
        #expect(watch.look(Self.moment(2)).delay == nil)
    }

    @Test func aReducedPictureIsSaidOnceItLastsAndGoesOnceItIsOver() {
        var watch = NetworkWatch()
        var remarks: [String?] = []
        for second in 1...3 { remarks.append(watch.look(Self.moment(second)).remark) }
        for second in 4...6 { remarks.append(watch.look(Self.moment(second, layer: 0)).remark) }
        #expect(remarks == [nil, nil, nil, nil, "bob: only 320x180", "bob: only 320x180"])
        remarks = (7...12).map { watch.look(Self.moment($0)).remark }
        #expect(remarks == Array(repeating: "bob: only 320x180", count: 4) + [nil, nil])
    }

    @Test func whenEverybodyIsReducedTheLinkIsOurs() {
        var watch = NetworkWatch()
        var remark: String?
        for second in 1...4 {
            var now = Self.moment(second, layer: 1)
            var eve = Self.moment(second, layer: 0).participants[0]
            (eve.number, eve.account) = (8, "eve")
            now.participants.append(eve)
            remark = watch.look(now).remark
        }
        #expect(remark == "slow link: 320x180")
    }

    @Test func whoLooksAtASmallTileMissesNothing() {
        var watch = NetworkWatch()
        var remark: String?
        for second in 1...4 {
            var now = Self.moment(second, layer: 0)
            now.participants[0].wanted = PictureSize(width: 100, height: 60)
            remark = watch.look(now).remark
        }
        #expect(remark == nil)
    }

    @Test func whatOthersMissComesFirstThenSoundThenPictures() {
        var watch = NetworkWatch()
        var remark: String?
        for second in 1...4 {
            var now = Self.moment(second, layer: 0)
            now.connection?.dropCounts = [.late: 7 * second]
            now.participants[0].received.voice.concealedCount = 10 * second
            remark = watch.look(now).remark
        }
        #expect(remark == "slow uplink")
        for second in 5...7 {
            var now = Self.moment(second, layer: 0)
            now.participants[0].received.voice.concealedCount = 10 * second
            remark = watch.look(now).remark
        }
        #expect(remark == "gaps in sound: 16 %")
    }
}
