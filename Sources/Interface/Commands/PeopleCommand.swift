extension Command {
    static let people: Command = Command(
        "people", arguments: "[TEXT]",
        help: "list people by what is in their account or name",
    ) { (_, arguments) throws(CommandError) in
        [.findPeople(arguments.trimmed)]
    }
}
