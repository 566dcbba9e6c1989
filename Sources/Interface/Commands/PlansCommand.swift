extension Command {
    static let plans: Command = Command(
        "plans", help: "list the planned conferences and rooms, the next first",
    ) { (_, _) throws(CommandError) in [.listPlans] }
}
