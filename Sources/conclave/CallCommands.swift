import ArgumentParser
import ClientRuntime
import Console
import Units

/// Which devices take part.
struct DeviceOptions: ParsableArguments {
    @Option(help: "v4l2:/dev/videoN, file:clip.y4m, pattern or none.")
    var camera = "none"
    @Option(help: "alsa:NAME, file:speech.wav, tone or none.")
    var microphone = "none"
    @Option(help: "alsa:NAME, file:heard.wav or none.")
    var speaker = "none"
    @Flag(help: "Begin a camera or microphone file again at its end.")
    var loop = false

    func chosen() throws(Failure) -> ChosenDevices {
        ChosenDevices(
            camera: try CameraSource(parsing: self.camera),
            microphone: try MicrophoneSource(parsing: self.microphone),
            speaker: try SpeakerSink(parsing: self.speaker), loops: self.loop)
    }
}

/// What is measured of a stay.
struct StatisticsOptions: ParsableArguments {
    @Option(help: "Write how the conference goes to this new file: one JSON object a second.")
    var stats: String?
}

/// How one comes into a conference.
struct EntranceOptions: ParsableArguments {
    @Option(help: "Come in without an account, under this name, where guests are let in.")
    var guest: String?
    @Option(help: "Read the conference's PIN from the first line of a file.")
    var pinFile: String?
    @Option(help: "Read the conference's PIN from an open descriptor.")
    var pinFd: Int32?

    func invitation(to conference: String) -> Invitation {
        let pin = self.pinFile.map { PasswordSource.file($0) } ?? self.pinFd.map { .descriptor($0) }
        return Invitation(conference, pin: pin, guestName: self.guest)
    }

    /// A link names its server, and whoever has no account has no name to give.
    func settings(
        _ options: GlobalOptions, for invitation: Invitation?
    ) throws(Failure) -> Settings {
        var given = try options.unhurriedGiven()
        if let server = try invitation?.server() { given.server = server }
        if self.guest != nil { given.user = "guest" }
        return try Settings(given)
    }
}

struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Start a conference from a chat, print its ID, and take part without a screen.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var devices: DeviceOptions
    @OptionGroup var statistics: StatisticsOptions
    @Argument(help: "A chat: @user, #title or an ID.")
    var chat: String
    @Flag(help: "Give the conference a chat of its own, which only its participants read.")
    var unlinked = false
    @Option(help: "call, all-on-screen, lecture, role-based or smart.")
    var kind: String?
    @Option(name: .customLong("with"), help: "Ring these accounts, separated by commas.")
    var callees: String?
    @Option(help: "Leave after this many seconds.")
    var seconds: Double?

    func run() async throws {
        try await CallCommands.call(
            self.options.unhurried(), chat: self.chat, isUnlinked: self.unlinked, kind: self.kind,
            callees: self.callees?.split(separator: ",").map { String($0) } ?? [],
            devices: self.devices.chosen(), seconds: self.seconds,
            statistics: self.statistics.stats)
    }
}

struct Join: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Join a conference without a screen, with an account or as a guest.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var devices: DeviceOptions
    @OptionGroup var statistics: StatisticsOptions
    @Argument(help: "Its ID, a link to it: conclave:ID[@server], or @NAME for who owns it.")
    var conference: String
    @OptionGroup var entrance: EntranceOptions
    @Option(help: "Leave after this many seconds.")
    var seconds: Double?

    func run() async throws {
        let invitation = self.entrance.invitation(to: self.conference)
        try await CallCommands.join(
            self.entrance.settings(self.options, for: invitation), invitation,
            devices: self.devices.chosen(), seconds: self.seconds,
            statistics: self.statistics.stats)
    }
}

struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Join a conference as its visible recorder and write a WebM file.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var statistics: StatisticsOptions
    @Argument(help: "The conference's ID.")
    var conference: String
    @Option(name: .shortAndLong, help: "The file to write; one that exists is not overwritten.")
    var output: String
    @Option(help: "The size of the picture, all tiles together.")
    var size = "1280x720"
    @Option(help: "Stop after this many seconds.")
    var seconds: Double?

    func run() async throws {
        try await RecordCommand.record(
            self.options.unhurried(), conference: self.conference, output: self.output,
            size: PictureSize(parsing: self.size), seconds: self.seconds,
            statistics: self.statistics.stats)
    }
}
