internal import Canvas
internal import Console
internal import Foundation
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `record`: a visible participant that writes a file.
public enum RecordCommand {
    /// Joins a conference as its recorder and writes a WebM file until the seconds are over, a
    /// signal asks to stop, or the conference ends; the file is complete in every case.
    public static func record(
        _ settings: Settings, conference: String, output: String, size: PictureSize,
        seconds: Double?, statistics: String? = nil,
    ) async throws(Failure) {
        let id = try Invitation(conference).id().text
        try await Self.record(
            { listener async throws(Failure) in
                try await Client.logIn(settings, history: .never, listener: listener)
            }, conference: id, output: output, size: size, seconds: seconds,
            statistics: statistics)
    }

    static func record(
        _ connect: Stay.Connect, conference: String, output: String, size: PictureSize,
        seconds: Double?, statistics: String? = nil,
    ) async throws(Failure) {
        let seconds = try CallCommands.checked(seconds: seconds)
        guard !FileManager.default.fileExists(atPath: output) else {
            throw Failure(
                .cannotCreate, "'\(output)' exists already",
                hint: "name another file; a recording never overwrites one")
        }
        let descriptor = try statistics.map { path throws(Failure) in try NewFile.create(path) }
        let signals = StopSignals()
        let reception = Reception(playsVoice: true, decodesVideo: true)
        defer { reception.stop() }
        let stay = try await Stay.begin(
            connect, as: .recorder, reception, view: size, until: signals,
            choose: { _ in .conference(conference) }
        ) { news in
            if case .waiting = news {
                Console.remark("waiting to be let in by who leads the conference")
            }
        }
        let recording: Recording
        do throws(Failure) {
            recording = try Recording(
                creating: output, size, reception, duration: seconds.map { .seconds($0) }
            ) { failure in
                stay.ended.give(.failure(failure))
            }
        } catch {
            await stay.leave()
            throw error
        }
        let file = descriptor.map { StatisticsFile($0, stay.conference, nil) }
        stay.end(afterSeconds: seconds)
        signals.whenStopped { _ in stay.ended.give(.success(())) }
        let result = await stay.ended.wait()
        file?.stop()
        // The file first: leaving may take as long as the network likes.
        let finished: Result<Void, Failure>
        do throws(Failure) { finished = .success(try recording.finish()) } catch {
            finished = .failure(error)
        }
        await stay.leave()
        try finished.get()
        try result.get()
    }
}
