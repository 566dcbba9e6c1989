import Media
import Units
import VPXVideo
import Wire

/// A small moving picture, cheap enough for unoptimized tests.
enum Scene {
    static func picture(_ number: UInt32, width: Int, height: Int) -> Picture {
        var picture = Picture(width: width, height: height)
        let shift = Int(number)
        unsafe picture.samples.withUnsafeMutableBufferPointer { samples in
            for row in 0..<height {
                for column in 0..<width {
                    let wave = (column &+ 3 &* shift) & 63
                    let texture = (column &* 7 ^ row &* 13) & 15
                    unsafe samples[row &* width &+ column] = UInt8(
                        truncatingIfNeeded: 40 &+ wave &* 2 &+ texture &+ (row >> 2))
                }
            }
        }
        return picture
    }
}

extension EncodedLayer {
    func header(number: UInt32) -> MediaHeader {
        MediaHeader(
            participant: 1, kind: .camera, spatialLayer: self.spatialLayer,
            temporalLayer: self.temporalLayer, flags: self.flags, number: number,
            captureTime: UInt64(number) * 33_333)
    }
}

extension Sequence where Element == EncodedLayer {
    /// The layers as one picture, as an assembler gives it when nothing is lost.
    func assembled(number: UInt32) -> AssembledPicture {
        AssembledPicture(
            number: number, captureTime: 0,
            layers: self.map {
                AssembledPicture.Layer(
                    spatialLayer: $0.spatialLayer, temporalLayer: $0.temporalLayer,
                    flags: $0.flags, payload: Array($0.bytes.dropFirst(VideoTag.length)))
            })
    }
}
