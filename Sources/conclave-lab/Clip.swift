import Foundation
import Media
import Units

/// The pictures of a Y4M file, in memory.
struct Clip {
    let name: String
    let pictures: [Picture]
    /// Pictures per second.
    let frameRate: Int

    var width: Int { self.pictures[0].width }
    var height: Int { self.pictures[0].height }
    var pixels: Int { self.width * self.height }

    /// Reads up to a number of pictures, cropped so that the layers divide them.
    init(path: String, countMaximum: Int, spatialCount: Int) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw LabError.unreadable(path)
        }
        var reader = Y4MReader()
        var pictures: [Picture] = []
        while pictures.count < countMaximum {
            if let picture = try reader.nextPicture() {
                pictures.append(picture)
                continue
            }
            guard let piece = try file.read(upToCount: 1 << 22), !piece.isEmpty else { break }
            reader.append([UInt8](piece))
        }
        guard let first = pictures.first, let header = reader.header,
            let sizes = LayerSizes(
                width: first.width, height: first.height, spatialCount: spatialCount)
        else { throw LabError.unreadable(path) }
        guard sizes.layers.count == spatialCount else { throw LabError.tooSmall(path) }
        self.name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        self.pictures = pictures.map {
            $0.cropped(width: sizes.top.width, height: sizes.top.height)
        }
        self.frameRate = max(1, Int((1 / (header.frameInterval / .seconds(1))).rounded()))
    }
}

enum LabError: Error, CustomStringConvertible {
    case unreadable(String)
    case tooSmall(String)

    var description: String {
        switch self {
        case .unreadable(let path): "'\(path)' is no Y4M clip"
        case .tooSmall(let path): "'\(path)' is too small for that many layers"
        }
    }
}

/// Mean squared error of luma.
func meanSquaredError(_ left: Picture, _ right: Picture) -> Double {
    let count = left.width * left.height
    let (one, other) = (left.samples.span, right.samples.span)
    var sum = 0
    for index in 0..<count {
        let difference = Int32(one[index]) &- Int32(other[index])
        sum &+= Int(difference &* difference)
    }
    return Double(sum) / Double(count)
}

/// Decibels; 99 for what is exact.
func signalToNoise(_ meanSquaredError: Double) -> Double {
    meanSquaredError > 0 ? 10 * log10(65025 / meanSquaredError) : 99
}
