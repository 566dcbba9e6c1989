internal import Console
internal import CursesTerminal
internal import Foundation
internal import Interface
internal import Rooms
internal import Sessions
public import Units

/// The interface for people: a screen where there is one, lines elsewhere.
public enum Front {
    /// Logs in, then runs the interface until it is left.
    public static func open(
        _ settings: Settings, devices: ChosenDevices, isPlain: Bool
    ) async throws(Failure) {
        guard let account = AccountName(settings.account) else {
            throw Failure(.misused, "'\(settings.account)' is not an account name")
        }
        try await Self.run(
            { listener async throws(Failure) in
                try await Client.logIn(settings, history: .now, listener: listener)
            }, account, devices, settings.screen, isPlain: isPlain, joining: nil, seconds: nil)
    }

    /// - Parameters:
    ///   - conference: one to enter at once.
    ///   - seconds: when to end by itself.
    static func run(
        _ connect: Stay.Connect, _ account: AccountName, _ devices: ChosenDevices,
        _ settings: ScreenSettings, isPlain: Bool, joining conference: ConferenceID?,
        seconds: Double?,
    ) async throws(Failure) {
        let inbox = Inbox()
        let desk = Desk(devices, inbox)
        let signals = StopSignals(beforeForcedExit: CursesTerminal.giveBack)
        let client = try await connect { desk.receive($0) }
        desk.begin(client)
        if let conference { desk.perform(.join(conference)) }
        signals.whenStopped { _ in inbox.put(.stop) }
        if let seconds {
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
                inbox.put(.stop)
            }
        }
        // A thread of its own, because it waits: for keys, for the network, for the next picture.
        let ended = Outcome<Result<Void, Failure>>()
        let thread = NamedThread("interface") { _ in
            do throws(Failure) {
                ended.give(
                    .success(try Self.show(desk, inbox, account, settings, isPlain: isPlain)))
            } catch {
                ended.give(.failure(error))
            }
        }
        let result = await ended.wait()
        thread.join()
        await desk.end()
        try result.get()
    }

    /// A screen if one is possible and wanted; if not, says why and goes on with lines.
    private static func show(
        _ desk: Desk, _ inbox: Inbox, _ account: AccountName, _ settings: ScreenSettings,
        isPlain: Bool
    ) throws(Failure) {
        let environment = ProcessInfo.processInfo.environment
        let offset = Duration.seconds(TimeZone.current.secondsFromGMT())
        if !isPlain {
            guard let obstacle = CursesTerminal.obstacle(environment: environment) else {
                var screen = try ScreenFront(
                    desk, inbox, account, settings, environment: environment,
                    offsetFromUTC: offset)
                return try screen.run()
            }
            Console.complain("conclave: \(obstacle.description); going on with lines of text")
        }
        var lines = LineFront(
            desk, inbox, account, settings, environment: environment, offsetFromUTC: offset)
        lines.run()
    }
}
