public import Units

/// How large something is shown, in pixels.
public struct PictureSize: Sendable, Hashable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Not shown at all.
    public static let none = PictureSize(width: 0, height: 0)
    /// What a recording has unless told otherwise.
    public static let recording = PictureSize(width: 1280, height: 720)

    /// Reads `1280x720`.
    ///
    /// - Throws: 2 for what is no size, or one that no picture can have.
    public init(parsing text: String) throws(Failure) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1],
            Picture.isValid(width: width, height: height)
        else {
            throw Failure(
                .misused, "'\(text)' is not a picture's size",
                hint: "write WIDTHxHEIGHT, both even and up to \(Picture.sideMaximum)")
        }
        self.init(width: width, height: height)
    }
}
