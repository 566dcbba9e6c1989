/// How much of a stream a receiver is sent: no layer above these.
public struct LayerStep: Sendable, Hashable {
    public var spatialLayer: Int
    public var temporalLayer: Int

    public init(spatialLayer: Int, temporalLayer: Int) {
        self.spatialLayer = spatialLayer
        self.temporalLayer = temporalLayer
    }

    /// The slowest, smallest picture.
    static let lowest = LayerStep(spatialLayer: 0, temporalLayer: 0)

    /// The next better picture: the base at its full rate comes first, then each layer at half the
    /// rate and at its full rate. Twice the sides are worth more than the last half of the pictures.
    var next: LayerStep {
        switch (self.spatialLayer, self.temporalLayer) {
        case (0, 0): LayerStep(spatialLayer: 0, temporalLayer: 1)
        case (_, 2...): LayerStep(spatialLayer: self.spatialLayer + 1, temporalLayer: 1)
        default: LayerStep(spatialLayer: self.spatialLayer, temporalLayer: 2)
        }
    }

    /// The whole rate of the base.
    var isBelowFullBase: Bool { self.spatialLayer == 0 && self.temporalLayer < 2 }
}

/// Bit/s of each layer of one stream, as they arrive; guesses for layers that don't.
///
/// An encoder codes no layer that nobody receives, so what a higher one would cost is known only
/// after it was asked for.
struct LayerRates: Sendable {
    /// A base of 320 × 180 at 30 pictures a second.
    private static let baseGuess = 170_000.0
    /// A layer has four times the pixels of the one below and needs fewer bits for each.
    private static let layerFactor = 2.5
    /// Shares of temporal layers in a layer's rate.
    private static let temporalShares = [0.5, 0.25, 0.25, 0]
    private static let count = 4
    /// Weight of the newest half second.
    private static let learning = 0.5
    /// Seconds without anything after which a stream has ended. Less would take a camera that hangs
    /// for one, more keeps rate from others for longer.
    private static let silenceMaximum = 2.0

    private var bytes = Array(repeating: 0, count: Self.count * Self.count)
    /// Of the half second before, which counts once there is one on each side of it: a layer that
    /// begins or ends within one would seem cheap.
    private var pending = Array(repeating: 0, count: Self.count * Self.count)
    private var rates = Array(repeating: 0.0, count: Self.count * Self.count)
    /// By layer: half seconds without a pause.
    private var presence = Array(repeating: 0, count: Self.count)
    private var isKnown = Array(repeating: false, count: Self.count)
    /// Seconds in which the stream was to be sent and nothing came.
    private var silence = 0.0

    /// Nothing comes though it was asked for: the stream has ended, or never began.
    var isSilent: Bool { self.silence >= Self.silenceMaximum }

    mutating func count(_ count: Int, spatialLayer: Int, temporalLayer: Int) {
        self.silence = 0
        self.bytes[spatialLayer * Self.count + temporalLayer] += count
    }

    /// Ends an interval of so many seconds.
    ///
    /// - Parameter isSent: Whether the stream was to be sent: what nobody asked for says nothing of
    ///   its end.
    mutating func turn(seconds: Double, isSent: Bool) {
        let isPaused = self.bytes.allSatisfy { $0 == 0 }
        self.silence = isSent && isPaused ? self.silence + seconds : 0
        for layer in 0..<Self.count {
            let lanes = layer * Self.count..<(layer + 1) * Self.count
            let isPresent = lanes.contains { self.bytes[$0] > 0 }
            let isWhole = isPresent && self.presence[layer] >= 2
            self.presence[layer] = isPresent ? self.presence[layer] + 1 : 0
            for lane in lanes {
                let rate = Double(self.pending[lane]) * 8 / seconds
                self.pending[lane] = self.bytes[lane]
                self.bytes[lane] = 0
                guard isWhole else { continue }
                self.rates[lane] +=
                    (rate - self.rates[lane]) * (self.isKnown[layer] ? Self.learning : 1)
            }
            if isWhole { self.isKnown[layer] = true }
        }
    }

    /// Bit/s up to the step; none of a silent stream.
    ///
    /// - Parameter standsAlone: Whether lower layers are sent only with their T0.
    func rate(upTo step: LayerStep, standsAlone: Bool) -> Int {
        guard !self.isSilent else { return 0 }
        var below = Self.baseGuess / Self.layerFactor
        var sum = 0.0
        for layer in 0...min(step.spatialLayer, Self.count - 1) {
            let isTop = layer == step.spatialLayer
            let highest = isTop || !standsAlone ? step.temporalLayer : 0
            var whole = 0.0
            for temporal in 0..<Self.count {
                let rate =
                    self.isKnown[layer]
                    ? self.rates[layer * Self.count + temporal]
                    : below * Self.layerFactor * Self.temporalShares[temporal]
                whole += rate
                if temporal <= highest { sum += rate }
            }
            below = whole
        }
        return Int(sum)
    }
}

/// Shares out a rate among the streams that a receiver looks at.
///
/// In order of preference everybody first gets the slowest base, then its full rate, and then each
/// as many layers as there is rate for: who speaks comes first and is seen best.
struct LayerChoice: Sendable {
    /// One stream as it is now.
    struct Demand: Sendable {
        /// By the size of its picture at the receiver.
        var highestLayer: Int
        var current: LayerStep?
        var standsAlone: Bool
        var rates: LayerRates
    }

    /// A step up must fit with so much to spare, or it would be taken back at the next breath.
    static let margin = 1.1
    /// Bit/s of a slowest base that the first is sent on any link: twice what is guessed of one.
    /// More lets a sender drive out others' pictures, less leaves a narrow link without any.
    private static let ordinaryMaximum = 170_000

    private var left: Int
    private var steps: [LayerStep?]

    private init(budget: Int, count: Int) {
        self.left = budget
        self.steps = Array(repeating: nil, count: count)
    }

    /// Steps for the streams, the most preferred first; nil for those that nothing is left for.
    ///
    /// The first gets its slowest base whatever the budget is, unless that is a large one and would
    /// take the others' away.
    static func steps(for demands: [Demand], budget: Int) -> [LayerStep?] {
        var choice = LayerChoice(budget: budget, count: demands.count)
        let isFirstForced = Self.isFirstForced(of: demands, budget: budget)
        if isFirstForced { _ = choice.take(.lowest, demands[0], 0, isForced: true) }
        for (index, demand) in demands.enumerated().dropFirst() {
            _ = choice.take(.lowest, demand, index)
        }
        // A large one has what they leave.
        if !isFirstForced, let first = demands.first { _ = choice.take(.lowest, first, 0) }
        for (index, demand) in demands.enumerated() {
            while let step = choice.steps[index], step.isBelowFullBase,
                choice.take(step.next, demand, index)
            {}
        }
        for (index, demand) in demands.enumerated() {
            while let step = choice.steps[index], choice.take(step.next, demand, index) {}
        }
        return choice.steps
    }

    /// Alone, ordinary, or no more than half of everything or than what the others leave.
    private static func isFirstForced(of demands: [Demand], budget: Int) -> Bool {
        let costs = demands.map { $0.rates.rate(upTo: .lowest, standsAlone: $0.standsAlone) }
        guard let first = costs.first else { return false }
        let others = costs.dropFirst().reduce(0, +)
        return demands.count == 1 || first <= Self.ordinaryMaximum || first <= budget / 2
            || first <= budget - others
    }

    private mutating func take(
        _ step: LayerStep, _ demand: Demand, _ index: Int, isForced: Bool = false
    ) -> Bool {
        guard step.spatialLayer <= demand.highestLayer else { return false }
        let present = self.steps[index].map {
            demand.rates.rate(upTo: $0, standsAlone: demand.standsAlone)
        }
        let rate = demand.rates.rate(upTo: step, standsAlone: demand.standsAlone)
        let cost = rate - (present ?? 0)
        let isUp = demand.current.map { step.isAbove($0) } ?? true
        guard isForced || Double(cost) * (isUp ? Self.margin : 1) <= Double(self.left) else {
            return false
        }
        self.left -= cost
        self.steps[index] = step
        return true
    }
}

extension LayerStep {
    func isAbove(_ other: LayerStep) -> Bool {
        (self.spatialLayer, self.temporalLayer) > (other.spatialLayer, other.temporalLayer)
    }
}
