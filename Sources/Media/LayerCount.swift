/// How many spatial and temporal layers a stream has.
public struct LayerCount: Sendable, Hashable {
    /// 1…3; each layer has twice the sides of the one below.
    public let spatial: Int
    /// 1…3; each layer doubles the picture rate.
    public let temporal: Int

    /// One enhancement layer and three picture rates; small sources have fewer.
    public static let standard = LayerCount(trustedSpatial: 2, temporal: 3)

    private init(trustedSpatial spatial: Int, temporal: Int) {
        self.spatial = spatial
        self.temporal = temporal
    }

    public init?(spatial: Int, temporal: Int) {
        guard (1...3).contains(spatial), (1...3).contains(temporal) else { return nil }
        self.spatial = spatial
        self.temporal = temporal
    }
}
