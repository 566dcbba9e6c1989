internal import Rooms

extension Command {
    static let remark: Command = Command(
        "remark", arguments: "[@user]",
        help: "be heard from the hall for a short time, or stop; end another's remark",
        place: .conference, completion: .participant,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        if arguments.trimmed.isEmpty {
            let isOn = call.remarks[call.view.me] != nil
            return [.conference(isOn ? .endRemark(call.view.me) : .beginRemark)]
        }
        let word = arguments.trimmed
        guard let number = call.numbers(of: word).first(where: { call.remarks[$0] != nil }) else {
            throw .notHere(word)
        }
        return [.conference(.endRemark(number))]
    }
}
