internal import Canvas
internal import Rooms

extension Command {
    static let entryPIN: Command = Command(
        "entry-pin", arguments: "[off|PIN]",
        help: "show the PIN that the conference asks for, or set it", place: .conference,
        completion: .each([.words(["off"]), .nothing]),
        keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        switch arguments.trimmed {
        case "":
            switch call.settings?.entryPIN {
            case .known(let pin):
                state.say(.info, "the PIN is \(Sanitized(remote: pin.digits))")
            case .untold, .verified:
                state.say(
                    .info, "a PIN is asked for, told to nobody; /entry-pin PIN sets another")
            case .off, nil:
                state.say(.info, "no PIN is known; /entry-pin PIN sets one")
            }
            return []
        case "off": return [.conference(.change(call.changed { $0.pin = nil }))]
        case let digits:
            guard let pin = try? PIN(digits) else { throw .malformedPIN }
            return [.conference(.change(call.changed { $0.pin = pin }))]
        }
    }
}
