internal import Rooms

extension Command {
    static let kind: Command = Command(
        "kind", arguments: "KIND", help: "make the conference one of another kind",
        detail: "A running one can change between role-based and smart.", place: .conference,
        completion: .each([
            .words([ConferenceKind.roleBased, .smart].map(\.rawValue)), .nothing,
        ]),
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        guard let kind = ConferenceKind(rawValue: arguments.trimmed.lowercased()) else {
            throw .malformedKind(arguments.trimmed)
        }
        return [.conference(.change(call.changed { $0.shape = $0.shape.changed(to: kind) }))]
    }
}
