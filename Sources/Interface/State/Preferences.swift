/// What a person can set about the interface: in the settings' file, and with `/set` for as long as
/// it runs.
public struct Preferences: Equatable, Sendable {
    /// What makes a desktop notification and a bell.
    public enum Attention: String, Sendable, Hashable, CaseIterable {
        case all, mentions, none
    }

    /// A name in the settings, and what it is for.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case pasteLines = "paste_lines"
        case notifications
        case notificationContent = "notification_content"
        case bell
        case mouse
        case roster

        /// One line, lower-case, no full stop.
        public var help: String {
            switch self {
            case .pasteLines: "lines that can be pasted without a question"
            case .notifications: "what the desktop is told while you look elsewhere"
            case .notificationContent: "whether it is told what was written, or only where"
            case .bell: "whether the terminal rings"
            case .mouse: "whether the mouse is for Conclave; shift always leaves it to the terminal"
            case .roster: "whether who is in a chat stands beside it, where there is room"
            }
        }

        /// As it stands in the manual: `true|false`.
        public var values: String {
            switch self {
            case .pasteLines: "0…\(Preferences.pasteLinesMaximum)"
            case .notifications: Attention.allCases.map(\.rawValue).joined(separator: "|")
            case .notificationContent, .bell, .mouse, .roster: "true|false"
            }
        }
    }

    /// A value that is none of those that there are.
    public struct MalformedValue: Error, Sendable, Equatable {
        public var name: Name
        public var value: String

        public var sentence: String {
            "'\(self.value)' is not a value of \(self.name.rawValue); it is \(self.name.values)"
        }
    }

    /// More are never pasted without a question.
    public static let pasteLinesMaximum = 1000

    public private(set) var pasteLines = 5
    public private(set) var notifications = Attention.all
    public private(set) var showsContent = true
    public private(set) var hasBell = true
    public private(set) var hasMouse = true
    public private(set) var hasRoster = true

    public init() {}

    /// Takes a value as it is written.
    public mutating func set(_ name: Name, to value: String) throws(MalformedValue) {
        let malformed = MalformedValue(name: name, value: value)
        var isOn: Bool?
        switch value {
        case "true": isOn = true
        case "false": isOn = false
        default: break
        }
        switch (name, isOn) {
        case (.pasteLines, _):
            guard let count = Int(value), (0...Self.pasteLinesMaximum).contains(count) else {
                throw malformed
            }
            self.pasteLines = count
        case (.notifications, _):
            guard let attention = Attention(rawValue: value) else { throw malformed }
            self.notifications = attention
        case (.notificationContent, let isOn?): self.showsContent = isOn
        case (.bell, let isOn?): self.hasBell = isOn
        case (.mouse, let isOn?): self.hasMouse = isOn
        case (.roster, let isOn?): self.hasRoster = isOn
        default: throw malformed
        }
    }

    /// As it is written.
    public func value(of name: Name) -> String {
        switch name {
        case .pasteLines: String(self.pasteLines)
        case .notifications: self.notifications.rawValue
        case .notificationContent: String(self.showsContent)
        case .bell: String(self.hasBell)
        case .mouse: String(self.hasMouse)
        case .roster: String(self.hasRoster)
        }
    }
}
