public import Units

/// A number drawn into the upper left corner of a picture, as black and white blocks.
///
/// Eight columns and six rows of blocks: 32 bits of number, 16 bits of checksum, the first bit in
/// the corner. A block is a fortieth of the picture's width and a twenty-fourth of its height,
/// whatever these are, so that a scaled picture is read like the original.
public enum PictureCode {
    private static let columns = 8
    private static let rows = 6
    private static let columnsInPicture = 40
    private static let rowsInPicture = 24
    /// Well inside of the video range, so that filters don't clip.
    private static let black: UInt8 = 28
    private static let white: UInt8 = 224
    /// Smaller pictures carry no code: its blocks would be narrower than three pixels.
    public static let widthMinimum = 120
    public static let heightMinimum = 72

    public static func draw(_ number: UInt32, on picture: inout Picture) {
        guard picture.width >= Self.widthMinimum, picture.height >= Self.heightMinimum else {
            return
        }
        let word = UInt64(number) << 16 | UInt64(Self.checksum(number))
        for index in 0..<(Self.columns * Self.rows) {
            let isWhite = word >> UInt64(47 - index) & 1 == 1
            let (across, down) = Self.block(index, of: picture)
            for row in down {
                for column in across {
                    picture.samples[row * picture.width + column] =
                        isWhite ? Self.white : Self.black
                }
            }
        }
        Self.removeColour(from: &picture)
    }

    public static func read(from picture: Picture) -> UInt32? {
        guard picture.width >= Self.widthMinimum, picture.height >= Self.heightMinimum else {
            return nil
        }
        var word: UInt64 = 0
        for index in 0..<(Self.columns * Self.rows) {
            let (across, down) = Self.block(index, of: picture)
            // Half of each side is left out: neighbours bleed in when a picture is compressed.
            let inside = (Self.middle(across), Self.middle(down))
            var (sum, count) = (0, 0)
            for row in inside.1 {
                for column in inside.0 {
                    sum += Int(picture.samples[row * picture.width + column])
                    count += 1
                }
            }
            word = word << 1 | (sum > count * 126 ? 1 : 0)
        }
        let number = UInt32(truncatingIfNeeded: word >> 16)
        return UInt16(truncatingIfNeeded: word) == Self.checksum(number) ? number : nil
    }

    private static func block(_ index: Int, of picture: Picture) -> (Range<Int>, Range<Int>) {
        let (column, row) = (index % Self.columns, index / Self.columns)
        let across =
            column * picture.width / Self.columnsInPicture..<(column + 1) * picture.width
            / Self.columnsInPicture
        let down =
            row * picture.height / Self.rowsInPicture..<(row + 1) * picture.height
            / Self.rowsInPicture
        return (across, down)
    }

    private static func middle(_ range: Range<Int>) -> Range<Int> {
        let margin = range.count / 4
        return range.lowerBound + margin..<range.upperBound - margin
    }

    private static func removeColour(from picture: inout Picture) {
        let width = picture.width / 2
        for plane in [Picture.Plane.blueDifference, .redDifference] {
            for row in 0..<(Self.rows * picture.height / Self.rowsInPicture / 2) {
                for column in 0..<(Self.columns * picture.width / Self.columnsInPicture / 2) {
                    picture.samples[picture.offset(of: plane) + row * width + column] = 128
                }
            }
        }
    }

    /// CRC-16/XMODEM (polynomial 0x1021) over a constant and the number, so that a black corner, or
    /// a white one, is no number.
    static func checksum(_ number: UInt32) -> UInt16 {
        var remainder: UInt16 = 0x5A5A
        for shift in [24, 16, 8, 0] as [UInt32] {
            remainder ^= UInt16(truncatingIfNeeded: number >> shift) << 8
            for _ in 0..<8 {
                let carries = remainder & 0x8000 != 0
                remainder = remainder << 1 ^ (carries ? 0x1021 : 0)
            }
        }
        return remainder
    }
}
