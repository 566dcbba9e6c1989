/// Loudness of a block as it travels in the media header (RFC 6464): −dBov, 0 loudest, 127 silence.
public struct VoiceLevel: Sendable, Hashable {
    public static let silence = VoiceLevel(decibels: 127)

    /// Decibels below the loudest possible sound, a square wave of full amplitude; 0…127.
    public let decibels: UInt8

    public init(decibels: UInt8) {
        self.decibels = min(decibels, 127)
    }

    /// Measures a block; rounds to the nearest decibel.
    public init(of block: Span<Int16>) {
        var energy: Int64 = 0
        for index in block.indices {
            let sample = Int64(block[index])
            energy &+= sample &* sample
        }
        guard energy > 0 else {
            self = .silence
            return
        }
        // Steps down from full scale by one decibel (10^-0.1 in power) instead of a logarithm, which
        // the standard library doesn't have. The first border lies half a decibel down.
        let power = Double(energy) / Double(block.count)
        var border = 32768.0 * 32768.0 * 0.891_250_938_133_745_6
        var decibels: UInt8 = 0
        while decibels < 127, power < border {
            border *= 0.794_328_234_724_281_5
            decibels += 1
        }
        self.decibels = decibels
    }

    public init(of block: [Int16]) {
        self.init(of: block.span)
    }
}

/// Whether somebody speaks: quick to notice, slow to let go, so that a tile's frame does not flicker.
public struct VoiceActivity: Sendable, Hashable {
    /// Louder than this begins to speak: 45 dB down is a quiet voice, a room's noise is below 55.
    public static let loud: UInt8 = 45
    /// Quieter than this stops. Between the two nothing changes.
    public static let quiet: UInt8 = 55
    /// Loud blocks in a row before it counts, 40 ms: a key on the keyboard is shorter.
    public static let beginCount = 2
    /// Quiet blocks before it ends, 400 ms: a pause between words is shorter.
    public static let endCount = 20

    public private(set) var isSpeaking = false
    private var count = 0

    public init() {}

    /// Takes the level of the next 20 ms, `.silence` if nothing came; true if the answer changed.
    @discardableResult
    public mutating func update(_ level: VoiceLevel) -> Bool {
        let leans =
            self.isSpeaking ? level.decibels > Self.quiet : level.decibels <= Self.loud
        self.count = leans ? self.count + 1 : 0
        guard self.count >= (self.isSpeaking ? Self.endCount : Self.beginCount) else {
            return false
        }
        self.isSpeaking.toggle()
        self.count = 0
        return true
    }
}
