private import Units

/// A recording as it is made: one VP8 track, one Opus track, WebM.
///
/// **Every block is in the file when `write` returns**, in clusters of at most a second whose sizes
/// are unknown while they are open. So a file that ends anywhere, because the process was killed,
/// plays up to there. `finish` adds what players like to have: sizes, duration, an index.
///
/// Written by hand rather than with libwebm: what a recording needs of the format is small, Debian
/// packages libwebm without its muxer's headers, and here every write and its failure are ours.
///
/// After `.diskFull` the file is whole up to the last block, further writes may be tried (a picture
/// that follows lost ones has to be a key frame), and `finish` needs no space but for the index.
package struct WebMWriter: ~Copyable {
    /// How much of a recording a power cut may take, in milliseconds. A lower value costs a wait
    /// for the disk that much more often.
    package static let syncInterval: Int64 = 2000
    /// The longest frame in bytes; a VP8 key frame of 1080p has some hundred thousand.
    package static let frameLengthMaximum = 1 << 24
    /// Index entries lie at least this far apart, in milliseconds, whatever key frames come.
    private static let cueInterval: Int64 = 500

    private struct Cue: Sendable {
        var track: WebMTrack
        var time: Int64
        var clusterOffset: Int64
    }

    private var file: OutputFile
    private let head: WebMHead
    private let tracks: [WebMTrack]
    private var times: BlockTimes
    private var cues: [Cue] = []
    /// Where the open cluster begins.
    private var clusterOffset: Int64?
    private var lastSync: Int64 = 0
    private var isFinished = false

    /// Creates a file (mode 0644 less the umask) for a video track of this size, an audio track
    /// (48 kHz, one channel), or both; refuses a file that exists.
    package init(
        creating path: String, width: Int, height: Int, hasVideo: Bool = true,
        hasAudio: Bool = true,
    ) throws(WebMError) {
        try self.init(
            creating: path, width: width, height: height, hasVideo: hasVideo, hasAudio: hasAudio,
            space: .max)
    }

    /// With a disk that is full after `space` bytes.
    init(
        creating path: String, width: Int, height: Int, hasVideo: Bool, hasAudio: Bool,
        space: Int64,
    ) throws(WebMError) {
        let sides = WebMTrack.pictureSides
        guard !hasVideo || (sides.contains(width) && sides.contains(height)) else {
            throw .pictureSizeOutOfRange(width: width, height: height)
        }
        let tracks: [WebMTrack] = (hasVideo ? [.video] : []) + (hasAudio ? [.audio] : [])
        let head = WebMHead(tracks: tracks, width: width, height: height)
        self.file = try OutputFile.create(path, beginningWith: head.bytes, space: space)
        self.head = head
        self.tracks = tracks
        self.times = BlockTimes(tracks: tracks)
    }

    /// Bytes in the file.
    package var length: Int64 { self.file.length }

    /// Adds a picture, shown `moment` after the recording's start.
    ///
    /// A moment that is not after the track's last one is moved there.
    package mutating func write(
        video frame: [UInt8], at moment: Duration, isKey: Bool
    ) throws(WebMError) {
        try self.write(frame, of: .video, at: moment, isKey: isKey)
    }

    /// Adds an Opus packet of 20 ms, heard `moment` after the recording's start.
    package mutating func write(audio packet: [UInt8], at moment: Duration) throws(WebMError) {
        try self.write(packet, of: .audio, at: moment, isKey: true)
    }

    /// Ends the recording: sizes, duration and index; afterwards the file is an ordinary WebM file.
    ///
    /// On a full disk it does without the index. A second call does nothing.
    package mutating func finish() throws(WebMError) {
        guard !self.isFinished else { return }
        try self.file.trim()
        // A segment without a cluster is no WebM file to many readers.
        if self.times.cluster == nil { try self.beginCluster(at: 0) }
        try self.closeCluster()
        let cuesOffset = try self.appendCues()
        try self.file.overwrite(WebMHead.duration(self.times.end), at: self.head.durationOffset)
        let seekHead = self.head.seekHead(cuesOffset: cuesOffset)
        try self.file.overwrite(seekHead.bytes, at: seekHead.offset)
        try self.file.overwrite(
            EBML.wideSize(self.file.length - self.head.segmentStart),
            at: self.head.segmentSizeOffset)
        try self.file.sync()
        self.isFinished = true
    }

    private mutating func write(
        _ frame: [UInt8], of track: WebMTrack, at moment: Duration, isKey: Bool
    ) throws(WebMError) {
        guard self.tracks.contains(track), !self.isFinished else {
            throw .noSuchTrack(path: self.file.path)
        }
        guard (1...Self.frameLengthMaximum).contains(frame.count) else {
            throw .frameLengthOutOfRange(path: self.file.path, bytes: frame.count)
        }
        let time = self.times.time(of: track, at: moment)
        let startsPictures = track == .video && isKey
        if self.clusterOffset == nil
            || self.times.needsCluster(at: time, startsPictures: startsPictures)
        {
            try self.closeCluster()
            try self.beginCluster(at: self.times.clusterTime(startingWith: track, at: time))
        }
        // A cluster is open now, and its time is at most a second before the block's.
        let distance = Int16(time - (self.times.cluster ?? time))
        let block = Self.block(frame, of: track, distance: distance, isKey: isKey)
        try self.file.append(block)
        self.times.record(track, at: time)
        if isKey { self.noteCue(track, at: time) }
        if time - self.lastSync >= Self.syncInterval {
            try self.file.sync()
            self.lastSync = time
        }
    }

    private static func block(
        _ frame: [UInt8], of track: WebMTrack, distance: Int16, isKey: Bool
    ) -> [UInt8] {
        let head: [UInt8] = [
            0x80 | track.rawValue, UInt8(truncatingIfNeeded: distance >> 8),
            UInt8(truncatingIfNeeded: distance), isKey ? 0x80 : 0,
        ]
        var block = ElementID.simpleBlock.bytes + EBML.size(head.count + frame.count)
        block.reserveCapacity(block.count + head.count + frame.count)
        block += head
        block += frame
        return block
    }

    private mutating func beginCluster(at time: Int64) throws(WebMError) {
        let offset = self.file.length
        try self.file.append(
            ElementID.cluster.bytes + EBML.unknownSize
                + EBML.element(.timestamp, number: UInt64(time)))
        self.clusterOffset = offset
        self.times.beginCluster(at: time)
    }

    private mutating func closeCluster() throws(WebMError) {
        guard let offset = self.clusterOffset else { return }
        let sizeOffset = offset + Int64(ElementID.cluster.bytes.count)
        let start = sizeOffset + Int64(EBML.wideSizeLength)
        try self.file.overwrite(EBML.wideSize(self.file.length - start), at: sizeOffset)
        self.clusterOffset = nil
    }

    /// Pictures are what people seek by; sound is, where there are none.
    private mutating func noteCue(_ track: WebMTrack, at time: Int64) {
        guard track == self.tracks.first, let offset = self.clusterOffset,
            self.cues.last.map({ time - $0.time >= Self.cueInterval }) ?? true
        else { return }
        self.cues.append(Cue(track: track, time: time, clusterOffset: offset))
    }

    /// Where the index is; nil if there is nothing to index or no space to do it in.
    private mutating func appendCues() throws(WebMError) -> Int64? {
        guard !self.cues.isEmpty else { return nil }
        let offset = self.file.length
        let start = self.head.segmentStart
        let content = self.cues.flatMap { cue in
            let positions =
                EBML.element(.cueTrack, number: UInt64(cue.track.rawValue))
                + EBML.element(.cueClusterPosition, number: UInt64(cue.clusterOffset - start))
            return EBML.element(
                .cuePoint,
                EBML.element(.cueTime, number: UInt64(cue.time))
                    + EBML.element(.cueTrackPositions, positions))
        }
        do throws(WebMError) {
            try self.file.append(EBML.element(.cues, content))
            return offset
        } catch {
            guard case .diskFull = error else { throw error }
            try self.file.trim()
            return nil
        }
    }
}
