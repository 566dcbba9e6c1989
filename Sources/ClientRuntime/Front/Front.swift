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
    ///
    /// - Parameter invitation: a conference to enter at once; whoever has no account sees no more
    ///   than that.
    public static func open(
        _ settings: Settings, _ invitation: Invitation? = nil, devices: ChosenDevices,
        isPlain: Bool,
    ) async throws(Failure) {
        let guest = try invitation?.guestPass()
        let entrance = try invitation.map { invitation throws(Failure) in
            (id: try invitation.id(), pin: guest == nil ? try invitation.digits() : nil)
        }
        try await Self.run(
            { listener async throws(Failure) in
                guard let guest else {
                    return try await Client.logIn(settings, history: .now, listener: listener)
                }
                return try await Client.logIn(
                    settings, guest: guest, history: .now, listener: listener)
            }, devices, settings.screen, isPlain: isPlain, joining: entrance?.id,
            pin: entrance?.pin, seconds: nil,
            verified: VerifiedDevices(
                path: settings.paths.verifiedDevices, server: settings.server))
    }

    /// - Parameters:
    ///   - conference: one to enter at once, with its PIN if it asks for one.
    ///   - seconds: when to end by itself.
    ///   - verified: the devices that are known.
    static func run(
        _ connect: Stay.Connect, _ devices: ChosenDevices, _ settings: ScreenSettings,
        isPlain: Bool, joining conference: ConferenceID?, pin: PIN? = nil, seconds: Double?,
        verified: VerifiedDevices = VerifiedDevices(),
    ) async throws(Failure) {
        let inbox = Inbox()
        let desk = Desk(devices, inbox, verified)
        let signals = StopSignals(beforeForcedExit: CursesTerminal.giveBack)
        let client = try await connect { desk.receive($0) }
        desk.begin(client)
        let account = await client.account()
        if let conference { desk.perform(.join(conference, pin: pin)) }
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
        let environment = settings.color.applied(to: ProcessInfo.processInfo.environment)
        let offset = Duration.seconds(TimeZone.current.secondsFromGMT())
        if !isPlain {
            guard let obstacle = CursesTerminal.obstacle(environment: environment) else {
                var screen = try ScreenFront(
                    desk, inbox, account, settings, environment: environment,
                    offsetFromUTC: offset)
                return try screen.run()
            }
            Console.remark("\(obstacle.description); going on with lines of text")
        }
        var lines = LineFront(
            desk, inbox, account, settings, environment: environment, offsetFromUTC: offset)
        lines.run()
    }
}
