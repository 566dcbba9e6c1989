public import Units

extension Picture {
    /// The upper left part of the picture, or the picture itself if it has that size already.
    ///
    /// - Precondition: the size is valid and not larger than the picture.
    public func cropped(width: Int, height: Int) -> Picture {
        precondition(width <= self.width && height <= self.height, "a crop is never larger")
        guard width != self.width || height != self.height else { return self }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3 / 2)
        for plane in Plane.allCases {
            let scale = plane == .luma ? 1 : 2
            for row in 0..<(height / scale) {
                let begin = self.offset(of: plane) + row * self.width(of: plane)
                samples.append(contentsOf: self.samples[begin..<(begin + width / scale)])
            }
        }
        guard let picture = Picture(width: width, height: height, samples: samples) else {
            preconditionFailure("a valid size was asked for")
        }
        return picture
    }
}
