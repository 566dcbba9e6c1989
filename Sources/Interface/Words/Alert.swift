public import Canvas

/// What a person is told of while looking elsewhere: on the desktop, and by a program of their own.
///
/// It says no more than they want to be seen (`Preferences.AlertContent`).
public struct Alert: Sendable, Equatable {
    public enum Kind: String, Sendable, Hashable {
        case message
        /// A conference that somebody has started.
        case conference
        /// Somebody calls one into a conference.
        case call
        /// What was planned begins.
        case plan

        fileprivate var words: Sanitized {
            switch self {
            case .message: "a new message"
            case .conference: "a conference was started"
            case .call: "a call"
            case .plan: "a planned conference begins"
            }
        }
    }

    public var kind: Kind
    /// Empty for none, as are sender and text; what is not to be seen is not here.
    public var chat: Sanitized
    public var sender: Sanitized
    public var text: Sanitized

    public init(
        _ kind: Kind, chat: Sanitized = "", sender: Sanitized = "", text: Sanitized = "",
    ) {
        self.kind = kind
        self.chat = chat
        self.sender = sender
        self.text = text
    }

    /// `bob in #team`.
    public var title: Sanitized {
        if self.sender.isEmpty { return "Conclave" }
        return self.chat.isEmpty ? self.sender : "\(self.sender) in \(self.chat)"
    }

    public var body: Sanitized { self.text.isEmpty ? self.kind.words : self.text }

    /// The same with no more than may be seen of it.
    func limited(to content: Preferences.AlertContent) -> Alert {
        switch content {
        case .full: self
        case .sender: Alert(self.kind, sender: self.sender)
        case .new: Alert(self.kind)
        }
    }
}
