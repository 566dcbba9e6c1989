@testable import SealedMedia

extension [UInt8] {
    /// Bytes from pairs of hexadecimal digits; blanks are left out.
    init(hexadecimal text: String) {
        let digits = text.filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue!) }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The same bytes with one bit turned.
    func flipping(bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }
}

/// A device that sends and one that receives, in one conference.
struct Pair {
    let sender: DeviceKeys
    let recipient: DeviceKeys
    let context = KeyContext(conference: "c-1", sender: 7, recipient: 9)

    init() throws {
        self.sender = try DeviceKeys()
        self.recipient = try DeviceKeys()
    }

    func wrap(_ sealer: borrowing MediaSealer) throws -> [UInt8] {
        try sealer.wrapped(for: self.recipient.identity, by: self.sender, context: self.context)
    }

    func accept(_ wrapped: [UInt8], by opener: inout MediaOpener) throws {
        try opener.accept(
            wrapped, from: self.sender.identity, to: self.recipient, context: self.context)
    }
}

/// A clear header as long as the project's.
let metadata = [UInt8](0..<24)
