/// What a wrapped media key is for: it opens nowhere else.
package struct KeyContext: Sendable, Hashable {
    /// The conference's ID; every conference has its own.
    package var conference: String
    /// The participants' numbers in it.
    package var sender: UInt32
    package var recipient: UInt32

    package init(conference: String, sender: UInt32, recipient: UInt32) {
        self.conference = conference
        self.sender = sender
        self.recipient = recipient
    }

    /// The ID's length (eight bytes, big-endian), the ID in UTF-8, both numbers (four bytes each).
    var bytes: [UInt8] {
        let conference = Array(self.conference.utf8)
        return UInt64(conference.count).bigEndianBytes + conference
            + self.sender.bigEndianBytes + self.recipient.bigEndianBytes
    }
}
