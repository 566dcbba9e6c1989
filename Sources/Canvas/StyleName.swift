/// What a style is for; the keys of a theme. Code names these and never a colour.
public enum StyleName: String, Sendable, Hashable, CaseIterable {
    case screenText = "screen.text"
    case screenDim = "screen.dim"
    case screenBorder = "screen.border"

    case listChat = "list.chat"
    case listSelected = "list.selected"
    case listUnread = "list.unread"
    case listMention = "list.mention"
    case listConference = "list.conference"

    case messageTime = "message.time"
    case messageText = "message.text"
    case messageOwn = "message.own"
    case messageSystem = "message.system"
    case messageDay = "message.day"
    case messageMarker = "message.marker"
    case messagePending = "message.pending"
    case messageFailed = "message.failed"
    case messageQuote = "message.quote"
    case messageReaction = "message.reaction"
    case messageMention = "message.mention"
    case messageLink = "message.link"
    case messageStrong = "message.strong"
    case messageEmphasis = "message.emphasis"
    case messageCode = "message.code"

    case name1 = "name.1"
    case name2 = "name.2"
    case name3 = "name.3"
    case name4 = "name.4"
    case name5 = "name.5"
    case name6 = "name.6"
    case name7 = "name.7"
    case name8 = "name.8"

    case inputText = "input.text"
    case inputShared = "input.shared"
    case inputPrivate = "input.private"
    case inputHint = "input.hint"

    case statusText = "status.text"
    case statusOnline = "status.online"
    case statusOffline = "status.offline"
    case statusEncrypted = "status.encrypted"
    case statusShared = "status.shared"
    case statusPrivate = "status.private"
    case statusMuted = "status.muted"
    case statusLive = "status.live"
    case statusLag = "status.lag"

    case callTile = "call.tile"
    case callName = "call.name"
    case callSpeaking = "call.speaking"
    case callMuted = "call.muted"
    case callRecording = "call.recording"

    case overlayText = "overlay.text"
    case overlayTitle = "overlay.title"
    case overlayKey = "overlay.key"
    case overlayBorder = "overlay.border"
    case overlaySelected = "overlay.selected"
    case overlayDim = "overlay.dim"

    case rosterTitle = "roster.title"
    case rosterOnline = "roster.online"
    case rosterBusy = "roster.busy"
    case rosterOffline = "roster.offline"

    case noticeInfo = "notice.info"
    case noticeWarning = "notice.warning"
    case noticeError = "notice.error"

    /// The colours people are told apart by.
    public static let people: [StyleName] = [
        .name1, .name2, .name3, .name4, .name5, .name6, .name7, .name8,
    ]

    /// The same for a name on every screen and in every run: FNV-1a over its UTF-8.
    public static func person(_ name: String) -> StyleName {
        let hash = name.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return self.people[Int(hash % UInt32(self.people.count))]
    }
}
