import ArgumentParser
import ServerRuntime

struct Group: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Administer groups of accounts and their rights.",
        subcommands: [
            Add.self, Edit.self, List.self, Member.self, Right.self, View.self, Remove.self,
        ])

    /// One group of one data directory.
    struct GroupOptions: ParsableArguments {
        @OptionGroup var options: DataOptions
        @Argument(help: "The group's name.")
        var name: String

        var administration: Administration { Administration(self.options.directory) }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a group.")
        @OptionGroup var group: GroupOptions
        @Option(help: "A right of its members; may be repeated.")
        var allow: [String] = []

        func run() throws {
            try self.group.administration.addGroup(self.group.name, rights: self.allow)
        }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a group another name; members and rights stay.")
        @OptionGroup var group: GroupOptions
        @Option(help: "The new name.")
        var rename: String

        func run() throws {
            try self.group.administration.renameGroup(self.group.name, to: self.rename)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List groups: name, number of members, rights.")
        @OptionGroup var options: DataOptions

        func run() throws { try Administration(self.options.directory).listGroups() }
    }

    struct Member: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change who is in a group, and print who is in it now.")
        @OptionGroup var group: GroupOptions
        @Option(help: "An account to put into it; may be repeated.")
        var add: [String] = []
        @Option(help: "An account to take out of it; may be repeated.")
        var remove: [String] = []

        func run() throws {
            try self.group.administration.changeMembers(
                of: self.group.name, add: self.add, remove: self.remove)
        }
    }

    struct Right: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what a group's members may do, and print their rights now.",
            discussion: "A person has the rights of all groups together.")
        @OptionGroup var group: GroupOptions
        @Option(help: "A right to give; may be repeated.")
        var allow: [String] = []
        @Option(help: "A right to take away; may be repeated.")
        var deny: [String] = []

        func run() throws {
            try self.group.administration.changeRights(
                of: self.group.name, allow: self.allow, deny: self.deny)
        }
    }

    struct View: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change whose members a group's members find, and print it.",
            discussion: "Everybody finds everybody until 'everyone' no longer sees 'everyone'.")
        @OptionGroup var group: GroupOptions
        @Option(help: "A group whose members are to be found; may be repeated.")
        var add: [String] = []
        @Option(help: "A group whose members are not to be found; may be repeated.")
        var remove: [String] = []

        func run() throws {
            try self.group.administration.changeView(
                of: self.group.name, add: self.add, remove: self.remove)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a group; the accounts in it stay.")
        @OptionGroup var group: GroupOptions

        func run() throws { try self.group.administration.removeGroup(self.group.name) }
    }
}
