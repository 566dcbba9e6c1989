internal import Console
internal import CursesTerminal
internal import Foundation
internal import Interface
internal import Rooms
internal import Sessions
public import Units

/// The interface for people: a screen where there is one, lines elsewhere.
public enum Front {
    /// Gathers what a login needs, then runs the interface until it is left; it is there before the
    /// server is.
    ///
    /// - Parameter invitation: a conference to enter at once; whoever has no account sees no more
    ///   than that.
    public static func open(
        _ settings: Settings, _ invitation: Invitation? = nil, devices: ChosenDevices,
        isPlain: Bool,
    ) async throws(Failure) {
        let guest = try invitation?.guestPass()
        let entrance = try invitation.map { invitation throws(Failure) in
            Entrance(try invitation.id(), pin: guest == nil ? try invitation.digits() : nil)
        }
        let login =
            if let guest { try await Client.prepare(settings, guest: guest) } else {
                try await Client.prepare(settings)
            }
        try await Self.run(
            login, history: .now, devices, settings.screen, isPlain: isPlain, entering: entrance,
            seconds: nil,
            verified: VerifiedDevices(
                path: settings.paths.verifiedDevices, server: settings.server))
    }

    /// - Parameters:
    ///   - entrance: a conference to enter as soon as there is a connection.
    ///   - seconds: when to end by itself.
    ///   - verified: the devices that are known.
    static func run(
        _ login: Client.Login, history: HistoryStart, _ devices: ChosenDevices,
        _ settings: ScreenSettings, isPlain: Bool, entering entrance: Entrance?, seconds: Double?,
        verified: VerifiedDevices = VerifiedDevices(),
    ) async throws(Failure) {
        let inbox = Inbox()
        let desk = Desk(devices, inbox, verified)
        let signals = StopSignals(beforeForcedExit: CursesTerminal.giveBack)
        var limits = ClientLimits()
        limits.isPersistent = true
        let client = try Client(login, history: history, limits: limits) { desk.receive($0) }
        desk.begin(client, entering: entrance)
        let loggingIn = Task { await desk.logIn(client) }
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
                    .success(try Self.show(desk, inbox, login, settings, isPlain: isPlain)))
            } catch {
                ended.give(.failure(error))
            }
        }
        let result = await ended.wait()
        thread.join()
        await desk.end()
        await loggingIn.value
        try result.get()
    }

    /// A screen if one is possible and wanted; if not, says why and goes on with lines.
    private static func show(
        _ desk: Desk, _ inbox: Inbox, _ login: Client.Login, _ settings: ScreenSettings,
        isPlain: Bool
    ) throws(Failure) {
        let environment = settings.color.applied(to: ProcessInfo.processInfo.environment)
        let offset = Duration.seconds(TimeZone.current.secondsFromGMT())
        if !isPlain {
            guard let obstacle = CursesTerminal.obstacle(environment: environment) else {
                var screen = try ScreenFront(
                    desk, inbox, login, settings, environment: environment,
                    offsetFromUTC: offset)
                return try screen.run()
            }
            Console.remark("\(obstacle.description); going on with lines of text")
        }
        var lines = LineFront(
            desk, inbox, login, settings, environment: environment, offsetFromUTC: offset)
        try lines.run()
    }
}

/// A conference that is entered by itself, with its PIN if it asks for one.
struct Entrance: Sendable {
    var conference: ConferenceID
    var pin: PIN?

    init(_ conference: ConferenceID, pin: PIN? = nil) {
        self.conference = conference
        self.pin = pin
    }
}
