/// What can go wrong in `OpusVoice`.
package enum OpusError: Error, Sendable, Hashable {
    /// A call into libopus failed, with its own words and code.
    case failed(call: String, reason: String, code: Int32)
    /// A frame to encode has not the one length that frames have.
    case wrongFrameLength(samples: Int)
    /// A packet that is empty or longer than a packet of ours can be.
    case packetLengthOutOfRange(bytes: Int)
    /// A packet of another duration than 20 ms; whoever made it is at fault.
    case wrongDuration(samples: Int)
}
