import Testing

@testable import WebMFile

struct BlockTimesTests {
    @Test func aTracksTimesGrowWhateverIsWanted() {
        var times = BlockTimes(tracks: [.video, .audio])
        var got: [Int64] = []
        for wanted in [0, 20, 20, 10, -5, 60] {
            let time = times.time(of: .audio, at: .milliseconds(wanted))
            times.record(.audio, at: time)
            got.append(time)
        }
        #expect(got == [0, 20, 21, 22, 23, 60])
        #expect(times.end == 80)
    }

    @Test func aClusterLeavesRoomForTheSlowerTrack() {
        var times = BlockTimes(tracks: [.video, .audio])
        times.record(.audio, at: 4900)
        #expect(times.clusterTime(startingWith: .video, at: 5000) == 4901)
        // A track that is further behind, or silent, is not waited for.
        #expect(times.clusterTime(startingWith: .video, at: 9000) == 8500)
        times.beginCluster(at: 8500)
        #expect(times.time(of: .audio, at: .milliseconds(5000)) == 8500)
        #expect(times.clusterTime(startingWith: .audio, at: 8600) == 8500)
    }

    @Test func oneTrackStartsItsClustersWhereItIs() {
        let times = BlockTimes(tracks: [.audio])
        #expect(times.clusterTime(startingWith: .audio, at: 700) == 700)
    }

    @Test func clustersEndAfterASecondOrAtAKeyFrame() {
        var times = BlockTimes(tracks: [.video, .audio])
        #expect(times.needsCluster(at: 0, startsPictures: false))
        times.beginCluster(at: 0)
        #expect(!times.needsCluster(at: 999, startsPictures: false))
        #expect(times.needsCluster(at: 1000, startsPictures: false))
        #expect(!times.needsCluster(at: 500, startsPictures: true))
        times.record(.video, at: 100)
        #expect(times.needsCluster(at: 500, startsPictures: true))
    }

    @Test func timesAtTheEndsOfTimeDoNotTrap() {
        let times = BlockTimes(tracks: [.video])
        #expect(times.time(of: .video, at: .seconds(Int64.min)) == 0)
        let year = times.time(of: .video, at: .seconds(Int64.max))
        #expect(year == 366 * 24 * 3600 * 1000)
    }
}
