internal import CVideo4Linux
internal import Units

/// What a camera is asked for.
public struct CameraWish: Sendable, Hashable {
    /// Pixels.
    public var width: Int
    public var height: Int
    /// Pictures per second.
    public var frameRate: Int

    public init(width: Int = 640, height: Int = 360, frameRate: Int = 30) {
        self.width = width
        self.height = height
        self.frameRate = frameRate
    }
}

/// Pixel formats we read, best first: MJPEG costs a decoder and some quality.
enum CameraPixels: Sendable, Hashable, CaseIterable {
    case nv12, i420, yuyv, mjpeg

    /// V4L2's number for it; JPEG is what some drivers call the same as MJPEG.
    var codes: [UInt32] {
        switch self {
        case .nv12: [CVideo4Linux_nv12]
        case .i420: [CVideo4Linux_i420]
        case .yuyv: [CVideo4Linux_yuyv]
        case .mjpeg: [CVideo4Linux_mjpeg, CVideo4Linux_jpeg]
        }
    }

    init?(code: UInt32) {
        guard let found = Self.allCases.first(where: { $0.codes.contains(code) }) else {
            return nil
        }
        self = found
    }
}

/// One thing a camera can do.
struct CameraMode: Sendable, Hashable {
    var code: UInt32
    var pixels: CameraPixels
    var width: Int
    var height: Int
    /// Pictures per second, 0 if the driver does not say.
    var frameRate: Double

    /// How badly it fits a wish; the smallest is taken.
    ///
    /// A rate of half costs as much as a size four times off; too small is worse than too large,
    /// which can be scaled down; of equal ones the cheaper format wins.
    func misfit(_ wish: CameraWish) -> Double {
        let ratio = Double(self.width * self.height) / Double(max(1, wish.width * wish.height))
        let size = ratio >= 1 ? ratio - 1 : 2 * (1 / ratio - 1)
        let shape = abs(
            Double(self.width * wish.height) / Double(max(1, wish.width * self.height)) - 1)
        let wanted = Double(max(1, wish.frameRate))
        let rate = self.frameRate > 0 ? max(0, wanted / self.frameRate - 1) : 0
        let format = Double(CameraPixels.allCases.firstIndex(of: self.pixels) ?? 0) * 0.001
        return size + shape + 3 * rate + format
    }
}
