import ArgumentParser
import ClientRuntime
import ServerRuntime
import Units

/// Glass to glass on loopback, without the glass: from capture to the moment a picture is due.
struct DelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delay",
        abstract: "Two participants talk over a loopback server; how old is what a third one sees?")
    @Option(help: "How long to watch.")
    var seconds = 30.0

    func run() async throws {
        let cast = DemoCast()
        let server = try await LocalServer.start(
            accounts: cast.accounts.map { ($0.name, $0.password) })
        let stage = DemoCast.Stage(
            server: ServerAddress(host: server.host, port: server.port),
            fingerprint: server.fingerprint)
        let measurement = try await DelayMeasurement.run(
            on: stage, cast: cast, seconds: self.seconds)
        await server.stop()
        let sorted = measurement.delays.sorted()
        func percentile(_ share: Double) -> String {
            guard !sorted.isEmpty else { return "-" }
            let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
            return String(Int((sorted[index].seconds * 1000).rounded()))
        }
        print(
            "pictures \(sorted.count)  missed \(measurement.missedCount)  "
                + "faults \(measurement.faultCount)")
        print(
            "capture to display, ms: median \(percentile(0.5))  p95 \(percentile(0.95))  "
                + "p99 \(percentile(0.99))")
    }
}
