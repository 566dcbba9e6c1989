import ArgumentParser
import ClientRuntime
import Console
import Units

/// When a conference is, and how it is set: given alike for a new one and for a change.
struct PlanOptions: ParsableArguments {
    @Option(help: "When: 2026-11-27T14:00, in UTC with a Z; with --weekly 14:00 in UTC.")
    var at: String?
    @Option(help: "On these days every week: mon,tue,wed,thu,fri,sat,sun.")
    var weekly: String?
    @Option(help: "How long, in minutes; with --at.")
    var minutes = 60
    @Flag(help: "A room, which is always there, and has no time.")
    var room = false
    @Option(
        name: .customLong("set"),
        help: "NAME=VALUE, such as people=20 or guest-video=off; may be given again.")
    var others: [String] = []

    var time: PlanCommands.Time? {
        self.at.map {
            PlanCommands.Time(start: $0, days: self.weekly, minutes: self.minutes)
        }
    }
}

struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plan conferences, change them, and call them off.",
        subcommands: [New.self, Show.self, Change.self, Cancel.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plan a conference, or make a room that is always there, and print its ID.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "What it is about.")
        var topic = ""
        @Argument(help: "Accounts to invite.")
        var invited: [String] = []
        @OptionGroup var plan: PlanOptions
        @Option(help: "all-on-screen, lecture, role-based or smart.")
        var kind = "all-on-screen"
        @Flag(help: "Let people in who have no account.")
        var guests = false
        @Flag(help: "Ask for a PIN that the server makes; it is printed once.")
        var pin = false
        @Option(help: "Ask for the PIN in the first line of a file.")
        var pinFile: String?
        @Option(help: "Who is held before the door: off, guests, uninvited or all.")
        var waiting = "off"
        @Flag(help: "Turn off the microphone of who comes in.")
        var muted = false

        func validate() throws {
            guard self.plan.room != (self.plan.at != nil) else {
                throw ValidationError("It needs either --at or --room.")
            }
            guard !self.plan.room || self.plan.weekly == nil else {
                throw ValidationError("A room has no days.")
            }
        }

        func run() async throws {
            let draft = PlanCommands.Draft(
                topic: self.topic, time: self.plan.time, kind: self.kind, takesGuests: self.guests,
                asksPIN: self.pin, pin: self.pinFile.map { .file($0) },
                waitingRoom: self.waiting, mutesEntrants: self.muted, others: self.plan.others,
                invited: self.invited)
            try await PlanCommands.plan(self.options.settings(), draft)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a planned conference is, how it is set, and whom it is with.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The conference's ID.")
        var conference: String
        @Flag(help: "One JSON object.")
        var json = false

        func run() async throws {
            try await PlanCommands.show(
                self.options.settings(), conference: self.conference, isJSON: self.json)
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a planned conference; what is not given stays as it is.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The conference's ID.")
        var conference: String
        @Option(help: "What it is about; empty for nothing.")
        var topic: String?
        @OptionGroup var plan: PlanOptions
        @Option(help: "Invite these accounts too, separated by commas.")
        var invite: String?
        @Option(help: "Invite these accounts no more, separated by commas.")
        var uninvite: String?

        func validate() throws {
            guard !self.plan.room || self.plan.at == nil,
                self.plan.weekly == nil || self.plan.at != nil
            else {
                throw ValidationError("A room has no time, and --weekly needs --at.")
            }
        }

        func run() async throws {
            try await PlanCommands.change(
                self.options.settings(), conference: self.conference,
                PlanCommands.Change(
                    topic: self.topic, time: self.plan.time, isRoom: self.plan.room,
                    invited: Self.names(self.invite), uninvited: Self.names(self.uninvite),
                    others: self.plan.others))
        }

        private static func names(_ list: String?) -> [String] {
            list?.split(separator: ",").map { String($0) } ?? []
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call a planned conference off; one that runs goes on.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The conference's ID.")
        var conference: String

        func run() async throws {
            try await PlanCommands.cancel(self.options.settings(), conference: self.conference)
        }
    }
}

struct Conferences: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the conferences that run, are planned, or have been.")
    @OptionGroup var options: GlobalOptions
    @Flag(help: "Those that are planned, and rooms, the next first.")
    var planned = false
    @Flag(help: "The last ten that I was in or owned, and who was there for how many minutes.")
    var history = false
    @Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
        guard !self.planned || !self.history else {
            throw ValidationError("Either --planned or --history.")
        }
    }

    func run() async throws {
        let selection: PlanCommands.Selection =
            self.planned ? .planned : self.history ? .past : .running
        try await PlanCommands.list(self.options.settings(), selection, isJSON: self.json)
    }
}
