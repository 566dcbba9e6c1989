internal import Wire

/// What the order and the dependencies of a video message hang on.
struct PictureHead: Sendable, Hashable {
    var number: UInt32
    var spatialLayer: UInt8
    var temporalLayer: UInt8
    var flags: MediaHeader.Flags

    init(_ header: MediaHeader) {
        self.number = header.number
        self.spatialLayer = UInt8(truncatingIfNeeded: header.spatialLayer)
        self.temporalLayer = UInt8(truncatingIfNeeded: header.temporalLayer)
        self.flags = header.flags
    }

    /// Needs nothing of its own layer.
    var isStart: Bool {
        guard self.temporalLayer == 0 else { return false }
        return self.flags.contains(self.spatialLayer == 0 ? .key : .switchPoint)
    }

    /// What its layer loses without it: the temporal layers above this one, at 0 all; at the maximum
    /// nothing more.
    var loss: UInt8 {
        if self.temporalLayer == 0 { return 0 }
        return self.flags.contains(.discardable) ? .max : self.temporalLayer
    }
}

/// Lets through of one stream what its receiver can decode, and nothing else.
///
/// **Tell it of every message in order, whether it is sent or not, and of layers whose messages
/// don't come any more.** From the clear headers it keeps what `PictureAssembler` will have at the
/// other end:
///
/// - A dropped T0 stops its layer until a start: a key frame of the base, a switch point above it.
/// - A dropped picture of a temporal layer between takes those above it along until the next T0. A
///   discardable one takes nothing.
/// - What uses the layer below goes only after the whole of that layer of the same picture.
/// - Nothing goes after a later picture, and layers of a picture go from the lowest up. So one
///   message is on its way at a time, and whatever begins meanwhile ends it.
struct PictureGate: Sendable {
    private struct Layer: Sendable {
        var isRunning = false
        /// Pictures of higher temporal layers than this lost their reference since the last T0.
        var temporalMaximum = UInt8.max
    }

    private var layers = Array(repeating: Layer(), count: MediaHeader.layerCountMaximum)
    /// The picture of the last message that was begun.
    private var newest: UInt32?
    /// The layer of that message.
    private var newestLayer: UInt8 = 0
    /// Layers of that picture that went out whole, bit by bit.
    private var whole: UInt8 = 0
    /// The message that was begun and not yet ended.
    private(set) var open: PictureHead?

    init() {}

    /// Whether pictures of the layer can follow without a start.
    func isRunning(_ layer: Int) -> Bool {
        self.layers.indices.contains(layer) && self.layers[layer].isRunning
    }

    /// Whether the receiver could decode the message if it came next.
    func allows(_ head: PictureHead) -> Bool {
        if let newest = self.newest {
            let step = Int32(bitPattern: head.number &- newest)
            let isInOrder = step == 0 ? head.spatialLayer > self.newestLayer : step > 0
            guard isInOrder || (step != 0 && head.isStart && head.spatialLayer == 0) else {
                return false
            }
        }
        let layer = self.layers[Int(head.spatialLayer)]
        guard
            head.isStart || (layer.isRunning && head.temporalLayer <= layer.temporalMaximum)
        else { return false }
        guard head.flags.contains(.usesLayerBelow) else { return true }
        return head.spatialLayer > 0 && head.number == self.newest
            && self.whole & (1 << (head.spatialLayer - 1)) != 0
    }

    /// Begins a message.
    ///
    /// - Precondition: No other is open, and it is allowed.
    mutating func begin(_ head: PictureHead) {
        if head.number != self.newest { self.whole = 0 }
        self.newest = head.number
        self.newestLayer = head.spatialLayer
        self.open = head
    }

    /// The rest of the open message has gone out.
    mutating func complete() {
        guard let head = self.open else { return }
        self.open = nil
        self.whole |= 1 << head.spatialLayer
        if head.temporalLayer == 0 { self.layers[Int(head.spatialLayer)] = Layer(isRunning: true) }
    }

    /// The rest of the open message, if there is one, will not go out.
    mutating func fail() {
        guard let head = self.open else { return }
        self.open = nil
        self.drop(head)
    }

    /// Layers above this one are not brought any more; −1: none is. What is missed of them is not
    /// told of, so they wait for a start.
    mutating func stop(above layer: Int) {
        if let head = self.open, head.spatialLayer > layer { self.fail() }
        for index in self.layers.indices where index > layer {
            self.layers[index].isRunning = false
        }
    }

    /// The message does not go out.
    mutating func drop(_ head: PictureHead) {
        let index = Int(head.spatialLayer)
        if head.loss == 0 { self.layers[index].isRunning = false }
        self.layers[index].temporalMaximum = min(self.layers[index].temporalMaximum, head.loss)
    }
}
