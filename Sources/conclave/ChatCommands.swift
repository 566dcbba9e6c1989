import ArgumentParser
import ClientRuntime
import Console

struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make and list chats, and change who is in them.",
        subcommands: [
            New.self, List.self, Members.self, Add.self, Remove.self, Leave.self, Role.self,
            Owner.self, GrantHistory.self, Title.self, Mute.self, Unmute.self, Place.self,
            Clear.self,
            Delete.self, Draft.self,
        ])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a group chat and print its ID, or another kind of chat.")
        @OptionGroup var options: GlobalOptions
        @Flag(name: .customLong("private"), help: "A private chat with one person.")
        var isPrivate = false
        @Flag(name: .customLong("channel"), help: "A channel: few write, the others read.")
        var isChannel = false
        @Flag(name: .customLong("favourites"), help: "My own notes, which nobody else reads.")
        var isFavourites = false
        @Argument(help: "The title, or the account of the person.")
        var title: String?
        @Argument(help: "Accounts to invite.")
        var members: [String] = []

        func validate() throws {
            let kinds = [self.isPrivate, self.isChannel, self.isFavourites].count { $0 }
            guard kinds <= 1 else { throw ValidationError("A chat is of one kind.") }
            let takesTitle = !self.isFavourites
            guard takesTitle == (self.title != nil) else {
                throw ValidationError(takesTitle ? "It needs a title." : "It takes no title.")
            }
            guard !self.isPrivate || self.members.isEmpty else {
                throw ValidationError("A private chat is with one person.")
            }
        }

        func run() async throws {
            let title = self.title ?? ""
            let new: ChatCommands.New =
                if self.isFavourites { .favourites } else if self.isPrivate {
                    .privateChat(with: title)
                } else if self.isChannel { .channel(title: title, members: self.members) } else {
                    .group(title: title, members: self.members)
                }
            try await ChatCommands.new(self.options.settings(), new)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List my chats, one JSON object a line.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try await ChatCommands.list(self.options.settings()) }
    }

    struct Title: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change a chat's title.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The new title.")
        var title: String

        func run() async throws { try await self.chat.change(.title(self.title)) }
    }

    struct Mute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a chat be silent on all my devices, but for mentions.")
        @OptionGroup var chat: ChatArgument

        func run() async throws { try await self.chat.change(.mute(true)) }
    }

    struct Unmute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a chat be heard again.")
        @OptionGroup var chat: ChatArgument

        func run() async throws { try await self.chat.change(.mute(false)) }
    }

    struct Place: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say where a chat stands in my list; without an option, among the others.")
        @OptionGroup var chat: ChatArgument
        @Flag(help: "Before all others.")
        var top = false
        @Flag(help: "Out of sight while there is nothing new.")
        var archive = false
        @Option(help: ArgumentHelp("In a folder.", valueName: "name"))
        var folder: String?

        func validate() throws {
            let options = [self.top, self.archive, self.folder != nil].count { $0 }
            guard options <= 1 else { throw ValidationError("A chat stands in one place.") }
        }

        func run() async throws {
            let place: ChatCommands.Place =
                if self.top { .top } else if self.archive { .archive } else if let folder {
                    .folder(folder)
                } else { .list }
            try await self.chat.change(.place(place))
        }
    }

    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take everything said so far out of my sight, or out of everybody's.")
        @OptionGroup var chat: ChatArgument
        @Flag(help: "For everybody; only owners and admins may.")
        var everybody = false

        func run() async throws {
            try await self.chat.change(.clear(forEverybody: self.everybody))
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a chat for everybody and for good; only its owner may.")
        @OptionGroup var chat: ChatArgument

        func run() async throws { try await self.chat.change(.delete) }
    }

    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what I have begun to write in a chat, or put something else there.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The draft from now on; empty for none.")
        var text: String?

        func run() async throws {
            if let text = self.text { return try await self.chat.change(.draft(text)) }
            try await ChatCommands.draft(self.chat.options.settings(), chat: self.chat.chat)
        }
    }
}

/// Which chat is meant, and as whom.
struct ChatArgument: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A chat: @user, #title, favourites or an ID.")
    var chat: String

    func change(_ change: ChatCommands.ChatChange) async throws {
        try await ChatCommands.change(self.options.settings(), chat: self.chat, change)
    }

    func change(
        _ members: [String], _ change: ChatCommands.MemberChange
    ) async throws {
        try await ChatCommands.change(
            self.options.settings(), chat: self.chat, members: members, change)
    }
}
