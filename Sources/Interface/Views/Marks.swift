internal import Canvas
internal import Rooms

/// What stands out in a message: addresses, which lead somewhere, and names of whom it is for.
struct Marks: Sendable {
    private static let schemes = ["https://", "http://", "mailto:"]
    /// Ends of a sentence, not of an address.
    private static let closings: Set<Character> = [
        ".", ",", ";", ":", "!", "?", "'", "\"", ">", "]", "}", ")", "*", "_",
    ]

    private let reader: AccountName
    private let style: StyleName
    private let number: UInt32
    /// In the order of the text; those that the lines so far have shown are gone.
    private var addresses: ArraySlice<String>
    private var count: UInt32 = 0
    /// There is nothing to mark.
    private let isPlain: Bool
    /// What the next line begins with of an address that the last one could not hold.
    private var rest: (link: Link?, text: Substring)?

    /// - Parameters:
    ///   - reader: whose names are marked.
    ///   - number: of the message, so that the pieces of an address belong together and no others.
    init(of text: String, for reader: AccountName, style: StyleName, number: UInt64) {
        self.reader = reader
        self.style = style
        self.number = UInt32(truncatingIfNeeded: number) &* 16
        self.addresses =
            text.split(whereSeparator: \.isNewline)
            .flatMap { Self.addresses(in: Sanitized(remote: String($0)).text) }[...]
        self.isPlain = self.addresses.isEmpty && !text.utf8.contains(UInt8(ascii: "@"))
    }

    /// The addresses in a text.
    static func addresses(in text: String) -> [String] {
        // Most texts have none, and are drawn often.
        guard text.utf8.contains(UInt8(ascii: ":")) else { return [] }
        return text.split(whereSeparator: \.isWhitespace).compactMap { word in
            guard word.utf8.contains(UInt8(ascii: ":")) else { return nil }
            let start = word.indices.first { start in
                let small = word[start...].prefix(8).lowercased()
                return self.schemes.contains { small.hasPrefix($0) }
            }
            guard let start else { return nil }
            var address = word[start...]
            while let last = address.last, self.closings.contains(last) {
                // A bracket that was opened in it belongs to it: Wikipedia's do.
                if last == ")", address.contains("(") { break }
                address.removeLast()
            }
            return Link(String(address)) == nil ? nil : String(address)
        }
    }

    /// The next line of the text, as it was wrapped.
    mutating func spans(of line: Sanitized) -> [Span] {
        if self.isPlain { return [Span(line, self.style)] }
        var spans: [Span] = []
        var left = line.text[...]
        if let rest = self.rest {
            self.rest = nil
            let piece = left.commonPrefix(with: rest.text)
            spans.append(Span(Sanitized(remote: String(piece)), .messageLink, link: rest.link))
            left = left[piece.endIndex...]
            if left.isEmpty, piece.count < rest.text.count {
                self.rest = (rest.link, rest.text.dropFirst(piece.count))
            }
        }
        while !left.isEmpty {
            let word = left.prefix { !$0.isWhitespace }
            let gap = left[word.endIndex...].prefix { $0.isWhitespace }
            self.add(word, to: &spans)
            self.add(gap, self.style, to: &spans)
            left = left[gap.endIndex...]
        }
        return spans
    }

    private mutating func add(_ word: Substring, to spans: inout [Span]) {
        if let address = self.addresses.first, let start = Self.start(of: address, in: word) {
            self.addresses.removeFirst()
            self.count += 1
            let link = Link(address, id: self.number &+ self.count)
            self.add(word[..<start], self.style, to: &spans)
            let piece = word[start...].commonPrefix(with: address[...])
            spans.append(Span(Sanitized(remote: String(piece)), .messageLink, link: link))
            self.add(word[piece.endIndex...], self.style, to: &spans)
            if piece.count < address.count {
                self.rest = (link, address.dropFirst(piece.count))
            }
        } else if word.hasPrefix("@"), Mentions(in: String(word)).concern(self.reader) {
            self.add(word, .messageMention, to: &spans)
        } else {
            self.add(word, self.style, to: &spans)
        }
    }

    /// Where a word begins an address, which it need not hold to its end.
    private static func start(of address: String, in word: Substring) -> Substring.Index? {
        word.indices.first { start in
            let piece = word[start...]
            return piece.hasPrefix(address) || (piece.count >= 8 && address.hasPrefix(piece))
        }
    }

    private func add(_ text: Substring, _ style: StyleName, to spans: inout [Span]) {
        guard !text.isEmpty else { return }
        if let last = spans.last, last.style == style, last.link == nil {
            spans[spans.count - 1].text = last.text + Sanitized(remote: String(text))
        } else {
            spans.append(Span(Sanitized(remote: String(text)), style))
        }
    }
}

extension Substring {
    fileprivate func commonPrefix(with other: Substring) -> Substring {
        let count = zip(self, other).prefix { $0 == $1 }.count
        return self.prefix(count)
    }
}
