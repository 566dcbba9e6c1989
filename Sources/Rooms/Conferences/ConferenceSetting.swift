/// A setting of a conference by its name, as people type it: `people 20`, `guest-video off` (L1.15,
/// L1.22, L1.26).
///
/// Kind, access, PIN and waiting room have words of their own.
public struct ConferenceSetting: Sendable {
    public let name: String
    /// What it can be set to: `on|off`, `2..1000`.
    public let values: String
    public let help: String
    private let read: @Sendable (ConferenceSettings) -> String
    private let write: @Sendable (inout ConferenceSettings, String) throws(Denial) -> Bool

    public static let all: [ConferenceSetting] = [
        ConferenceSetting(
            "topic", "TEXT|none", "what it is about",
            read: { $0.topic?.text ?? "none" },
            write: { (settings, text) throws(Denial) in
                settings.topic = text == "none" ? nil : try ConferenceTopic(text)
                return true
            }),
        ConferenceSetting(
            "people", "2..1000", "how many may be in it, recorders and bots included",
            read: { String($0.shape.people) },
            write: { (settings, text) throws(Denial) in
                guard let people = Int(text) else { return false }
                settings.shape = try settings.shape.changed(to: people)
                return true
            }),
        ConferenceSetting(
            "podium", "1..36", "how many of them may be on the podium",
            read: { String($0.shape.podium) },
            write: { (settings, text) throws(Denial) in
                guard let podium = Int(text) else { return false }
                settings.shape = try ConferenceShape(
                    settings.kind, people: settings.shape.people, podium: podium)
                return true
            }),
        .flag("guest-text", "guests may write", \.guests.text),
        .flag("guest-audio", "guests may speak", \.guests.audio),
        .flag("guest-video", "guests may show themselves", \.guests.video),
        .flag("mute-on-entry", "microphones are off on entry", \.mutesMicrophoneOnEntry),
        .flag("camera-off-on-entry", "cameras are off on entry", \.mutesCameraOnEntry),
        .flag("auto-approve", "who calls the owner comes in at once", \.autoApproves),
    ]

    public static func named(_ name: some StringProtocol) -> ConferenceSetting? {
        let name = name.lowercased()
        return self.all.first { $0.name == name }
    }

    /// As it is set, in the form in which it is typed.
    public func value(in settings: ConferenceSettings) -> String { self.read(settings) }

    /// Sets it.
    ///
    /// - Returns: False for a text that is no value of it at all.
    /// - Throws: Why a value can't be, with the limit.
    public func set(
        _ text: String, in settings: inout ConferenceSettings
    ) throws(Denial) -> Bool {
        try self.write(&settings, text)
    }

    private init(
        _ name: String, _ values: String, _ help: String,
        read: @escaping @Sendable (ConferenceSettings) -> String,
        write: @escaping @Sendable (inout ConferenceSettings, String) throws(Denial) -> Bool,
    ) {
        self.name = name
        self.values = values
        self.help = help
        self.read = read
        self.write = write
    }

    private static func flag(
        _ name: String, _ help: String,
        _ path: any WritableKeyPath<ConferenceSettings, Bool> & Sendable,
    ) -> ConferenceSetting {
        ConferenceSetting(
            name, "on|off", help,
            read: { $0[keyPath: path] ? "on" : "off" },
            write: { (settings, text) throws(Denial) in
                switch text.lowercased() {
                case "on": settings[keyPath: path] = true
                case "off": settings[keyPath: path] = false
                default: return false
                }
                return true
            })
    }
}
