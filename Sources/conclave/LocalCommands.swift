import ArgumentParser
import ClientRuntime
import Console
import ServerRuntime
import Units

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A server, two talking participants and you, in one process on loopback.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var devices: DeviceOptions
    @Option(help: "End after this many seconds; without a terminal 10 are recorded.")
    var seconds: Double?
    @Option(help: "Record the conference to this WebM file.")
    var record: String?

    func run() async throws {
        let cast = DemoCast()
        let server = try await LocalServer.start(
            accounts: cast.accounts.map { ($0.name, $0.password) })
        let stage = DemoCast.Stage(
            server: ServerAddress(host: server.host, port: server.port),
            fingerprint: server.fingerprint)
        let result: Result<Void, Failure>
        do throws(Failure) {
            try await cast.run(
                on: stage, self.options.given, devices: self.devices.chosen(),
                seconds: self.seconds,
                recording: self.record)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }
}

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List sound devices and cameras.")

    func run() throws { DeviceCommands.list() }
}

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what this machine and terminal can do, and say how to get what is missing."
    )

    func run() throws { DeviceCommands.doctor() }
}
