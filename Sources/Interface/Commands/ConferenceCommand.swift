internal import Canvas
internal import Rooms

extension Command {
    static let conference: Command = Command(
        "conference", arguments: "[NAME [VALUE]]",
        help: "show how the conference is set, or set it",
        detail: ConferenceSetting.all.map { "\($0.name) \($0.values): \($0.help)." }
            .joined(separator: " "),
        place: .conference, completion: .conferenceSetting, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        let settings = call.changed { _ in }
        let name = arguments.prefix { !$0.isWhitespace }
        guard !name.isEmpty else {
            let list = ConferenceSetting.all.map { "\($0.name) \($0.value(in: settings))" }
            let words = Sanitized(remote: list.joined(separator: ", "))
            state.say(.info, "\(Sanitized(remote: settings.kind.rawValue)): \(words)")
            return []
        }
        guard let setting = ConferenceSetting.named(name) else { throw Command.conference.misuse }
        let value = String(arguments.dropFirst(name.count)).trimmed
        guard !value.isEmpty else {
            let now = Sanitized(remote: setting.value(in: settings))
            state.say(
                .info,
                "\(Sanitized(remote: setting.name)) is \(now); \(.init(remote: setting.values))")
            return []
        }
        var changed = settings
        let isValue: Bool
        do throws(Denial) { isValue = try setting.set(value, in: &changed) } catch {
            state.say(.error, Sanitized(remote: error.sentence))
            return []
        }
        guard isValue else { throw Command.conference.misuse }
        return [.conference(.change(changed))]
    }
}
