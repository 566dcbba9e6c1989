package import Canvas

/// Links, each with a number that fits into a cell.
package struct LinkTable: Sendable {
    /// Links remembered at once: more than a screen has. When full, the table is emptied and the screen
    /// painted anew.
    package static let countMaximum = 4096
    /// OSC 8 without a target.
    static let end = Array("\u{1B}]8;;\u{1B}\\".utf8)

    private var links: [Link] = []
    private var numbers: [Link: UInt16] = [:]

    package init() {}

    package var isFull: Bool { self.links.count >= Self.countMaximum }

    /// The number of a link; 0 for none, and when the table is full.
    package mutating func number(of link: Link?) -> UInt16 {
        guard let link else { return 0 }
        if let number = self.numbers[link] { return number }
        guard !self.isFull else { return 0 }
        self.links.append(link)
        let number = UInt16(self.links.count)
        self.numbers[link] = number
        return number
    }

    package mutating func removeAll() {
        self.links.removeAll()
        self.numbers.removeAll()
    }

    /// OSC 8: what follows leads there. The `id` makes the pieces of a wrapped link one.
    func append(_ number: UInt16, to bytes: inout [UInt8]) {
        guard number > 0, Int(number) <= self.links.count else {
            bytes.append(contentsOf: Self.end)
            return
        }
        let link = self.links[Int(number) - 1]
        bytes.append(contentsOf: "\u{1B}]8;id=".utf8)
        bytes.appendDecimal(Int(link.id))
        bytes.append(0x3B)
        bytes.append(contentsOf: link.target.utf8)
        bytes.append(contentsOf: [0x1B, 0x5C])
    }
}
