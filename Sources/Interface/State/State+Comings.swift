internal import Rooms

/// Who comes into a chat and leaves it: perhaps nobody wants to know.
extension State {
    /// Whether a line that is no message is shown, and makes one look.
    func shows(_ line: ChatLine) -> Bool {
        let name: String
        switch line.body {
        case .added(let account, _), .removed(let account, _): name = account
        default: return true
        }
        // What concerns oneself is always told.
        if name == self.account.text { return true }
        switch self.preferences.comings {
        case .all: return true
        case .none: return false
        case .active: return self.chats[line.chat]?.speakers.contains(name) ?? false
        }
    }
}
