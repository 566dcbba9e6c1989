public import Units

/// Lays several pictures on one canvas in a grid, each as large as its cell allows, with black
/// bars.
public struct PictureGrid: Sendable {
    /// More cells than this are smaller than anybody can see; the rest of the pictures is left out.
    public static let cellsMaximum = 64

    /// A place on the canvas, in pixels; all even.
    public struct Place: Sendable, Hashable {
        public var left: Int
        public var top: Int
        public var width: Int
        public var height: Int
    }

    public let width: Int
    public let height: Int
    /// Scalers made so far: sizes repeat from picture to picture.
    private var scalers: [Sizes: PictureScaler] = [:]

    private struct Sizes: Hashable {
        var source: LayerSizes.Size
        var target: LayerSizes.Size
    }

    /// Scalers kept; a conference has few sizes at a time.
    private static let scalersMaximum = 32

    /// - Precondition: the size is valid, and at least 16 × 16 so that every cell is a picture.
    public init(width: Int, height: Int) {
        precondition(
            Picture.isValid(width: width, height: height) && min(width, height) >= 16,
            "a canvas is a picture")
        self.width = width
        self.height = height
    }

    /// One canvas of pictures, once; a grid that is kept does the same with less preparation.
    public static func composite(of pictures: [Picture], width: Int, height: Int) -> Picture {
        var grid = PictureGrid(width: width, height: height)
        return grid.compose(pictures)
    }

    /// One canvas with all pictures in their order; cells without a picture stay black.
    public mutating func compose(_ pictures: [Picture?]) -> Picture {
        var canvas = Picture(width: self.width, height: self.height, luma: 16)
        let cells = self.cells(count: pictures.count)
        for (picture, cell) in zip(pictures, cells) {
            guard let picture else { continue }
            let place = Self.place(for: picture, in: cell)
            let scaler = self.scaler(
                from: LayerSizes.Size(width: picture.width, height: picture.height),
                to: LayerSizes.Size(width: place.width, height: place.height))
            scaler.draw(picture, on: &canvas, left: place.left, top: place.top)
        }
        return canvas
    }

    /// Cells for so many pictures, row by row; the last row may have empty ones.
    public func cells(count: Int) -> [Place] {
        let count = min(max(count, 0), Self.cellsMaximum)
        guard count > 0 else { return [] }
        let columns = self.columns(count: count)
        let rows = (count + columns - 1) / columns
        return (0..<count).map { index in
            let (column, row) = (index % columns, index / columns)
            let left = Self.even(column * self.width / columns)
            let top = Self.even(row * self.height / rows)
            return Place(
                left: left, top: top,
                width: max(2, Self.even((column + 1) * self.width / columns) - left),
                height: max(2, Self.even((row + 1) * self.height / rows) - top))
        }
    }

    /// The largest place of the picture's shape within a cell, in its middle.
    public static func place(for picture: Picture, in cell: Place) -> Place {
        let isWide = picture.width * cell.height >= picture.height * cell.width
        let width =
            isWide
            ? cell.width : max(2, Self.even(cell.height * picture.width / picture.height))
        let height =
            isWide
            ? max(2, Self.even(cell.width * picture.height / picture.width)) : cell.height
        return Place(
            left: cell.left + Self.even((cell.width - width) / 2),
            top: cell.top + Self.even((cell.height - height) / 2),
            width: width, height: height)
    }

    /// As many columns as make 16:9 pictures largest.
    private func columns(count: Int) -> Int {
        func pictureWidth(_ columns: Int) -> Int {
            let rows = (count + columns - 1) / columns
            return min(self.width / columns, self.height / rows * 16 / 9)
        }
        return (1...count).max { pictureWidth($0) < pictureWidth($1) } ?? 1
    }

    private mutating func scaler(
        from source: LayerSizes.Size, to target: LayerSizes.Size,
    ) -> PictureScaler {
        let sizes = Sizes(source: source, target: target)
        if let known = self.scalers[sizes] { return known }
        if self.scalers.count >= Self.scalersMaximum { self.scalers.removeAll() }
        let scaler = PictureScaler(from: source, to: target)
        self.scalers[sizes] = scaler
        return scaler
    }

    private static func even(_ pixels: Int) -> Int { pixels & ~1 }
}
